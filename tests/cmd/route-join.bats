#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Several applications on one matter are one case: the column same_as of submit.
load helper
load route

submit() { route submit --process approval --columns application_id,case_id,status "$@"; }
applicants() { uprava-route cases --columns case_id,application_id,applicants "$@" | tail -n +2 | paste -sd' '; }

setup() {
  cd "$BATS_TEST_TMPDIR" || return 1
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
  printf 'application_id,complete,same_as\nA,yes,\nB,yes,A\nC,yes,B\nD,no,\nE,yes,D\nF,yes,X\n' >a.csv
}

@test "an application that says what it is the same as joins that one's case; of an ended or unknown case it begins one of its own" {
  submit a.csv
  [ "$status" -eq 0 ]
  [ "$output" = $'application_id,case_id,status\nA,1,open\nB,1,joined\nC,1,joined\nD,2,ended\nE,3,open\nF,4,open' ]
  [ "$(applicants)" = "1,A,3 2,D,1 3,E,1 4,F,1" ]
  [ "$(uprava-route tasks --columns case_id | grep -cx 1)" -eq 2 ]
  [ "$(uprava-route history 1 --columns kind,actor,detail -t tsv | grep joined)" = $'joined\tB\t{"application_id":"B","complete":"yes","same_as":"A"}\njoined\tC\t{"application_id":"C","complete":"yes","same_as":"B"}' ]
}

@test "submitted again, who joined is known; with other data it differs; without same_as it does not begin a case" {
  submit a.csv
  submit a.csv
  [ "$status" -eq 0 ]
  [ "$(cut -d, -f2,3 <<<"$output" | paste -sd' ')" = "case_id,status 1,known 1,known 1,known 2,known 3,known 4,known" ]
  [ "$(uprava-route submit --process approval --columns case_id,due_at a.csv | grep -c '^1,2024-01-20T09:00')" -eq 3 ]
  printf 'application_id,complete,same_as\nB,no,A\n' >b.csv
  submit b.csv
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = "B,1,differs" ]
  printf 'application_id,complete\nB,yes\n' >b.csv
  submit b.csv
  [ "${lines[1]}" = "B,1,differs" ]
  [ "$(applicants)" = "1,A,3 2,D,1 3,E,1 4,F,1" ]
}

@test "when the case is over, a further application begins its own, and one that had joined stays known" {
  submit a.csv
  uprava-route tasks --columns task_id,activity | tail -n +2 | sed -n 's/^\(1\.[0-9]*\),.*/\1/p' | while read -r task; do
    uprava-route complete --task "$task" --outcome agreed >/dev/null
  done
  uprava-route tasks --columns task_id | grep '^1\.' | while read -r task; do uprava-route complete --task "$task" --outcome granted >/dev/null; done
  [ "$(uprava-route cases --columns case_id,status | grep '^1,')" = 1,ended ]
  printf 'application_id,complete,same_as\nC,yes,B\nG,yes,A\n' >g.csv
  submit g.csv
  [ "$(tail -n +2 <<<"$output" | paste -sd' ')" = "C,1,known G,5,open" ]
}

@test "applicants are counted as of any day" {
  head -2 a.csv >one.csv
  UPRAVA_NOW=2024-01-10T09:00 uprava-route submit --process approval one.csv >/dev/null
  UPRAVA_NOW=2024-01-12T09:00 uprava-route submit --process approval a.csv >/dev/null
  [ "$(applicants --as-of 2024-01-11)" = "1,A,1" ]
  [ "$(applicants --as-of 2024-01-12)" = "$(applicants)" ]
}

@test "one that a form refuses does not join" {
  printf 'kind,field,type,required\n*,complete,string,true\n' >f.csv
  printf 'application_id,complete,same_as\nA,yes,\nB,,A\n' >b.csv
  submit --form f.csv --kind any b.csv
  [ "$status" -eq 1 ]
  [ "${lines[2]}" = "B,,rejected" ]
  [ "$(applicants)" = "1,A,1" ]
}

@test "messages about one matter become one case, from intake to the store" {
  cp "$ROOT"/share/example/messages/* .
  uprava-route intake -q --adapter vk callbacks.jsonl >vk.csv
  uprava-route intake -q --adapter open311 --same default --known vk.csv requests.xml >open311.csv
  for file in vk.csv open311.csv; do
    uprava-route submit --process approval --schema appeals "$file" --columns status >>statuses
  done
  [ "$(grep -c joined statuses)" -eq 1 ]
  [ "$(uprava-route cases --columns application_id,applicants | grep -c ',2$')" -eq 1 ]
}
