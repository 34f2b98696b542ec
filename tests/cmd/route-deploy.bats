#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

@test "a process is added, and the same file again is known" {
  route deploy "$DATA/bpmn/approval.bpmn"
  [ "$status" -eq 0 ]
  [ "$output" = $'process,version,name,status\napproval,1,Согласование,added' ]
  [ -z "$stderr" ]
  route deploy "$DATA/bpmn/approval.bpmn"
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "approval,1,Согласование,known" ]
  [ "$(uprava-route history --columns kind | grep -c deployed)" -eq 1 ]
}

@test "a new store can be read by its owner alone" {
  uprava-route deploy --store s.db "$DATA/bpmn/approval.bpmn"
  [ "$(stat -c %a s.db)" = 600 ]
  [ ! -e uprava.db ]
}

@test "a changed file is the next version, and running cases keep theirs" {
  store
  sed 's/name="Decide" uprava:unit="U01"/name="Judge" uprava:unit="U09"/' "$DATA/bpmn/approval.bpmn" >b.bpmn
  route deploy b.bpmn
  [ "${lines[1]}" = "approval,2,Согласование,added" ]
  printf 'application_id\nD\n' >b.csv
  uprava-route submit --process approval b.csv >/dev/null
  [ "$(uprava-route cases --columns application_id,version)" = $'application_id,version\nA,1\nB,1\nC,1\nD,2' ]
  printf 'task_id,outcome\n1.1,yes\n1.3,yes\n4.1,yes\n4.3,yes\n' >answers.csv
  uprava-route complete answers.csv >/dev/null
  [ "$(uprava-route tasks --columns case_id,activity,unit_id | grep -e Decide -e Judge)" = $'1,Decide,U01\n4,Judge,U09' ]
  route deploy "$DATA/bpmn/approval.bpmn"
  [ "${lines[1]}" = "approval,1,Согласование,known" ]
}

@test "what cannot be run is refused with line and id, and the store does not change" {
  store
  uprava-route history >before
  route deploy "$DATA/bpmn/broken.bpmn"
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [[ "$stderr" == *"broken.bpmn:7: count: a script that is not jq is not run"*"; and 1 more (route lint names them)"* ]]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "a condition that is no jq is refused at deploy, not when a case comes to it" {
  sed 's/\.complete == "no"/.complete == /' "$DATA/bpmn/approval.bpmn" >b.bpmn
  route deploy b.bpmn
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [[ "$stderr" == *"b.bpmn:"*"f-back"* ]]
}

@test "a file that is no store is refused, and a folder that is not there is the system's failure" {
  printf 'id\n1\n' >plain.csv
  route deploy --store plain.csv "$DATA/bpmn/approval.bpmn"
  [ "$status" -eq 3 ]
  [ "$(cat plain.csv)" = $'id\n1' ]
  route deploy --store nowhere/s.db "$DATA/bpmn/approval.bpmn"
  [ "$status" -eq 4 ]
}

@test "a process without an id is refused: nobody could name it" {
  printf '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id=""><startEvent id="s"/></process></definitions>' >b.bpmn
  route deploy b.bpmn
  [ "$status" -eq 3 ]
  [[ "$stderr" == *"a process without an id is not run"* ]]
}
