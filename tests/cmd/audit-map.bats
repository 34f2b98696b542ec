#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

catalogue() {
  cat >powers.csv <<'END'
power_id,kind,title
P1,mandatory,содержание и ремонт автомобильных дорог местного значения
P2,mandatory,организация общего образования в муниципальных школах
P3,optional,создание музеев
P4,delegated,опека и попечительство над несовершеннолетними
END
  cat >duties.csv <<'END'
duty_id,position_id,duty,remark
D1,S1,Организует содержание и ремонт дорог,x
D2,S1,Поливает цветы в кабинете начальника,y
D3,S2,«Опека» над несовершеннолетними,z
D4,S2,Встречает делегации школ,w
END
}

@test "a duty has the power that shares its words; a duty without one has an empty power and verdict none" {
  catalogue
  run --separate-stderr -0 uprava-audit map --powers powers.csv --columns duty_id,rank,power_id,verdict,power,position_id,remark duties.csv
  [ "${lines[0]}" = "duty_id,rank,power_id,verdict,power,position_id,remark" ]
  [ "${lines[1]}" = "D1,1,P1,sure,содержание и ремонт автомобильных дорог местного значения,S1,x" ]
  [ "${lines[2]}" = "D2,1,,none,,S1,y" ]
  [ "${lines[3]}" = "D3,1,P4,sure,опека и попечительство над несовершеннолетними,S2,z" ]
  [ -z "$stderr" ]
}

@test "why quotes the words on both sides" {
  catalogue
  run -0 uprava-audit map --powers powers.csv -t jsonl --columns duty_id,why duties.csv
  [[ ${lines[0]} == *"ремонт~ремонт 0."* ]]
  [[ ${lines[1]} == *"no word in common with any power"* ]]
}

@test "every duty of the city has ranks from 1 without a gap, at most --top, scores falling" {
  uprava-audit map --powers ru-131fz --top 3 -t tsv --columns duty_id,rank,power_id,score "$CITY/duties.csv" >map.tsv
  # shellcheck disable=SC2016
  run -0 awk -F '\t' '
    NR == 1 { next }
    $1 != last { if ($2 != 1) print; last = $1; duties++; before = 2 }
    { if ($2 > 3 || ($1 == was && $2 != rank + 1)) print; was = $1; rank = $2 }
    $3 != "" { if ($4 > before || $4 <= 0 || $4 > 1) print; before = $4 }
    END { print duties }' map.tsv
  [ "$output" = "$(($(wc -l <"$CITY/duties.csv") - 1))" ]
}

@test "--top 1 gives the first rows of --top 3" {
  uprava-audit map --powers ru-131fz "$CITY/duties.csv" -t tsv >one
  uprava-audit map --powers ru-131fz --top 3 "$CITY/duties.csv" -t tsv | awk -F '\t' 'NR == 1 || $2 == 1' | cmp - one
}

@test "a duty's map does not depend on the other duties" {
  uprava-audit map --powers ru-131fz "$CITY/duties.csv" -t tsv | tail -n +2 | sort >whole
  { head -n 1 "$CITY/duties.csv"; tail -n +2 "$CITY/duties.csv" | sort -r; } >shuffled.csv
  uprava-audit map --powers ru-131fz shuffled.csv -t tsv | tail -n +2 | sort | cmp - whole
}

@test "a shipped catalogue by name and the same one by path give the same map" {
  uprava-audit map --powers ru-131fz "$CITY/duties.csv" >name
  uprava-audit map --powers "$ROOT/share/powers/ru-131fz.csv" "$CITY/duties.csv" | cmp - name
}

@test "what people decided comes first: yes is sure, no is no candidate" {
  catalogue
  printf 'duty_id,power_id,verdict,who,why\nD2,P3,yes,Иванова,музей растений\nD1,P1,no,Петров,это подряд\n' >verdicts.csv
  run -0 uprava-audit map --powers powers.csv --verdicts verdicts.csv --top 2 --columns duty_id,rank,power_id,verdict,why duties.csv
  [[ $output == *"D2,1,P3,sure,decided by Иванова: музей растений"* ]]
  [[ $output != *"D1,"*",P1,"* ]]
}

@test "an unknown catalogue is named" {
  catalogue
  run --separate-stderr -2 uprava-audit map --powers no-such-law duties.csv
  [ -z "$output" ]
  [[ $stderr == *no-such-law* ]]
}

@test "without --powers the call is wrong" {
  run --separate-stderr -2 uprava-audit map "$CITY/duties.csv"
  [[ $stderr == *--powers* ]]
}

@test "a power that is there twice is an error" {
  catalogue
  echo 'P1,mandatory,ещё раз' >>powers.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv duties.csv
  [[ $stderr == *powers.csv:6:* ]]
}
