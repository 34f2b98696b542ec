#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

tables() {
  cat >map.csv <<'END'
duty_id,rank,power_id,score,verdict,confidence
D1,1,P1,9,sure,0.99
D1,2,P2,8,weak,
D2,1,P1,9,likely,0.7
D2,2,P3,8,weak,
D3,1,,,none,0.9
D3,2,P2,1,weak,
D4,1,,,none,0.6
D4,2,P2,4,weak,
D9,1,P1,4,weak,0.2
END
  cat >gold.csv <<'END'
duty_id,gold,difficulty
D1,P7; P1,easy
D2,P3,hard
D3,NONE,easy
D4,P2,hard
END
}

@test "a small map is measured as by hand; duties that nobody labelled are passed over" {
  tables
  run --separate-stderr -0 uprava-audit evaluate --gold gold.csv --columns measure,value,n map.csv
  [[ $output == *"
top_1,0.3333,3
candidate_1,0.6667,3
mrr,0.8333,3
recall_3,1.0000,3
"* ]] || [[ $output == "measure,value,n
top_1,0.3333,3
candidate_1,0.6667,3
mrr,0.8333,3
recall_3,1.0000,3
"* ]]
  [[ $output == *"none_precision,0.5000,2"* ]]
  [[ $output == *"none_recall,1.0000,1"* ]]
  [[ $output == *"sure_wrong,0.0000,1"* ]]
  [[ $output == *"likely_wrong,1.0000,1"* ]]
  [[ $output == *"weak_wrong,,0"* ]]
  [[ $output == *"wrong,0.5000,4"* ]]
  [[ $output == *"none_share,0.5000,4"* ]]
  [ "$stderr" = "uprava-audit: the map has at most 2 candidates a duty; mrr looks at 10 (audit map --top 10)" ]
}

@test "--by measures every group by itself, in the order of the gold" {
  tables
  run -0 sh -c 'uprava-audit evaluate -q --gold gold.csv --by difficulty --columns group,measure,value,n map.csv | grep ,top_1,'
  [ "$output" = "all,top_1,0.3333,3
easy,top_1,1.0000,1
hard,top_1,0.0000,2" ]
}

@test "the same map gives the same intervals" {
  tables
  uprava-audit evaluate --gold gold.csv map.csv >one
  uprava-audit evaluate --gold gold.csv map.csv | cmp - one
}

@test "a labelled duty that the map lacks, one that stands twice, and a column that is not there are named" {
  tables
  run --separate-stderr -2 uprava-audit evaluate --gold gold.csv --by colour map.csv
  [[ $stderr == *colour* ]]
  echo 'D5,P1,easy' >>gold.csv
  run --separate-stderr -3 uprava-audit evaluate --gold gold.csv map.csv
  [[ $stderr == *'gold.csv:6: duty_id: the map has no duty "D5"'* ]]
  [ -z "$output" ]
  echo 'D1,P1,easy' >>gold.csv
  run --separate-stderr -3 uprava-audit evaluate --gold gold.csv map.csv
  [[ $stderr == *gold.csv:7:* ]]
}

@test "what audit map writes is read, whichever way it is written" {
  printf 'duty_id,gold\nA,131-16.1-16\nB,NONE\n' >gold.csv
  printf 'duty_id,duty\nA,Комплектует библиотечный фонд\nB,Выполняет поручения руководителя\n' >duties.csv
  for form in csv jsonl; do
    run -0 sh -c "uprava-audit map --powers ru-131fz --top 10 -t $form duties.csv | uprava-audit evaluate --gold gold.csv --columns measure,value | grep -e top_1 -e none_f1"
    [ "$output" = "top_1,1.0000
none_f1,1.0000" ]
  done
}

@test "with --powers a code of the gold that the catalogue does not have is named, so that a slip is no error of the map" {
  tables
  printf 'power_id,title,valid_to\nP1,дороги,\nP2,школы,\nP3,музеи,2020-12-31\n' >powers.csv
  run --separate-stderr -3 uprava-audit evaluate --powers powers.csv --gold gold.csv map.csv
  [[ $stderr == *'gold.csv:2: gold: unknown power "P7"'* ]]
  [ -z "$output" ]
  sed -i 's/P7; //' gold.csv
  uprava-audit evaluate -q --powers powers.csv --gold gold.csv map.csv >with
  uprava-audit evaluate -q --gold gold.csv map.csv | cmp - with
}

@test "a map of ten candidates a duty is deep enough to say nothing" {
  printf 'duty_id,gold\nD1,P10\n' >gold.csv
  { echo duty_id,rank,power_id,verdict; for i in 1 2 3 4 5 6 7 8 9 10; do echo "D1,$i,P$i,weak"; done; } >map.csv
  run --separate-stderr -0 sh -c 'uprava-audit evaluate --gold gold.csv --columns measure,value map.csv | grep mrr'
  [ "$output" = "mrr,0.1000" ]
  [ -z "$stderr" ]
}
