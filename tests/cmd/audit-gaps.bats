#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

tables() {
  cat >powers.csv <<'END'
power_id,kind,title
P1,mandatory,дороги
P2,mandatory,школы
P3,optional,музеи
P4,delegated,опека
P5,mandatory,архив
END
  cat >map.csv <<'END'
duty_id,rank,power_id,score,verdict,position_id,duty
D1,1,P1,0.5,sure,S1,Ремонт дорог
D2,1,P1,0.2,likely,S2,Учёт дорог
D3,1,P5,0.4,sure,S3,Ведение архива
D4,1,,,none,S2,Полив цветов
D5,1,P4,0.12,weak,S2,Дела опекаемых
END
  cat >staff.csv <<'END'
employee_id,position_id,unit_id
E1,S1,U1
E2,S2,U2
E3,S2,U2
E4,S3,U3
END
}

@test "a power without a holder: mandatory and delegated are errors, optional is a note" {
  tables
  run --separate-stderr -0 bash -c "uprava-audit gaps --powers powers.csv -t tsv map.csv | grep power_without_holder | cut -f 1-3"
  [ "$output" = $'power_without_holder\terror\tP2\npower_without_holder\tnote\tP3\npower_without_holder\terror\tP4' ]
}

@test "a weak match is no holder, but is named; --least weak accepts it" {
  tables
  run -0 uprava-audit gaps --powers powers.csv map.csv
  [[ $output == *"weak candidate: D5, score 0.12"* ]]
  run -0 bash -c "uprava-audit gaps --powers powers.csv --least weak map.csv | grep -c without_holder,error"
  [ "$output" -eq 1 ]
}

@test "a duty without a power is a warning with the duty's text and unit" {
  tables
  run -0 uprava-audit gaps --powers powers.csv --staff staff.csv map.csv
  [[ $output == *"duty_without_power,warning,D4,U2,Полив цветов"* ]]
}

@test "with --staff: a power of one person only, and a power whose positions are empty" {
  tables
  run -0 bash -c "uprava-audit gaps --powers powers.csv --staff staff.csv map.csv | grep held_by | cut -d , -f 1-4"
  [ "$output" = "power_held_by_one,warning,P5,U3" ]
  sed -i /S3/d staff.csv
  run -0 bash -c "uprava-audit gaps --powers powers.csv --staff staff.csv map.csv | grep held_by | cut -d , -f 1-4"
  [ "$output" = "power_held_by_nobody,warning,P5," ]
  run -1 bash -c "uprava-audit gaps --powers powers.csv map.csv | grep held_by"
}

@test "a power in several units is a note that names them" {
  tables
  run -0 uprava-audit gaps --powers powers.csv --staff staff.csv map.csv
  [[ $output == *"power_in_several_units,note,P1,U1|U2,"* ]]
}

@test "--duties gives what the map does not carry" {
  tables
  uprava-inventory import --schema any --columns duty_id,rank,power_id,score,verdict map.csv >bare.csv
  uprava-inventory import --schema any --columns duty_id,position_id,duty map.csv >duties.csv
  uprava-audit gaps --powers powers.csv --staff staff.csv map.csv >want
  uprava-audit gaps --powers powers.csv --staff staff.csv --duties duties.csv bare.csv | cmp - want
}

@test "--check: 1 when there is an error or a warning, 0 when there are notes only" {
  tables
  run -1 uprava-audit gaps --check --powers powers.csv map.csv
  grep -E 'power_id|P3' powers.csv >optional.csv
  head -n 1 map.csv >nothing.csv
  run -0 uprava-audit gaps --check --powers optional.csv nothing.csv
  [ "${#lines[@]}" -eq 2 ]
}

@test "a power that the catalogue does not have is an error with its line" {
  tables
  echo 'D9,1,P9,0.5,sure,S1,x' >>map.csv
  run --separate-stderr -3 uprava-audit gaps --powers powers.csv map.csv
  [ -z "$output" ]
  [[ $stderr == *'map.csv:7: power_id: unknown power "P9"'* ]]
}

@test "on the city, every power either has a holder or is a finding" {
  uprava-audit map --powers ru-131fz -t csv -o map.csv "$CITY/duties.csv"
  uprava-audit gaps --powers ru-131fz -t tsv map.csv | awk -F '\t' '$1 == "power_without_holder" { print $3 }' >missing
  uprava-inventory import --schema any -t tsv --columns power_id,verdict map.csv | awk -F '\t' '$2 == "sure" || $2 == "likely" { print $1 }' | sort -u >held
  uprava-inventory import --schema any -t tsv --columns power_id "$ROOT/share/powers/ru-131fz.csv" | tail -n +2 | sort >all
  sort missing held | cmp - all
}
