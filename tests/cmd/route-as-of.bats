#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --as-of of cases, tasks and history: what was written down on the day is what is told of it later.
load helper
load route

note() { # MOMENT: what the store says then, kept under that name
  for verb in cases tasks history; do uprava-route $verb --now "$1" >"$verb.$1"; done
}

life() {
  export UPRAVA_NOW=2024-04-25T10:00
  uprava-route deploy "$DATA/bpmn/approval.bpmn" "$DATA/bpmn/reply.bpmn" "$DATA/bpmn/works.bpmn" >/dev/null
  note 2024-04-25T10:00
  printf 'application_id,units\nQ1,U01|U02\nQ2,U05\n' >q.csv
  uprava-route submit --process works --now 2024-04-26T10:00 q.csv >/dev/null
  note 2024-04-26T10:00
  printf 'application_id,complete\nA,yes\nB,no\n' >a.csv
  uprava-route submit --process approval --now 2024-04-26T11:00 a.csv >/dev/null
  uprava-route complete --task "$(uprava-route tasks --columns task_id,unit_id | sed -n "s|,U02||p" | head -1)" --outcome refused --data '{"why":"pipe"}' --now 2024-04-27T09:00 >/dev/null
  note 2024-04-27T09:00
  uprava-route tick --now 2024-05-02T09:00 >/dev/null
  note 2024-05-02T09:00
  uprava-route complete --message withdrawn --application Q2 --now 2024-05-03T09:00 >/dev/null
  sed 's/name="Decide"/name="Judge"/' "$DATA/bpmn/approval.bpmn" >b.bpmn
  uprava-route deploy --now 2024-05-03T10:00 b.bpmn >/dev/null
  uprava-route migrate --process approval --apply --now 2024-05-03T10:00 >/dev/null
  note 2024-05-03T10:00
  uprava-route tick --now 2024-06-03T09:00 >/dev/null
  note 2024-06-03T09:00
}

@test "each list of a day is the same when it is asked for later" {
  life
  for verb in cases tasks history; do
    for moment in 2024-04-25T10:00 2024-04-26T10:00 2024-04-27T09:00 2024-05-02T09:00 2024-05-03T10:00 2024-06-03T09:00; do
      uprava-route $verb --as-of $moment >later
      cmp later $verb.$moment
    done
  done
  [ "$(cat tasks.* | sort -u | wc -l)" -gt 7 ]
  [ "$(cat cases.* | sort -u | wc -l)" -gt 6 ]
}

@test "a day means its end, and a moment that moment" {
  life
  uprava-route cases --as-of 2024-04-26 >day
  uprava-route cases --as-of 26.04.2024 | cmp - day
  uprava-route cases --as-of 2024-04-26T23:59:59 | cmp - day
  [ "$(wc -l <day)" -eq 5 ]
  [ "$(uprava-route cases --as-of 2024-04-26T10:59 | wc -l)" -eq 3 ]
  uprava-route history --as-of 2030-01-01 | cmp - history.2024-06-03T09:00
}

@test "the filters are those of the day" {
  life
  { uprava-route cases --as-of 2024-05-01 --status open --columns case_id | tail -n +2
    uprava-route cases --as-of 2024-05-01 --status ended --columns case_id | tail -n +2; } | sort >parts
  uprava-route cases --as-of 2024-05-01 --columns case_id | tail -n +2 | cmp - parts
  [ "$(uprava-route tasks --as-of 2024-04-26 --unit U05 --columns application_id)" = $'application_id\nQ2' ]
  [ "$(uprava-route tasks --as-of 2024-04-26 --process approval --columns application_id | sort -u)" = $'A\napplication_id' ]
  [ "$(uprava-route tasks --as-of 2024-04-26 --overdue)" = "$(uprava-route tasks --as-of 2024-04-25)" ]
  [ "$(uprava-route tasks --as-of 2024-05-02T08:00 --overdue --columns activity | tail -1)" = Roads ]
}

@test "what is no moment is a usage error" {
  life
  for verb in cases tasks history; do
    route $verb --as-of yesterday
    [ "$status" -eq 2 ]
    [ "${stderr_lines[0]}" = "uprava-route $verb: --as-of yesterday: a day or a moment is expected (2024-03-15 or 2024-03-15T09:30)" ]
    [ -z "$output" ]
  done
}

@test "with a clock that went back, cases and their history leave out the same" {
  store
  uprava-route complete --task 1.1 --outcome agreed --now 2024-01-14 >/dev/null
  uprava-route complete --task 3.1 --outcome agreed --now 2024-01-16 >/dev/null
  uprava-route complete --task 3.3 --outcome agreed --now 2024-01-15T10:00 >/dev/null
  [ "$(uprava-route cases --as-of 2024-01-14 --columns case_id)" = case_id ]
  [ "$(uprava-route history --as-of 2024-01-14 --columns case_id)" = case_id ]
  for case in 1 3; do
    [ "$(uprava-route history --as-of 2024-01-14 "$case" | wc -l)" -eq 1 ]
  done
  [ "$(uprava-route cases --as-of 2024-01-15 --columns case_id,open_tasks)" = $'case_id,open_tasks\n1,1\n2,0\n3,2' ]
  [ "$(uprava-route history --as-of 2024-01-15 --columns case_id,kind | grep -c task_completed)" -eq 1 ]
}
