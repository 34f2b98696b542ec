#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Terms of the law and called processes, in a store: works.bpmn asks each of a list of units within five working days, and calls reply.bpmn.
load helper
load route

works() {
  export UPRAVA_NOW=2024-04-25T10:00
  uprava-route deploy "$DATA/bpmn/reply.bpmn" "$DATA/bpmn/works.bpmn" >/dev/null
  printf 'application_id,units\nA,U01|U02|U03\n' >a.csv
}

@test "working days are those of the production calendar" {
  works
  uprava-route submit --process works a.csv >/dev/null
  # 27 April 2024 was a working Saturday; 28 April to 1 May and 4 to 5 May were off (government decree of 10.08.2023 No. 1314).
  [ "$(uprava-route tasks --columns unit_id,due_at,answered)" = $'unit_id,due_at,answered\nU01,2024-05-06T23:59:59,0/3\nU02,2024-05-06T23:59:59,0/3\nU03,2024-05-06T23:59:59,0/3' ]
}

@test "a case is due when the term of its process is over" {
  works
  # Ten working days behind 25 April: 26, 27 April, 2, 3, 6, 7, 8, 13, 14, 15 May (9 May, and 10 May for 6 January, were off).
  run -0 --separate-stderr uprava-route submit --process works --columns due_at a.csv
  [ "${lines[1]}" = 2024-05-15T23:59:59 ]
  uprava-route tick --now 2024-05-07 >/dev/null
  [ "$(uprava-route cases --columns due_at | tail -1)" = 2024-05-15T23:59:59 ]
}

@test "those who are silent when the term is over have agreed" {
  works
  uprava-route submit --process works a.csv >/dev/null
  uprava-route complete --task 1.3 --outcome agreed >/dev/null
  [ "$(uprava-route tasks --columns answered | sort -u | head -1)" = 1/3 ]
  uprava-route tick --now 2024-05-07 >/dev/null
  [ "$(uprava-route tasks --columns activity,unit_id | tail -1)" = Write,U04 ]
  run -0 uprava-route verify
}

@test "what is no term is refused at deploy, with line and id" {
  sed 's/5wd/5wq/' "$DATA/bpmn/works.bpmn" >wrong.bpmn
  uprava-route deploy "$DATA/bpmn/reply.bpmn" >/dev/null
  route deploy wrong.bpmn
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'wrong.bpmn:7: opinions: "5wq" is no term'* ]]
  sed 's/term:permit-earthworks/term:permit-earthwroks/' "$DATA/bpmn/works.bpmn" >wrong.bpmn
  route deploy wrong.bpmn
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'wrong.bpmn:5: works: "term:permit-earthwroks" is no term (did you mean "term:permit-earthworks"?)'* ]]
}

@test "a year that the calendar does not know is told, and nothing is guessed" {
  works
  route submit --process works --now 2088-04-25 a.csv
  [ "$status" -eq 1 ]
  [[ "$output" == *"the calendar does not know the year 2088"* ]]
  [ "$(uprava-route cases | wc -l)" -eq 1 ]
}

@test "a called process is the one that was deployed when its caller was" {
  route deploy "$DATA/bpmn/works.bpmn"
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'works.bpmn:12: reply: a call of "reply", which is not known, is not run (deploy the called process first)'* ]]
  works
  sed 's/name="Write"/name="Write anew"/' "$DATA/bpmn/reply.bpmn" >reply.bpmn
  uprava-route deploy reply.bpmn >/dev/null
  printf 'application_id,units\nA,\n' | uprava-route submit --process works >/dev/null
  [ "$(uprava-route tasks --columns activity | tail -1)" = Write ]
  route deploy "$DATA/bpmn/works.bpmn"
  [[ "$output" == *"works,2,Работы,added"* ]]
  printf 'application_id,units\nB,\n' | uprava-route submit --process works >/dev/null
  [ "$(uprava-route tasks --columns activity | tail -1)" = "Write anew" ]
}

@test "lint finds the called process among its files" {
  run -0 --separate-stderr uprava-route lint --check "$DATA/bpmn/works.bpmn" "$DATA/bpmn/reply.bpmn"
  run -1 --separate-stderr uprava-route lint --check "$DATA/bpmn/works.bpmn"
}

@test "the clock stands while the applicant is asked, and what was not counted is left out" {
  works
  uprava-route submit --process works a.csv >/dev/null
  # A veto decides alone: the others are not waited for, and the applicant is asked.
  uprava-route complete --task 1.3 --outcome refused --now 2024-04-27T10:00 >/dev/null
  [ "$(uprava-route tasks | wc -l)" -eq 1 ]
  [ "$(uprava-route tick --now 2024-05-06T12:00 | wc -l)" -eq 1 ]
  run -0 --separate-stderr uprava-route complete --application A --message applicant-answered --data '{"sent":"plan"}' --columns status,opened --now 2024-05-07T10:00
  [ "${lines[1]}" = completed,Write ]
  # Counted are 26 April, then 7, 8, 13 to 17, 20, 21 May; what is asked anew has its own three days: 8, 13, 14 May.
  [ "$(uprava-route cases --columns due_at | tail -1)" = 2024-05-21T23:59:59 ]
  [ "$(uprava-route tasks --columns due_at | tail -1)" = 2024-05-14T23:59:59 ]
  run -0 uprava-route rebuild --check
}

@test "an answer that comes after the veto is kept, marked, and moves nothing" {
  works
  uprava-route submit --process works a.csv >/dev/null
  uprava-route complete --task 1.3 --outcome refused >/dev/null
  run -0 --separate-stderr uprava-route complete --task 1.5 --outcome agreed --actor E7 --columns task_id,status,opened
  [ "${lines[1]}" = 1.5,late, ]
  [ "$(uprava-route history --columns kind,actor,detail -t tsv 1 | tail -1)" = $'late\tE7\t{"node":"opinions","outcome":"agreed"}' ]
}

@test "an event that takes everything away: the application is withdrawn" {
  works
  uprava-route submit --process works a.csv >/dev/null
  run -0 --separate-stderr uprava-route complete --application A --message withdrawn --columns ended
  [ "${lines[1]}" = Withdrawn ]
  [ "$(uprava-route tasks | wc -l)" -eq 1 ]
  [ "$(uprava-route cases --columns status,outcome | tail -1)" = ended,Withdrawn ]
}
