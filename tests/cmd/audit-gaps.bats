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

@test "who leaves takes along the powers that nobody else holds; most powers first, one person in two positions is one person" {
  cat >powers.csv <<'END'
power_id,kind,title
P1,mandatory,дороги
P2,mandatory,школы
P3,optional,музеи
P4,mandatory,архив
END
  cat >map.csv <<'END'
duty_id,power_id,verdict,position_id
D1,P1,sure,S1
D2,P1,sure,S2
D3,P2,sure,S1
D4,P3,sure,S3
D5,P4,sure,S4
D6,P4,sure,S3
END
  printf 'employee_id,position_id,unit_id\nE9,S3,U3\nE1,S1,U1\nE1,S2,U1\nE4,S4,U4\n' >staff.csv
  run --separate-stderr -0 bash -c "uprava-audit gaps --powers powers.csv --staff staff.csv -t tsv map.csv | grep person_leaves"
  [ "$output" = $'person_leaves\twarning\tE1\tU1\tpowers that nobody else holds: 2: P1, P2
person_leaves\tnote\tE9\tU3\tpowers that nobody else holds: 1: P3' ]
  printf 'position_id,unit_id\nS3,U3\nS1,U1\nS2,U1\nS4,U4\n' >staff.csv
  run --separate-stderr -0 bash -c "uprava-audit gaps --powers powers.csv --staff staff.csv -t tsv map.csv | grep person_leaves | cut -f 3"
  [ "$output" = $'S1\nS3' ]
}

@test "on the city, the powers of those who leave are those held by one" {
  uprava-audit map --powers ru-131fz -t csv -o map.csv "$CITY/duties.csv"
  uprava-audit gaps --powers ru-131fz --staff "$CITY/staff.csv" -t tsv map.csv >findings
  awk -F '\t' '$1 == "power_held_by_one" { print $3 }' findings | sort >one
  [ -s one ]
  awk -F '\t' '$1 == "person_leaves" { sub(/^.*: [0-9]+: /, "", $5); n = split($5, p, ", "); for (i = 1; i <= n; i++) print p[i] }' findings |
    sort | cmp - one
}

@test "a duty of the state is a warning, an errand a note, a duty that a person looked at a note" {
  printf 'power_id,kind,title\nP1,optional,дороги\n' >powers.csv
  cat >map.csv <<'END'
duty_id,power_id,verdict,decided_by,topic_id,duty
D1,,none,,ГОС-ФНС,Проверяет налоги
D2,,none,Иванова,,Личное
D3,,none,,,Полив цветов
END
  errand=$(uprava-inventory import --schema topics -t tsv --columns topic_id,level "$ROOT/share/powers/not-municipal.csv" | awk -F '\t' '$2 == "errand" { print $1; exit }')
  echo "D4,,none,,$errand,Несёт почту" >>map.csv
  run --separate-stderr -0 bash -c "uprava-audit gaps --powers powers.csv -t tsv map.csv | tail -n +3 | cut -f 1-3"
  [ "$output" = $'duty_of_other_level\twarning\tD1\nduty_without_power\tnote\tD2\nduty_without_power\twarning\tD3\nduty_generic\tnote\tD4' ]
  run -0 bash -c "uprava-audit gaps --powers powers.csv map.csv | grep D1"
  [[ $output == *"Проверяет налоги (налоговый контроль"* ]]
  echo "D5,,none,,НЕТ-ТАКОЙ,x" >>map.csv
  run --separate-stderr -3 uprava-audit gaps --powers powers.csv map.csv
  [[ $stderr == *'map.csv:6: topic_id: unknown topic "НЕТ-ТАКОЙ"'* ]]
}

@test "--as-of: a power that the map or a verdict gives and that is not valid is an error, and needs no holder" {
  cat >powers.csv <<'END'
power_id,kind,title,valid_from,valid_to
P1,mandatory,дороги,2010-01-01,
P2,mandatory,школы,2010-01-01,2020-12-31
P3,mandatory,музеи,,2020-12-31
P4,mandatory,архив,2030-01-01,
END
  printf 'duty_id,power_id,verdict\nD1,P1,sure\nD2,P2,sure\nD3,P2,likely\n' >map.csv
  printf 'duty_id,power_id,verdict,who,when\nD3,P2,yes,,2022-01-01\nD1,P3,yes,Иванова,2022-01-01\nD1,P4,no,,2022-01-01\n' >verdicts.csv
  run --separate-stderr -1 uprava-audit gaps --check --powers powers.csv --verdicts verdicts.csv -t tsv map.csv
  [ "$output" = $'check\tseverity\tsubject_id\tunit_id\tdetail
power_not_valid\terror\tP2\t\tthe map gives it to duty D2, but it is not valid on that day
power_not_valid\terror\tP2\t\tthe map gives it to duty D3, but it is not valid on that day
power_not_valid\terror\tP3\t\tИванова gave it to duty D1, but it is not valid on that day
power_not_valid\terror\tP2\t\t? gave it to duty D3, but it is not valid on that day' ]
  run -0 bash -c "uprava-audit gaps --powers powers.csv --as-of 2020-12-31 map.csv | cut -d , -f 1-3"
  [ "$output" = $'check,severity,subject_id\npower_without_holder,error,P3' ]
}

@test "--verdicts: a verdict from before the edition is a warning, one on a duty that the map does not have a note" {
  printf 'power_id,kind,title,edition\nP1,mandatory,дороги,2024-01-10\nP2,optional,школы,\n' >powers.csv
  printf 'duty_id,power_id,verdict\nD1,P1,sure\nD2,P2,sure\nD3,P1,sure\n' >map.csv
  cat >verdicts.csv <<'END'
duty_id,power_id,verdict,who,when
D1,P1,yes,Иванова,2024-01-09T23:59
D2,P2,yes,Иванова,2020-01-01
D3,P1,no,Иванова,2024-01-10
D9,,none,Иванова,2024-01-10
D9,P2,no,Иванова,2024-01-10
END
  run --separate-stderr -1 uprava-audit gaps --check --powers powers.csv --verdicts verdicts.csv -t tsv map.csv
  [ "${#lines[@]}" -eq 3 ]
  [ "${lines[1]}" = $'verdict_outdated\twarning\tD1\t\tИванова decided on 2024-01-09 about power P1, whose edition is of 2024-01-10' ]
  [ "${lines[2]}" = $'verdict_of_unknown_duty\tnote\tD9\t\tИванова decided on it, but the map has no such duty' ]
  printf 'duty_id,power_id,verdict\nD1,P8,yes\n' >verdicts.csv
  run --separate-stderr -3 uprava-audit gaps --powers powers.csv --verdicts verdicts.csv map.csv
  [[ $stderr == *'verdicts.csv:2: power_id: unknown power "P8"'* ]]
}

@test "a power with very many holders takes no longer than its rows" {
  printf 'power_id,kind,title\nP1,mandatory,дороги\n' >powers.csv
  awk 'BEGIN { print "duty_id,power_id,verdict,position_id"; for (i = 0; i < 60000; i++) print "D" i ",P1,sure,S" i }' >map.csv
  awk 'BEGIN { print "employee_id,position_id,unit_id"; for (i = 0; i < 60000; i++) print "E" i ",S" i ",U" i }' >staff.csv
  run --separate-stderr -0 timeout 5 uprava-audit gaps --powers powers.csv --staff staff.csv --columns check,severity,subject_id map.csv
  [ "$output" = $'check,severity,subject_id\npower_in_several_units,note,P1' ]
}
