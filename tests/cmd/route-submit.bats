#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

many() { # N applications in many.csv; one in ten waits, the others are sent back at once
  awk -v n="$1" 'BEGIN { print "application_id,complete"; for (i = 1; i <= n; i++) print "N" i (i % 10 ? ",no" : ",yes") }' >many.csv
}

@test "each application becomes a case, and what ends at once says so" {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
  printf 'application_id,complete\nA,yes\nB,no\n' >a.csv
  route submit --process approval a.csv
  [ "$status" -eq 0 ]
  [ "$output" = $'row,application_id,case_id,status,due_at,errors,warnings\n2,A,1,open,2024-01-20T09:00,,\n3,B,2,ended,,,' ]
  [ -z "$stderr" ]
}

@test "submitted again, an application is known and nothing happens" {
  store
  uprava-route complete --task 1.1 --outcome agreed --data '{"complete":"changed"}' >/dev/null
  uprava-route history >before
  route submit --process approval a.csv
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "2,A,1,known,2024-01-20T09:00,," ]
  [ "${lines[2]}" = "3,B,2,known,,," ]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "with other data an application differs: it is left as it was, and the exit code is 1" {
  store
  uprava-route history >before
  printf 'application_id,complete\nA,perhaps\nD,yes\n' >b.csv
  route submit --process approval b.csv
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = "2,A,1,differs,2024-01-20T09:00,the application was submitted before with other data," ]
  [[ "${lines[2]}" == "3,D,4,open,"* ]]
  [ "$(uprava-route cases --columns data | sed -n 2p)" = '"{""application_id"":""A"",""complete"":""yes""}"' ]
  [ "$(uprava-route history | head -n "$(wc -l <before)")" = "$(cat before)" ]
}

@test "what the form refuses is told as rejected and does not enter the store" {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
  printf 'kind,field,type,required,allowed,pattern,message\nx,area,int,true,[1..9],,how large?\nx,who,string,true,,,\n' >f.csv
  printf 'application_id,area,who\nA,10,\nB,5,me\n,5,me\n' >a.csv
  route submit --process approval --form f.csv --kind x a.csv
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = "2,A,,rejected,,outside the range: how large?; a mandatory field is empty," ]
  [[ "${lines[2]}" == "3,B,1,open,"* ]]
  [ "${lines[3]}" = "4,,,rejected,,the application has no id," ]
  [ "$(uprava-route cases --columns application_id)" = $'application_id\nB' ]
}

@test "a bad row stops everything before the store changes, and with --rejects the good ones go on" {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
  printf 'application_id,complete\nA,yes\nB\nC,yes\n' >a.csv
  route submit --process approval a.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [[ "$stderr" == *"a.csv:3: the row has 1 cells, the header has 2"* ]]
  [ "$(uprava-route cases --columns application_id)" = application_id ]
  route submit -q --process approval --rejects r.csv a.csv
  [ "$status" -eq 1 ]
  [ "$(uprava-route cases --columns application_id)" = $'application_id\nA\nC' ]
  [ "$(wc -l <r.csv)" -eq 2 ]
}

@test "--key names the column of the application's id" {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
  printf 'when,number\n1,X-7\n' >a.csv
  uprava-route submit --process approval --key number a.csv >/dev/null
  [ "$(uprava-route cases --columns application_id | tail -1)" = X-7 ]
  route submit --process approval --key numbr a.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'--key: the table has no column "numbr" (did you mean "number"?)'* ]]
}

@test "a process that is not deployed is a usage error that names the nearest" {
  store
  route submit --process aproval a.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'no process "aproval" is deployed in this store (did you mean "approval"?)'* ]]
  [ -z "$output" ]
  route submit --store other.db --process approval a.csv
  [ "$status" -ne 0 ]
  [ ! -e other.db ]
}

@test "two commands submitting different halves at once both succeed, and the chain is whole" {
  uprava-route deploy earthworks-permit >/dev/null
  for half in 0 1; do
    awk -v half=$half 'NR == 1 || NR % 2 == half' "$CITY/permits.csv" >half$half.csv
  done
  uprava-route submit --process earthworks-permit half0.csv >out0.csv &
  pid=$!
  uprava-route submit --process earthworks-permit half1.csv >out1.csv
  wait $pid
  [ "$(grep -c ',open,' out0.csv)" -eq 200 ]
  [ "$(grep -c ',open,' out1.csv)" -eq 200 ]
  [ "$(uprava-route cases --columns application_id | sort -u | wc -l)" -eq 401 ]
  route verify
  [ "$status" -eq 0 ]
  [[ "${lines[1]}" == ok,* ]]
}

@test "a killed submit leaves whole transactions that verify, and a second run completes them without doubles" {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
  many 30000
  uprava-route submit --process approval many.csv >/dev/null &
  pid=$!
  for _ in $(seq 200); do # until the first batch of 1000 is there
    n=$(uprava-route cases --columns case_id | wc -l)
    [ "$n" -eq 1 ] || break
  done
  kill -9 $pid
  wait $pid || true
  n=$(uprava-route cases --columns case_id | tail -n +2 | wc -l)
  [ "$n" -gt 0 ]
  route verify
  [ "$status" -eq 0 ]
  route submit --process approval many.csv
  [ "$status" -eq 0 ]
  [ "$(grep -c ',known,' <<<"$output")" -eq "$n" ]
  [ "$(uprava-route cases --columns application_id | tail -n +2 | sort -u | wc -l)" -eq 30000 ]
  [ "$(uprava-route tasks --columns task_id | tail -n +2 | sort -u | wc -l)" -eq 6000 ]
  route verify
  [ "$status" -eq 0 ]
}

@test "a long submit lets other writers in between its transactions" {
  store
  many 200000
  uprava-route submit --process approval many.csv >/dev/null &
  pid=$!
  until [ "$(uprava-route cases --columns case_id | head -5 | wc -l)" -eq 5 ]; do sleep 0.05; done
  for task in 1.1 1.3 3.1 3.3; do
    uprava-route complete --task $task --outcome agreed >/dev/null
  done
  kill $pid # it still ran
  wait $pid || true
  route verify --columns status
  [ "${lines[1]}" = ok ]
}

@test "an application that the process cannot take is rejected by itself, and the others enter" {
  cat >gate.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="gate" isExecutable="true">
  <startEvent id="s"/><exclusiveGateway id="g" default="f4"/><endEvent id="e"/><userTask id="z" name="Look"/><endEvent id="y"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f4" sourceRef="g" targetRef="z"/>
  <sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>(.n | tonumber) > 1</conditionExpression></sequenceFlow>
  <sequenceFlow id="f5" sourceRef="z" targetRef="y"/>
</process></definitions>
B
  printf 'application_id,n\nA,1\nB,bad\nC,5\n' >a.csv
  uprava-route deploy gate.bpmn >/dev/null
  run --separate-stderr uprava-route submit --process gate --columns application_id,case_id,status a.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'application_id,case_id,status\nA,1,open\nB,,rejected\nC,2,ended' ]
  [ "$(uprava-route cases --columns application_id)" = $'application_id\nA\nC' ]
  uprava-route verify >/dev/null
}
