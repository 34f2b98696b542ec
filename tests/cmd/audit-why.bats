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

@test "a row says the stem, both words and how often the power has it" {
  printf 'power_id,title\nP1,"ремонт дорог, ремонт мостов"\nP2,школы\n' >powers.csv
  run --separate-stderr -0 uprava-audit why --powers powers.csv --columns stem,duty_word,power_word,times "Ремонту тротуаров и дорог" P1
  [ "$output" = "stem,duty_word,power_word,times
ремонт,Ремонту,ремонт,2
дорог,дорог,дорог,1" ]
  [ -z "$stderr" ]
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
