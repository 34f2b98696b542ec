#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

duties() {
  cat >duties.csv <<'END'
duty_id,position_id,duty
D1,P1,Выдаёт разрешения на строительство объектов
D2,P2,Оформляет разрешения на строительство
D3,P1,Оформляет разрешение на строительство
D4,P3,Отменяет разрешения на строительство объектов
D5,P3,"выдаёт разрешения на строительство объектов."
D6,P4,Ведёт личные дела муниципальных служащих
END
  printf 'position_id,unit_id\nP1,U1\nP2,U1\nP3,U2\nP4,U2\n' >positions.csv
}

@test "one duty in two positions is a pair, in one position it is none; another action is none" {
  duties
  run --separate-stderr -0 uprava-audit overlap --columns duty_id,other_duty_id,position_id,other_position_id,kind duties.csv
  [ "$output" = "duty_id,other_duty_id,position_id,other_position_id,kind
D1,D5,P1,P3,exact
D2,D3,P2,P1,reworded
D1,D2,P1,P2,reworded" ]
  [ -z "$stderr" ]
}

@test "--between units leaves out the pairs within one unit, and names the units" {
  duties
  run --separate-stderr -0 uprava-audit overlap --between units --positions positions.csv --columns duty_id,other_duty_id,unit_id,other_unit_id duties.csv
  [ "$output" = "duty_id,other_duty_id,unit_id,other_unit_id
D1,D5,U1,U2" ]
}

@test "why names action and things" {
  duties
  run -0 uprava-audit overlap --columns duty_id,why duties.csv
  [[ $output == *"action: Выдаёт = Оформляет; things: разрешения, строительство; only here: объектов; only there: —"* ]]
}

@test "a verdict no leaves a pair out, a verdict yes brings one in" {
  duties
  printf 'duty_id,other_duty_id,verdict,who,why\nD3,D2,no,Иванова,разное\nD6,D1,yes,Петров,одно дело\n' >verdicts.csv
  run --separate-stderr -0 uprava-audit overlap --verdicts verdicts.csv --columns duty_id,other_duty_id,kind,why duties.csv
  [[ $output == *"D1,D6,decided,decided by Петров: одно дело"* ]]
  [[ $output != *D2,D3* ]]
}

@test "--check gives 1 when there is a pair and 0 when there is none" {
  duties
  run -1 uprava-audit overlap --check duties.csv
  run -0 uprava-audit overlap --check --threshold 0.5 <(grep -v D5 duties.csv | grep -v 'D[23]')
}

@test "an id that is there twice is an error with its line" {
  printf 'duty_id,duty\nD1,Ведёт реестр\nD1,Ведёт журнал\n' >twice.csv
  run --separate-stderr -3 uprava-audit overlap twice.csv
  [ -z "$output" ]
  [[ $stderr == *'twice.csv:'[23]': duty_id: "D1" is there twice'* ]]
}

@test "a shuffled table gives the same pairs" {
  uprava-audit overlap -t tsv "$CITY/duties.csv" >straight
  { head -n 1 "$CITY/duties.csv"; tail -n +2 "$CITY/duties.csv" | sort -r; } >shuffled.csv
  uprava-audit overlap -t tsv shuffled.csv >after
  [ "$(wc -l <straight)" -gt 20 ]
  cmp straight after
}

@test "the pairs with a column verdict are a verdict file: all denied leaves nothing" {
  uprava-audit overlap -t tsv --columns duty_id,other_duty_id "$CITY/duties.csv" | awk -v OFS='\t' '{ print $0, NR == 1 ? "verdict" : "no" }' >no.tsv
  run -0 uprava-audit overlap --verdicts no.tsv "$CITY/duties.csv"
  [ "${#lines[@]}" -eq 1 ]
}
