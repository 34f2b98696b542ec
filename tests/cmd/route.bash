# shellcheck shell=bash
# For the tests of route's verbs over a store: a small process (approval.bpmn: roads and water are asked at once, silence
# of the water is consent after five days, then someone decides) and three applications, of which one is sent back at once.
route() { run --separate-stderr uprava-route "$@"; }

store() {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >deployed.csv
  printf 'application_id,complete\nA,yes\nB,no\nC,yes\n' >a.csv
  uprava-route submit --process approval a.csv >submitted.csv
}

# Two more processes: watchers wait for the signal "all-clear", which alarms send when they are answered. A watcher whose n is no number cannot go on.
signals() {
  cat >watch.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><signal id="s1" name="all-clear"/><process id="watch" isExecutable="true">
  <startEvent id="s"/><intermediateCatchEvent id="wait" name="Wait"><signalEventDefinition signalRef="s1"/></intermediateCatchEvent>
  <exclusiveGateway id="g" default="f4"/><userTask id="note" name="Note it"/><endEvent id="e" name="Quiet"/><endEvent id="z" name="Noted"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="wait"/><sequenceFlow id="f2" sourceRef="wait" targetRef="g"/>
  <sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>(.n | tonumber) > 1</conditionExpression></sequenceFlow>
  <sequenceFlow id="f4" sourceRef="g" targetRef="note"/><sequenceFlow id="f5" sourceRef="note" targetRef="z"/>
</process></definitions>
B
  cat >alarm.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><signal id="s1" name="all-clear"/><process id="alarm" isExecutable="true">
  <startEvent id="s"/><userTask id="look" name="Look"/><endEvent id="e" name="Called"><signalEventDefinition signalRef="s1"/></endEvent>
  <sequenceFlow id="f1" sourceRef="s" targetRef="look"/><sequenceFlow id="f2" sourceRef="look" targetRef="e"/>
</process></definitions>
B
  uprava-route deploy watch.bpmn alarm.bpmn >deployed.csv
  printf 'application_id,n\nW1,1\nW2,bad\nW3,5\n' >w.csv
  printf 'application_id\nL1\n' >l.csv
  uprava-route submit --process watch w.csv >submitted.csv
  uprava-route submit --process alarm l.csv >submitted.csv
}

# A store with every kind of thing in it: cases open and ended, timers fired and armed, answers in time and late, lists, sub-processes, messages and signals
# waited for and received, a stopped clock, services asked, two versions and a case that went over to the second.
everything() {
  store
  signals
  export UPRAVA_NOW=2024-04-25T10:00
  uprava-route deploy earthworks-permit "$DATA/bpmn/reply.bpmn" "$DATA/bpmn/works.bpmn" >/dev/null
  head -30 "$CITY/permits.csv" >p.csv
  uprava-route submit --process earthworks-permit p.csv >/dev/null
  printf 'application_id,units\nQ1,U01|U02|U03\nQ2,U01|U02\nQ3,U05\nQ4,U05\n' >q.csv
  uprava-route submit --process works q.csv >q.out
  printf 'application_id,units,same_as\nQ5,U01,Q1\nQ6,U01,Q5\n' >same.csv
  uprava-route submit --process works same.csv >/dev/null
  uprava-route tasks --columns task_id,activity >tasks.csv
  awk -F, '$2 == "Opinion" && n++ < 2 { print $1 }' tasks.csv >opinions
  { echo task_id,outcome,data,comment
    sed -n '1s/$/,refused,"{""why"": ""a pipe""}",no/p' opinions
    echo 1.1,agreed,, ; } >answers.csv
  uprava-route complete answers.csv >/dev/null
  uprava-route complete --task "$(sed -n 2p opinions)" --outcome late-word --comment 'after all' >/dev/null
  uprava-route complete --message withdrawn --application Q4 >/dev/null
  uprava-route complete --signal all-clear >/dev/null
  uprava-route tick --now 2024-05-20 >/dev/null
  sed 's/name="Decide"/name="Judge"/' "$DATA/bpmn/approval.bpmn" >b.bpmn
  uprava-route deploy b.bpmn >/dev/null
  uprava-route migrate --process approval --apply >/dev/null
}
