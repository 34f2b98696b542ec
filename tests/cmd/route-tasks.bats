#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

@test "open tasks come the most urgent first, each with its case, unit and how many of its fellows answered" {
  store
  route tasks
  [ "$status" -eq 0 ]
  [ "$output" = "task_id,case_id,process,application_id,activity,unit_id,created_at,due_at,overdue,answered
1.1,1,approval,A,Roads,U01,2024-01-15T09:00,2024-01-18T09:00,false,0/2
3.1,3,approval,C,Roads,U01,2024-01-15T09:00,2024-01-18T09:00,false,0/2
1.3,1,approval,A,Water,U02,2024-01-15T09:00,2024-01-20T09:00,false,0/2
3.3,3,approval,C,Water,U02,2024-01-15T09:00,2024-01-20T09:00,false,0/2" ]
  [ -z "$stderr" ]
}

@test "--unit shows one unit's tasks, --process one process's" {
  store
  route tasks --unit U02 --columns task_id
  [ "$output" = $'task_id\n1.3\n3.3' ]
  route tasks --unit U99 --columns task_id
  [ "$status" -eq 0 ]
  [ "$output" = task_id ]
  route tasks --process approval --unit U01 --columns task_id
  [ "$output" = $'task_id\n1.1\n3.1' ]
  uprava-route deploy earthworks-permit >/dev/null
  route tasks --process earthworks-permit --columns task_id
  [ "$output" = task_id ]
}

@test "a task is overdue once its due moment is over, not at that moment" {
  store
  route tasks --now 2024-01-18T09:00 --overdue --columns task_id
  [ "$output" = task_id ]
  route tasks --now 2024-01-18T09:01 --overdue --columns task_id,overdue
  [ "$output" = $'task_id,overdue\n1.1,true\n3.1,true' ]
  route tasks --now 2024-01-18T09:01 --columns task_id,overdue
  [ "$output" = $'task_id,overdue\n1.1,true\n3.1,true\n1.3,false\n3.3,false' ]
  route tasks --now 2024-02-01 --overdue --unit U02 --columns task_id
  [ "$output" = $'task_id\n1.3\n3.3' ]
}

@test "of nine asked together three have answered: 3/9" {
  uprava-route deploy earthworks-permit >/dev/null
  head -3 "$CITY/permits.csv" >p.csv
  uprava-route submit --process earthworks-permit p.csv >/dev/null
  [ "$(uprava-route tasks --columns case_id,answered | sort | uniq -c | tr -s ' ')" = $' 9 1,0/9\n 9 2,0/9\n 1 case_id,answered' ]
  { echo task_id,outcome; uprava-route tasks --columns task_id | grep '^1\.' | head -3 | sed 's/$/,agreed/'; } >answers.csv
  uprava-route complete answers.csv >/dev/null
  [ "$(uprava-route tasks --columns case_id,answered | sort | uniq -c | tr -s ' ')" = $' 6 1,3/9\n 9 2,0/9\n 1 case_id,answered' ]
}
