#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

@test "the shipped processes and tables have no findings" {
  run --separate-stderr -0 uprava-route lint --check "$ROOT"/share/processes/*.bpmn "$ROOT"/share/processes/*.csv
  [ "$output" = file,line,element_id,check,severity,detail ]
  [ -z "$stderr" ]
}

@test "every finding has its line and element" {
  run --separate-stderr -0 uprava-route lint --columns line,element_id,check "$DATA/bpmn/broken.bpmn"
  [ "$output" = "line,element_id,check
5,read,no-unit
7,count,unsupported
7,count,dead-end
8,answer,no-unit
9,forgotten,no-unit
9,forgotten,dead-end
9,forgotten,unreachable
13,f3,no-condition
14,f4,no-condition
16,f6,dangling" ]
}

@test "an unsupported element is named with what to draw instead, in Russian too" {
  run --separate-stderr -0 uprava-route lint --lang ru "$DATA/bpmn/broken.bpmn"
  [[ $output = *"сценарий не на jq не исполняется"*"scriptFormat"* ]]
}

@test "--check exits with 1 when there is something to look at, and prints the same" {
  run --separate-stderr -0 uprava-route lint "$DATA/bpmn/broken.bpmn"
  findings=$output
  run --separate-stderr -1 uprava-route lint --check "$DATA/bpmn/broken.bpmn"
  [ "$output" = "$findings" ]
}

@test "a partner's process that is only drawn is not looked at" {
  run --separate-stderr -0 uprava-route lint --check "$DATA/bpmn/partners.bpmn"
  [ "${#lines[@]}" -eq 1 ]
}

@test "several files give the findings of each, and standard input those of a pipe" {
  uprava-route lint "$DATA/bpmn/broken.bpmn" "$DATA/bpmn/broken.bpmn" > two.csv
  [ "$(grep -c ',dangling,' two.csv)" -eq 2 ]
  uprava-route lint < "$DATA/bpmn/broken.bpmn" > piped.csv
  diff <(cut -d, -f2- piped.csv) <(uprava-route lint "$DATA/bpmn/broken.bpmn" | cut -d, -f2-)
}

@test "--elements counts in the BPMN namespace whatever its prefix" {
  run --separate-stderr -0 uprava-route lint --elements --columns element,count "$DATA/bpmn/partners.bpmn"
  [ "${lines[4]}" = process,2 ]
  [ "${lines[8]}" = userTask,1 ]
}

@test "what is no BPMN is bad input with file and line" {
  echo '<html><body/></html>' > page.bpmn
  run --separate-stderr -3 uprava-route lint page.bpmn
  [ -z "$output" ]
  [ "$stderr" = "uprava-route: page.bpmn:1: this is no BPMN 2.0 file: it begins with <html>" ]
}

@test "a DOCTYPE is refused" {
  printf '<!DOCTYPE d [<!ENTITY a "b">]>\n' | cat - "$DATA/bpmn/partners.bpmn" > bomb.bpmn
  sed -i '2d' bomb.bpmn
  run --separate-stderr -3 uprava-route lint bomb.bpmn
  [[ $stderr = *bomb.bpmn:1* ]]
}

@test "a file that is not there and a full disk are failures of the system" {
  run --separate-stderr -4 uprava-route lint nowhere.bpmn
  run -4 bash -c "uprava-route lint '$DATA/bpmn/broken.bpmn' > /dev/full"
}
