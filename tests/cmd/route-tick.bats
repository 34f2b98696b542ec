#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

@test "what is due at --now fires, in the order of the moments, and nothing else" {
  store
  route tick --now 2024-01-18T08:59
  [ "$status" -eq 0 ]
  [ "$output" = case_id,node,name,due_at,opened,ended,error ]
  [ -z "$stderr" ]
  route tick --now 2024-01-18T09:00
  [ "$status" -eq 0 ]
  [ "$output" = "case_id,node,name,due_at,opened,ended,error
1,roads-late,Roads are late,2024-01-18T09:00,Remind roads,,
3,roads-late,Roads are late,2024-01-18T09:00,Remind roads,," ]
}

@test "run twice, it fires nothing the second time" {
  store
  uprava-route tick --now 2024-02-01 >/dev/null
  uprava-route history >before
  route tick --now 2024-02-01
  [ "$status" -eq 0 ]
  [ "$output" = case_id,node,name,due_at,opened,ended,error ]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "a reminder leaves the task open; silence takes it away and counts as an answer" {
  store
  uprava-route complete --task 1.1 --outcome agreed >/dev/null
  route tick --now 2024-01-20T09:00
  [ "$output" = "case_id,node,name,due_at,opened,ended,error
3,roads-late,Roads are late,2024-01-18T09:00,Remind roads,,
1,water-silent,Water is silent,2024-01-20T09:00,Decide,,
3,water-silent,Water is silent,2024-01-20T09:00,,," ]
  [ "$(uprava-route tasks --columns case_id,activity | sort)" = $'1,Decide\n3,Remind roads\n3,Roads\ncase_id,activity' ]
}

@test "an answer in time disarms the timer" {
  store
  printf 'task_id\n1.1\n1.3\n3.1\n3.3\n' >answers.csv
  uprava-route complete answers.csv >/dev/null
  route tick --now 2025-01-01
  [ "$output" = case_id,node,name,due_at,opened,ended,error ]
}

@test "a late run and timely runs fire the same timers" {
  store
  cp uprava.db late.db
  uprava-route tick --store late.db --now 2024-01-21T00:00 --columns case_id,node >late.csv
  for now in 2024-01-17T00:00 2024-01-18T12:00 2024-01-20T12:00 2024-01-21T00:00; do
    uprava-route tick --now $now --columns case_id,node | tail -n +2
  done >timely.csv
  [ "$(tail -n +2 late.csv)" = "$(cat timely.csv)" ]
  [ "$(wc -l <timely.csv)" -eq 4 ]
}

@test "two runs at once fire each timer once" {
  store
  uprava-route tick --now 2024-02-01 >one.csv &
  pid=$!
  uprava-route tick --now 2024-02-01 >two.csv
  wait $pid
  [ "$(cat one.csv two.csv | grep -c '^[0-9]')" -eq 4 ]
  [ "$(uprava-route history --columns kind | grep -c timer_fired)" -eq 4 ]
}

@test "a process that goes round without waiting is an error, not an endless run" {
  cat >loop.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="loop" isExecutable="true">
  <startEvent id="s"/><exclusiveGateway id="g"/><exclusiveGateway id="h" default="f5"/><endEvent id="e"/>
  <intermediateCatchEvent id="t"><timerEventDefinition id="d1"><timeDuration>PT0S</timeDuration></timerEventDefinition></intermediateCatchEvent>
  <sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="t"/>
  <sequenceFlow id="f3" sourceRef="t" targetRef="h"/><sequenceFlow id="f5" sourceRef="h" targetRef="g"/>
  <sequenceFlow id="f4" sourceRef="h" targetRef="e"><conditionExpression>.over == "yes"</conditionExpression></sequenceFlow>
</process></definitions>
B
  printf 'application_id,over\nA,no\n' >a.csv
  uprava-route deploy loop.bpmn >/dev/null
  uprava-route submit --process loop a.csv >/dev/null
  route tick
  [ "$status" -eq 1 ]
  [[ "${lines[-1]}" == "1,"*"its timers are due again as soon as they fire"* ]]
  [ "$(uprava-route history | wc -l)" -lt 5000 ]
}

@test "a case that cannot move is told and left as it was, and does not keep the others waiting" {
  cat >wait.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="wait" isExecutable="true">
  <startEvent id="s"/><exclusiveGateway id="g" default="f4"/><endEvent id="e"/><endEvent id="z"/>
  <intermediateCatchEvent id="t"><timerEventDefinition id="d1"><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="g"/>
  <sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>(.n | tonumber) > 1</conditionExpression></sequenceFlow>
  <sequenceFlow id="f4" sourceRef="g" targetRef="z"/>
</process></definitions>
B
  printf 'application_id,n\nA,bad\nB,5\nC,0\n' >a.csv
  uprava-route deploy wait.bpmn >/dev/null
  uprava-route submit --process wait a.csv >/dev/null
  uprava-route history 1 >before
  for _ in 1 2; do
    route tick --now 2030-01-01
    [ "$status" -eq 1 ]
    [[ "$output" == *$'\n1,t,t,'*"f3"* ]]
    [ "$(uprava-route history 1)" = "$(cat before)" ]
  done
  [ "$(uprava-route cases --columns application_id,status)" = $'application_id,status\nA,open\nB,ended\nC,ended' ]
  uprava-route verify >/dev/null
}

# Behind the stuck ones, which are passed over, something may be armed that was due long ago.
@test "what a timer arms is fired in the same run, though its moment lies before those of the cases that cannot move" {
  cat >stuck.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="stuck" isExecutable="true">
  <startEvent id="s"/><exclusiveGateway id="g" default="f4"/><endEvent id="e"/><endEvent id="z"/>
  <intermediateCatchEvent id="t"><timerEventDefinition id="d1"><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="g"/>
  <sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>(.n | tonumber) > 1</conditionExpression></sequenceFlow>
  <sequenceFlow id="f4" sourceRef="g" targetRef="z"/>
</process></definitions>
B
  cat >past.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="past" isExecutable="true">
  <startEvent id="s"/><endEvent id="e"/>
  <intermediateCatchEvent id="a"><timerEventDefinition id="d1"><timeDuration>PT2H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  <intermediateCatchEvent id="b"><timerEventDefinition id="d2"><timeDate>2000-01-01T00:00:00</timeDate></timerEventDefinition></intermediateCatchEvent>
  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>
</process></definitions>
B
  uprava-route deploy stuck.bpmn past.bpmn >/dev/null
  { echo application_id,n; seq -f 'S%g,bad' 50; } >stuck.csv
  { echo application_id; seq -f 'P%g' 50; } >past.csv
  uprava-route submit --process stuck stuck.csv >/dev/null
  uprava-route submit --process past past.csv >/dev/null
  route tick --now 2024-01-16 --columns case_id,node
  [ "$status" -eq 1 ]
  [ "$(tail -n +2 <<<"$output" | cut -d, -f2 | sort | uniq -c | tr -s ' \n' ' ')" = " 50 a 50 b 50 t " ]
  [ "$(tail -n +52 <<<"$output" | head -4)" = $'51,a\n51,b\n52,a\n52,b' ]
  [ "$(uprava-route cases --process past --status ended | wc -l)" -eq 51 ]
}

@test "a case of six hundred timers that were due for long has them all fired" {
  cat >many.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="many"><startEvent id="s"/>
  <subProcess id="p"><multiInstanceLoopCharacteristics><loopCardinality>600</loopCardinality></multiInstanceLoopCharacteristics><startEvent id="a"/>
    <intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
    <sequenceFlow id="f1" sourceRef="a" targetRef="t"/></subProcess><endEvent id="e"/>
  <sequenceFlow id="f2" sourceRef="s" targetRef="p"/><sequenceFlow id="f3" sourceRef="p" targetRef="e"/>
</process></definitions>
B
  uprava-route deploy many.bpmn >/dev/null
  printf 'id\nA\n' >a.csv
  uprava-route submit --process many a.csv >/dev/null
  route tick --now 2024-01-16 --columns node
  [ "$status" -eq 0 ]
  [ "$(grep -c '^t$' <<<"$output")" -eq 600 ]
  [ "$(uprava-route cases --columns status | tail -1)" = ended ]
}
