#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

tables() {
  printf 'power_id,kind,title\nP1,mandatory,дороги\nP2,mandatory,школы\nP3,optional,музеи\n' >powers.csv
  cat >map.csv <<'END'
duty_id,rank,power_id,score,verdict,unit_id
D1,1,P2,9,sure,U1
D2,1,P1,9,likely,U1
D2,2,P2,8,likely,U1
D3,1,P1,9,sure,U2
D4,1,P3,2,weak,U2
D5,1,,,none,U2
D6,1,P1,9,sure,
END
}

@test "units by powers in the catalogue's order, with totals; weak links and duties without a power do not count" {
  tables
  run --separate-stderr -0 uprava-audit matrix --powers powers.csv map.csv
  [ "$output" = "unit_id,P1,P2,total
U1,1,2,3
U2,1,0,1
,1,0,1" ]
  [ -z "$stderr" ]
}

@test "--least weak lets weak links count" {
  tables
  run -0 uprava-audit matrix --powers powers.csv --least weak --columns unit_id,P3,total map.csv
  [ "${lines[2]}" = "U2,1,2" ]
}

@test "--transpose has the same numbers with the powers' titles" {
  tables
  run -0 uprava-audit matrix --powers powers.csv --transpose map.csv
  [ "$output" = "power_id,power,U1,U2,?,total
P1,дороги,1,1,1,3
P2,школы,2,0,0,2" ]
}

@test "the cells of the city add up to its links" {
  uprava-audit map --powers ru-131fz "$CITY/duties.csv" >map.csv
  links=$(uprava-inventory import --schema any -t tsv --columns power_id,verdict map.csv | awk -F '\t' 'NR > 1 && $1 != "" && ($2 == "sure" || $2 == "likely")' | wc -l)
  total=$(uprava-audit matrix --powers ru-131fz --staff "$CITY/staff.csv" -t tsv map.csv | awk -F '\t' 'NR > 1 { sum += $NF } END { print sum }')
  [ "$links" -gt 100 ]
  [ "$links" -eq "$total" ]
}

@test "hours of a function are parted among its powers and add up" {
  tables
  printf 'function_id,unit_id,title,per_year,minutes\nD1,U7,школы,60,10\nD2,U8,"дороги, школы",12,30\nD3,U7,дороги,1,30\n' >functions.csv
  grep -v -e ^D4 -e ^D6 map.csv | cut -d , -f 1-5 >of-functions.csv
  run --separate-stderr -0 uprava-audit matrix --powers powers.csv --functions functions.csv of-functions.csv
  [ "$output" = "unit_id,P1,P2,total
U7,0.5,10.0,10.5
U8,3.0,3.0,6.0" ]
}

@test "a function that the register lacks and a power that the catalogue lacks are named with their place" {
  tables
  printf 'function_id,unit_id,title,per_year,minutes\nD1,U7,школы,60,10\n' >functions.csv
  run --separate-stderr -3 uprava-audit matrix --powers powers.csv --functions functions.csv map.csv
  [[ $stderr == *'map.csv:3: duty_id: --functions has no function "D2"'* ]]
  [ -z "$output" ]
  echo 'D7,1,P9,9,sure,U1' >>map.csv
  run --separate-stderr -3 uprava-audit matrix --powers powers.csv map.csv
  [[ $stderr == *'map.csv:9: power_id: unknown power "P9"'* ]]
}

@test "a power that is not valid on the day comes last" {
  printf 'power_id,title,valid_to\nP1,дороги,2020-12-31\nP2,школы,\n' >powers.csv
  printf 'duty_id,power_id,verdict,unit_id\nD1,P1,sure,U1\nD2,P2,sure,U1\n' >map.csv
  run -0 bash -c "uprava-audit matrix --powers powers.csv map.csv | head -n 1"
  [ "$output" = "unit_id,P2,P1,total" ]
  run -0 bash -c "uprava-audit matrix --powers powers.csv --as-of 2020-12-31 map.csv | head -n 1"
  [ "$output" = "unit_id,P1,P2,total" ]
}

@test "on the city, rows add up to their totals and --transpose is the same table turned" {
  uprava-audit map --powers ru-131fz -t csv -o map.csv "$CITY/duties.csv"
  uprava-audit matrix --powers ru-131fz --staff "$CITY/staff.csv" -t tsv map.csv >matrix
  [ "$(wc -l <matrix)" -gt 10 ]
  awk -F '\t' 'NR > 1 { n = 0; for (i = 2; i < NF; i++) n += $i; if (n != $NF) exit 1 }' matrix
  uprava-audit matrix --powers ru-131fz --staff "$CITY/staff.csv" --transpose -t tsv map.csv >turned
  awk -F '\t' 'NR == 1 { for (i = 2; i < NF; i++) p[i] = $i } NR > 1 { for (i = 2; i < NF; i++) print p[i], $1 ? $1 : "?", $i }' matrix | sort >a
  awk -F '\t' 'NR == 1 { for (i = 3; i < NF; i++) u[i] = $i } NR > 1 { for (i = 3; i < NF; i++) print $1, u[i], $i }' turned | sort >b
  cmp a b
}
