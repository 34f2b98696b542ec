#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# complete's other two: a message for one case, a signal for all that wait for it.
load helper
load route

waiting() { # an appeal that waits for its applicant
  uprava-route deploy "$DATA/bpmn/reply.bpmn" "$DATA/bpmn/works.bpmn" >/dev/null
  printf 'application_id,units\nQ1,U01\nQ2,U01\n' >q.csv
  uprava-route submit --process works q.csv >/dev/null
  uprava-route tasks --columns task_id | sed '1s/$/,outcome/;2,$s/$/,refused/' >answers.csv
  uprava-route complete answers.csv >/dev/null
  [ "$(uprava-route tasks --columns task_id)" = task_id ]
}

@test "a message moves the case that waits for it, with what it brings" {
  waiting
  route complete --message applicant-answered --application Q1 --data '{"scheme":"OD-1"}' --actor post
  [ "$status" -eq 0 ]
  [ "$output" = $'task_id,case_id,status,opened,ended,errors\n,1,completed,Write,,' ]
  [[ "$(uprava-route cases --columns data | sed -n 2p)" == *'""scheme"":""OD-1""'* ]]
  [ "$(uprava-route history 1 --columns kind,node,actor | grep message_received,ask)" = message_received,ask,post ]
  route complete --message applicant-answered --case 2
  [ "${lines[1]}" = ",2,completed,Write,," ]
}

@test "the same message again changes nothing; another one, or one for nobody, is an error" {
  waiting
  uprava-route complete --message applicant-answered --case 1 --data '{"a":1}' >/dev/null
  uprava-route history >before
  route complete --message applicant-answered --case 1 --data '{"a":1}'
  [ "${lines[1]}" = ",1,repeated,,," ]
  route complete --message applicant-answered --case 1 --data '{"a":2}'
  [ "$status" -eq 3 ]
  [ "$stderr" = 'uprava-route: case 1 waits for no message "applicant-answered"' ]
  route complete --message applicant-anwered --case 2
  [ "$status" -eq 3 ]
  route complete --message applicant-answered --application Q9
  [ "$status" -eq 3 ]
  [ "$stderr" = 'uprava-route: there is no case of application "Q9"' ]
  route complete --message applicant-answered --case 9
  [ "$status" -eq 3 ]
  route complete --message applicant-answered
  [ "$status" -eq 2 ]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "of one id a case takes one message, though it goes on waiting" {
  cat >note.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><message id="m" name="note"/><process id="note" isExecutable="true">
  <startEvent id="s"/><userTask id="t" name="Work"/><endEvent id="e"/><userTask id="r" name="Read"/>
  <boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><messageEventDefinition messageRef="m"/></boundaryEvent>
  <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/><sequenceFlow id="f3" sourceRef="b" targetRef="r"/>
</process></definitions>
B
  uprava-route deploy note.bpmn >/dev/null
  printf 'application_id\nA\n' >a.csv
  uprava-route submit --process note a.csv >/dev/null
  printf 'application_id,message,message_id\nA,note,m1\nA,note,m1\nA,note,m2\nA,note,\nA,note,\n' >m.csv
  route complete --columns status,opened m.csv
  [ "$output" = $'status,opened\ncompleted,Read\nrepeated,\ncompleted,Read\ncompleted,Read\ncompleted,Read' ]
  [ "$(uprava-route tasks --columns activity | grep -c Read)" -eq 4 ]
}

@test "a signal moves all who wait for it, one row each; one that nobody waits for is unheard" {
  signals
  route complete --signal all-clear --actor siren --columns case_id,status,opened,ended
  [ "$status" -eq 0 ]
  [ "$output" = $'case_id,status,opened,ended\n1,completed,Note it,\n3,completed,,Quiet' ]
  [ "$(uprava-route history 3 --columns kind,actor | grep signal_received)" = signal_received,siren ]
  route complete --signal all-clier --columns case_id,status
  [ "$output" = $'case_id,status\n,unheard' ]
}

@test "a case that a signal cannot move goes on waiting, and its history says why" {
  signals
  uprava-route complete --signal all-clear >/dev/null
  [ "$(uprava-route cases --columns application_id,status)" = $'application_id,status\nW1,open\nW2,open\nW3,ended\nL1,open' ]
  [[ "$(uprava-route history 2 --columns kind,detail | tail -1)" == dead,*'""signal"":""all-clear"",""problem"":""'*f3* ]]
  printf 'signal,data\nall-clear,"{""n"":""7""}"\n' >s.csv
  route complete --columns case_id,ended s.csv
  [ "$output" = $'case_id,ended\n2,Quiet' ]
  route verify
  [ "$status" -eq 0 ]
}

@test "a signal that a case sends reaches the cases of other processes" {
  signals
  route complete --task 4.1 --columns case_id,ended
  [ "$output" = $'case_id,ended\n4,Called' ]
  [ "$(uprava-route cases --columns application_id,status)" = $'application_id,status\nW1,open\nW2,open\nW3,ended\nL1,ended' ]
  [ "$(uprava-route tasks --columns case_id,activity)" = $'case_id,activity\n1,Note it' ]
  route verify
  [ "$status" -eq 0 ]
}
