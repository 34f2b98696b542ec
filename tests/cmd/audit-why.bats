#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

@test "the parts of an account add up to the score of the map, to the last digit" {
  uprava-audit map --powers ru-131fz --top 2 -t tsv --columns duty_id,power_id,score "$CITY/duties.csv" | awk -F '\t' 'NR > 1 && $2 != ""' >map.tsv
  awk 'NR % 40 == 1' map.tsv >some
  [ "$(wc -l <some)" -gt 15 ]
  while IFS="$(printf '\t')" read -r duty power score; do
    uprava-audit why --powers ru-131fz --duties "$CITY/duties.csv" -t tsv --columns score "$duty" "$power" |
      awk -v want="$score" -v pair="$duty $power" 'NR > 1 { sum += int($1 * 1e6 + 0.5) } END { if (sum != int(want * 1e6 + 0.5)) { print pair, sum, want; exit 1 } }'
  done <some
}

@test "a row says the stem, both words, and the line of knowledge behind them" {
  printf 'power_id,title\nP1,"ремонт дорог, ремонт мостов"\nP2,школы\n' >powers.csv
  printf 'power_id,kind,weight,text\nP1,colloquial,3,яма на тротуаре\n' >words.csv
  run --separate-stderr -0 uprava-audit why --powers powers.csv --vocabulary words.csv --columns duty_word,power_word,known_from,line,stem "Ремонту тротуаров" P1
  [ "$(printf '%s\n' "${lines[@]}" | sort)" = 'duty_word,power_word,known_from,line,stem
Ремонту,ремонт,title,"ремонт дорог, ремонт мостов",ремонт
тротуаров,тротуаре,colloquial,яма на тротуаре,тротуар' ]
  [ -z "$stderr" ]
}

@test "what an abbreviation stands for and what a slip of the pen was taken for are said" {
  printf 'power_id,title\nP1,благоустройство дворов многоквартирных домов\nP2,школы\n' >powers.csv
  run -0 uprava-audit why --powers powers.csv --columns duty_word,read_as "Благоустройсво у МКД" P1
  [[ $output == *"Благоустройсво,благоустройств"* ]]
  [[ $output == *"МКД,многоквартирный дом"* ]]
}

@test "a duty and a power without a word in common have an empty account" {
  printf 'power_id,title\nP1,ремонт дорог\n' >powers.csv
  run -0 uprava-audit why --powers powers.csv "Поёт песни" P1
  [ "${#lines[@]}" -eq 1 ]
}

@test "an unknown power and an unknown duty are named" {
  run --separate-stderr -3 uprava-audit why --powers ru-131fz "Ремонт дорог" P-0
  [[ $stderr == *'no power "P-0"'* ]]
  run --separate-stderr -3 uprava-audit why --powers ru-131fz --duties "$CITY/duties.csv" D-0 131-16.1-05a
  [[ $stderr == *'no duty "D-0"'* ]]
  [ -z "$output" ]
}
