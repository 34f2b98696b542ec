#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

# A second version: another task stands behind the decision, and the water is asked under another id.
second() {
  sed -e 's|<endEvent id="granted" name="Granted" />|<userTask id="hand-over" name="Hand over" uprava:unit="U01"/><endEvent id="granted" name="Granted"/>|' \
    -e 's|sourceRef="granted-or-not" targetRef="granted"|sourceRef="granted-or-not" targetRef="hand-over"|' \
    -e 's|</process>|<sequenceFlow id="f-over" sourceRef="hand-over" targetRef="granted"/></process>|' \
    "$DATA/bpmn/approval.bpmn" >second.bpmn
  sed -i "$@" second.bpmn
  uprava-route deploy second.bpmn >/dev/null
}

renamed() { second -e 's|"water"|"water-2"|g' -e 's|"water-silent"|"silent-2"|g'; }

@test "first it is only said what would move" {
  store
  second -e ''
  uprava-route history >before
  route migrate --process approval
  [ "$status" -eq 0 ]
  [ "$output" = 'case_id,from_version,to_version,status,waits,error
1,1,2,ready,roads|water,
3,1,2,ready,roads|water,' ]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "with --apply they move, keep their due dates, and go the new way" {
  store
  second -e ''
  uprava-route tasks >before
  route migrate --process approval --apply --columns case_id,status
  [ "$status" -eq 0 ]
  [ "$output" = $'case_id,status\n1,moved\n3,moved' ]
  [ "$(uprava-route tasks)" = "$(cat before)" ]
  [ "$(uprava-route cases --columns case_id,version)" = $'case_id,version\n1,2\n2,1\n3,2' ]
  for task in $(uprava-route tasks --columns task_id,case_id -t tsv | sed -n 's/\t1$//p'); do
    uprava-route complete --task "$task" --outcome agreed >/dev/null
  done
  decide=$(uprava-route tasks --columns task_id,activity -t tsv | sed -n 's/\tDecide$//p')
  run --separate-stderr -0 uprava-route complete --task "$decide" --outcome granted --columns opened -t tsv
  [ "${lines[1]}" = "Hand over" ]
  run -0 uprava-route verify
  route migrate --process approval
  [ "$output" = 'case_id,from_version,to_version,status,waits,error' ]
}

@test "an element that is gone keeps its cases, and then none moves" {
  store
  renamed
  uprava-route complete --task 1.3 --outcome agreed >/dev/null
  route migrate --process approval --apply --columns case_id,status,error
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = "1,ready," ]
  [[ "${lines[2]}" == "3,stuck,"*"water: the case waits here, and the new version has nothing of this id"* ]]
  [ "$(uprava-route cases --columns version | sort -u | head -1)" = 1 ]
}

@test "a table says what took its place" {
  store
  renamed
  printf 'from,to\nwater,water-2\nwater-silent,silent-2\n' >nodes.csv
  route migrate --process approval --nodes nodes.csv --apply --columns case_id,status
  [ "$status" -eq 0 ]
  [ "$output" = $'case_id,status\n1,moved\n3,moved' ]
  uprava-route tick --now 2099-01-01 >fired.csv
  grep -q 'silent-2' fired.csv
}

@test "a pair that means nothing is refused with its line" {
  store
  renamed
  printf 'from,to\nwater,water-3\n' >nodes.csv
  route migrate --process approval --nodes nodes.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'nodes.csv:2: to: version 2 has no element "water-3" (did you mean "water-2"?)'* ]]
  printf 'from,to\nwatr,water-2\n' >nodes.csv
  route migrate --process approval --nodes nodes.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'nodes.csv:2: from: version 1 has no element "watr" (did you mean "water"?)'* ]]
}

@test "an unknown process or version is a wrong call" {
  store
  route migrate --process aproval
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'did you mean "approval"?'* ]]
  route migrate --process approval --to 7
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'has no version 7 (the newest is 1)'* ]]
}

@test "the case as it was before is still seen" {
  UPRAVA_NOW=2024-01-15T09:00 store
  second -e ''
  uprava-route migrate --process approval --apply --now 2024-01-20 >/dev/null
  [ "$(uprava-route cases --as-of 2024-01-16 --columns case_id,version | tail -1)" = 3,1 ]
  [ "$(uprava-route cases --as-of 2024-01-21 --columns case_id,version | tail -1)" = 3,2 ]
}
