#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

# A register with exact and reworded duplicates, and two functions that differ in their object.
register() {
  cat >register.csv <<'END'
function_id,unit_id,title,per_year,minutes,legal_basis,remark
F1,U1,Ведение реестра муниципального имущества города,10,60,,a
F2,U2,«Ведение реестра  муниципального имущества города»,10,90,Устав,b
F3,U3,Ведение единого реестра муниципального имущества города,5,60,,c
F4,U1,Вывоз снега с тротуаров,10,60,,d
F5,U1,Вывоз отходов с тротуаров,10,60,,e
F6,U2,Обработка дорожных знаков,10,60,,f
END
}

# Members of each cluster, sorted, a cluster a line.
clusters() {
  awk -F '\t' 'NR > 1 { m[$1] = m[$1] " " $2 } END { for (c in m) print c ":" m[c] }' | sort
}

@test "case, blanks and quotes make no difference: exact; other words with the same stems: reworded" {
  register
  run --separate-stderr -0 uprava-inventory duplicates --columns cluster_id,function_id,unit_id,kind,keep register.csv
  [ "$output" = "cluster_id,function_id,unit_id,kind,keep
F2,F2,U2,exact,true
F2,F1,U1,exact,false
F2,F3,U3,reworded,false" ]
  [ -z "$stderr" ]
}

@test "near-identical wording with another object is no duplicate" {
  register
  run -0 uprava-inventory duplicates --pairs register.csv
  [[ $output != *снега*отходов* ]]
}

@test "why names the action, the things in common and those that differ" {
  register
  run -0 uprava-inventory duplicates --columns function_id,why register.csv
  [[ $output == *"F3,\"F1: action: Ведение / Ведение реестра; things: муниципального имущества, города; only here: единого, реестра; only there: —\""* ]]
}

@test "the function with a legal basis stays, then the one with more hours, then the smaller id" {
  printf 'function_id,title,per_year,minutes\nB,Уборка улиц,1,60\nA,Уборка улиц,1,60\nC,Уборка улиц,1,61\n' >hours.csv
  run -0 uprava-inventory duplicates --columns function_id,keep hours.csv
  [ "$output" = "function_id,keep
C,true
A,false
B,false" ]
}

@test "a shuffled register gives the same clusters" {
  uprava-inventory duplicates --threshold 0.5 -t tsv "$CITY/functions.csv" >straight
  { head -n 1 "$CITY/functions.csv"; tail -n +2 "$CITY/functions.csv" | sort -t, -k 3; } >shuffled.csv
  uprava-inventory duplicates --threshold 0.5 -t tsv shuffled.csv >after
  [ "$(wc -l <straight)" -gt 50 ]
  cmp straight after
}

@test "rows that --drop leaves and rows that it merged are all rows" {
  uprava-inventory duplicates --drop --threshold 0.5 -t tsv --columns function_id,merged_ids "$CITY/functions.csv" >left
  tail -n +2 left | cut -f 1 >ids
  tail -n +2 left | cut -f 2 | tr '|' '\n' | grep . >merged
  [ "$(wc -l <merged)" -gt 20 ]
  sort ids merged >all
  tail -n +2 "$CITY/functions.csv" | cut -d , -f 1 | sort | cmp - all
}

@test "--drop keeps the order and the unknown columns of the rows, and what an earlier run merged" {
  register
  run -0 uprava-inventory duplicates --drop --columns function_id,remark,merged_ids register.csv
  [ "$output" = "function_id,remark,merged_ids
F2,b,F1|F3
F4,d,
F5,e,
F6,f," ]
  uprava-inventory duplicates --drop register.csv >once.csv
  uprava-inventory duplicates --drop once.csv | cmp - once.csv
}

@test "clusters are what the pairs connect" {
  uprava-inventory duplicates --threshold 0.5 -t tsv "$CITY/functions.csv" | clusters | sed 's/.*: //' | tr ' ' '\n' | sort >members
  uprava-inventory duplicates --threshold 0.5 --pairs -t tsv --columns function_id,other_id,kind "$CITY/functions.csv" | tail -n +2 | grep -v near | cut -f 1,2 | tr '\t' '\n' | sort -u | cmp - members
}

@test "a verdict no keeps a pair apart even when a third function is like both" {
  register
  printf 'function_id,other_id,verdict,who,why\nF3,F2,no,Иванова,разные реестры\n' >verdicts.csv
  run -0 bash -c "uprava-inventory duplicates --verdicts verdicts.csv -t tsv register.csv | cut -f 1,2"
  [ "$output" = $'cluster_id\tfunction_id\nF2\tF2\nF2\tF1' ]
}

@test "another action on the same thing is no duplicate, a synonym of the action is" {
  printf 'function_id,title\nF1,Выдача ордеров на земляные работы\nF2,Закрытие ордеров на земляные работы\nF3,Оформление разрешений на земляные работы\n' >orders.csv
  run -0 bash -c "uprava-inventory duplicates -t tsv orders.csv | cut -f 2,6 | tail -n +2"
  [ "$output" = $'F1\treworded\nF3\treworded' ]
}

@test "a near pair unites nothing" {
  uprava-inventory duplicates --pairs -t tsv --columns function_id,other_id,similarity,kind "$CITY/functions.csv" >pairs
  run -0 awk -F '\t' '$4 == "near" && $3 < 0.5 { n++ } $4 == "reworded" && $3 < 0.5 { bad++ } END { print (n > 20), bad + 0 }' pairs
  [ "$output" = "1 0" ]
}

@test "a verdict yes unites what words do not, and says who decided" {
  register
  printf 'function_id,other_id,verdict,who,when,why\nF6,F4,yes,Иванова,2024-01-10,одна бригада\n' >verdicts.csv
  run -0 uprava-inventory duplicates --verdicts verdicts.csv --columns cluster_id,function_id,kind,why register.csv
  [[ $output == *"F4,F6,decided,F4: decided by Иванова: одна бригада"* ]]
}

@test "of two verdicts on one pair the later line counts" {
  register
  printf 'function_id,other_id,verdict\nF1,F2,no\nF3,F1,no\nF2,F1,yes\nF3,F2,no\n' >verdicts.csv
  run -0 bash -c "uprava-inventory duplicates --verdicts verdicts.csv -t tsv register.csv | cut -f 1,2,6 | tail -n +2"
  [ "$output" = $'F2\tF2\tdecided\nF2\tF1\tdecided' ]
}

@test "verdicts that contradict each other are an error that names them" {
  register
  printf 'function_id,other_id,verdict\nF1,F2,yes\nF2,F4,yes\nF1,F4,no\n' >verdicts.csv
  run --separate-stderr -3 uprava-inventory duplicates --verdicts verdicts.csv register.csv
  [ -z "$output" ]
  [[ $stderr == *"F1 and F4 are to stay apart"* ]]
}

@test "an id that is there twice is an error with its line" {
  printf 'function_id,title\nF1,Уборка улиц\nF1,Уборка парков\n' >twice.csv
  run --separate-stderr -3 uprava-inventory duplicates twice.csv
  [ -z "$output" ]
  [[ $stderr == *"twice.csv:3: function_id: \"F1\""* || $stderr == *"twice.csv:2: function_id: \"F1\""* ]]
}

@test "--key compares another column" {
  register
  sed -i 's/,[a-f]$/,одно и то же слово/; 1s/,одно и то же слово$/,remark/' register.csv
  run -0 bash -c "uprava-inventory duplicates --key remark -t tsv register.csv | tail -n +2 | wc -l"
  [ "$output" -eq 6 ]
}

@test "an empty register has no duplicates" {
  echo function_id,title >empty.csv
  run -0 uprava-inventory duplicates empty.csv
  [ "${#lines[@]}" -eq 1 ]
  run -0 uprava-inventory duplicates --drop empty.csv
  [ "$output" = "function_id,title,merged_ids" ]
}

@test "the pairs with a column verdict are a verdict file: all denied leaves nothing, all confirmed leaves the same clusters" {
  verdicts() { # yes: on the pairs that stand; no: on the near ones as well
    uprava-inventory duplicates --threshold 0.6 --pairs -t tsv --columns function_id,other_id,kind "$CITY/functions.csv" |
      awk -F '\t' -v OFS='\t' -v verdict="$1" 'verdict == "no" || $3 != "near" { print $1, $2, NR == 1 ? "verdict" : verdict }'
  }
  verdicts no >no.tsv
  [ "$(wc -l <no.tsv)" -gt 20 ]
  run -0 uprava-inventory duplicates --threshold 0.6 --verdicts no.tsv "$CITY/functions.csv"
  [ "${#lines[@]}" -eq 1 ]
  verdicts yes >yes.tsv
  uprava-inventory duplicates --threshold 0.6 -t tsv --columns cluster_id,function_id,keep "$CITY/functions.csv" >found
  uprava-inventory duplicates --threshold 1 --verdicts yes.tsv -t tsv --columns cluster_id,function_id,keep "$CITY/functions.csv" | cmp - found
}
