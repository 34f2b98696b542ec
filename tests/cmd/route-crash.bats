#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Killed at any instant, nothing is lost, doubled or half done. Two of submit, complete, tick and deliver run at once and are killed (kill -9) at a random
# moment, again and again; then each is run to its end. CRASH_KILLS=1000 CRASH_SEED=7 for more (make soak).
load helper
load deliver

N=8000

process() {
  cat >crash.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:uprava="urn:uprava:bpmn" id="d"><process id="crash" isExecutable="true">
  <startEvent id="s"/><exclusiveGateway id="g" default="f2"/><serviceTask id="n" name="Notify" uprava:topic="notify"/>
  <userTask id="a" name="First" uprava:unit="U1" uprava:dueDate="P3D"/><userTask id="b" name="Second" uprava:unit="U2"/>
  <boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
  <endEvent id="noticed"/><endEvent id="e" name="Done"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="a"/>
  <sequenceFlow id="f3" sourceRef="g" targetRef="n"><conditionExpression>.notify == "yes"</conditionExpression></sequenceFlow>
  <sequenceFlow id="f4" sourceRef="n" targetRef="a"/><sequenceFlow id="f5" sourceRef="late" targetRef="noticed"/>
  <sequenceFlow id="f6" sourceRef="a" targetRef="b"/><sequenceFlow id="f7" sourceRef="b" targetRef="e"/>
</process></definitions>
B
  awk -v n=$N 'BEGIN { print "application_id,notify"; for (i = 1; i <= n; i++) print "A" i (i % 20 ? ",no" : ",yes") }' >all.csv
  connectors 'notify~~directory~out~~~~1'
  mkdir out
  uprava-route deploy crash.bpmn >/dev/null
}

answers() { # for some of what is open, in any order
  uprava-route tasks --columns task_id | awk -v seed="$RANDOM" 'BEGIN { srand(seed) } NR > 1 { print rand() "," $0 }' | sort -n | head -n "$1" |
    awk -F, 'BEGIN { print "task_id,outcome" } { print $2 ",agreed" }'
}

start() { # one of the four, in the background
  case $1 in
    0) uprava-route submit --process crash all.csv >/dev/null 2>&1 & ;;
    1) uprava-route complete answers.csv >/dev/null 2>&1 & ;;
    2) uprava-route tick --now 2024-02-01 >/dev/null 2>&1 & ;;
    3) uprava-route deliver --connectors connectors.csv --lease 2 >/dev/null 2>&1 & ;;
  esac
}

whole() {
  run --separate-stderr uprava-route verify --columns status,detail
  [ "$output" = $'status,detail\nok,' ] || { echo "seed $seed, kill $kills: $output $stderr"; return 1; }
}

storm() { # kills two at a time until there were so many
  seed=${CRASH_SEED:-$RANDOM}
  RANDOM=$seed
  kills=0
  turn=0
  while [ $kills -lt "${CRASH_KILLS:-30}" ]; do
    turn=$((turn + 1))
    [ $turn -lt $((10 * ${CRASH_KILLS:-30})) ] || { echo "hardly anything could be killed"; return 1; }
    answers $((RANDOM % 2000)) >answers.csv
    start $((RANDOM % 4))
    one=$!
    start $((turn % 4))
    two=$!
    sleep "0.$(printf %03d $((RANDOM % 60)))"
    ! kill -9 $one 2>/dev/null || kills=$((kills + 1))
    ! kill -9 $two 2>/dev/null || kills=$((kills + 1))
    wait $one $two 2>/dev/null || true
    [ $((turn % 8)) -ne 0 ] || whole
  done
}

settle() { # everything to its end
  uprava-route submit --process crash all.csv >/dev/null
  uprava-route tick --now 2024-02-01 >/dev/null
  for _ in 1 2; do
    answers $N >answers.csv
    uprava-route complete answers.csv >completed.csv
    [ "$(cut -d, -f3 completed.csv | grep -cv completed)" -eq 1 ] # the header
  done
  sleep 2.1 # leases of the killed
  uprava-route deliver --connectors connectors.csv --lease 2 >/dev/null
}

@test "killed at any instant, nothing is lost, doubled or half done" {
  process
  storm
  settle
  whole
  uprava-route rebuild --check >/dev/null
  uprava-route cases --columns application_id,status,outcome | tail -n +2 | sort >cases
  tail -n +2 all.csv | cut -d, -f1 | sed 's/$/,ended,Done/' | sort | cmp - cases
  uprava-route history --columns case_id,kind,token >history
  for kind in case_started case_ended; do
    [ "$(grep -c ",$kind," history)" -eq $N ]
  done
  [ "$(grep -c ',task_completed,' history)" -eq $((2 * N)) ]
  [ "$(grep -c -e ',timer_fired,' -e ',timer_cancelled,' history)" -eq $N ]
  [ -z "$(grep -e ',task_' -e ',timer_' history | sort | uniq -d)" ]
  [ "$(grep -c ',service_asked,' history)" -eq $((N / 20)) ]
  [ "$(grep -c ',delivered,' history)" -eq $((N / 20)) ]
  [ "$(find out -name "[0-9a-f]*.json" | wc -l)" -eq $((N / 20)) ]
  echo "# seed $seed: $kills kills in $turn turns" >&3
}
