#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

@test "an answer moves the case on: what it opened and how the case ended is told" {
  store
  route complete --task 1.1 --outcome agreed --actor E1 --comment "no objection"
  [ "$status" -eq 0 ]
  [ "$output" = $'task_id,case_id,status,opened,ended,errors\n1.1,1,completed,,,' ]
  [ -z "$stderr" ]
  route complete --task 1.3 --outcome agreed
  [ "${lines[1]}" = "1.3,1,completed,Decide,," ]
  task=$(uprava-route tasks --columns task_id,activity | sed -n 's/,Decide//p')
  route complete --task "$task" --outcome granted
  [ "${lines[1]}" = "$task,1,completed,,Granted," ]
  [ "$(uprava-route cases --columns application_id,status,outcome | sed -n 2p)" = "A,ended,Granted" ]
}

@test "who answered, with which words, stands in the history; the data becomes the case's" {
  store
  uprava-route complete --task 1.1 --outcome agreed --actor E1 --comment 'за «так»' --data '{"complete":"maybe","depth":2}' >/dev/null
  [ "$(uprava-route history 1 --columns kind,actor,node,outcome,detail | grep -E '^(task_completed|data_set)')" = \
    $'data_set,,roads,,"{""complete"":""maybe"",""depth"":2}"\ntask_completed,E1,roads,agreed,"{""comment"":""за «так»""}"' ]
  [ "$(uprava-route cases --columns data -t jsonl | head -1)" = '{"data":"{\"application_id\":\"A\",\"complete\":\"maybe\",\"depth\":2}"}' ]
}

@test "an answer given again is repeated and changes nothing" {
  store
  uprava-route complete --task 1.1 --outcome agreed >/dev/null
  uprava-route history >before
  route complete --task 1.1 --outcome agreed
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "1.1,1,repeated,,," ]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "an answer given again with other data is an error, not a repetition: its data would be lost" {
  store
  uprava-route complete --task 1.1 --outcome agreed --data '{"depth":2,"kind":"wet"}' >/dev/null
  uprava-route history >before
  for data in '{"depth": 2, "kind": "wet"}' ''; do
    route complete --task 1.1 --outcome agreed --data "$data"
    [ "${lines[1]}" = "1.1,1,repeated,,," ]
  done
  route complete --task 1.1 --outcome agreed --data '{"depth":3}'
  [ "$status" -eq 3 ]
  [ "$stderr" = 'uprava-route: task 1.1 was completed with other data: {"depth":2,"kind":"wet"}' ]
  [ "$(uprava-route history)" = "$(cat before)" ]
  uprava-route complete --task 3.3 --outcome agreed >/dev/null
  route complete --task 3.3 --outcome agreed --data '{"depth":3}'
  [ "$stderr" = 'uprava-route: task 3.3 was completed with other data: {}' ]
  uprava-route tick --now 2024-01-21 >/dev/null
  uprava-route complete --task 1.3 --outcome objected --data '{"late":1}' >/dev/null
  route complete --task 1.3 --outcome objected --data '{"late":1}'
  [ "${lines[1]}" = "1.3,1,repeated,,," ]
  route complete --task 1.3 --outcome objected --data '{"late":2}'
  [ "$stderr" = 'uprava-route: task 1.3 was completed with other data: {"late":1}' ]
}

@test "another outcome for a task that is done is an error" {
  store
  uprava-route complete --task 1.1 --outcome agreed >/dev/null
  uprava-route history >before
  route complete --task 1.1 --outcome objected
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [ "$stderr" = 'uprava-route: task 1.1 was completed with another outcome: "agreed"' ]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "a task that is not there is an error, whatever its id looks like" {
  store
  for id in 9.1 1.2 1.99 1 1. .1 1.1.1 x -1.1; do
    route complete "--task=$id" --outcome agreed
    [ "$status" -eq 3 ]
    [ "$stderr" = "uprava-route: no task \"$id\"" ]
  done
}

@test "a table of answers is recorded in its order" {
  store
  printf 'task_id,outcome,actor\n1.1,agreed,E1\n3.3,agreed,E2\n1.3,agreed,E3\n1.1,agreed,E1\n' >answers.csv
  route complete answers.csv
  [ "$status" -eq 0 ]
  [ "$output" = $'task_id,case_id,status,opened,ended,errors\n1.1,1,completed,,,\n3.3,3,completed,,,\n1.3,1,completed,Decide,,\n1.1,1,repeated,,,' ]
}

@test "a wrong answer is rejected with its place and reason, and the others are recorded" {
  store
  uprava-route history >before
  {
    echo task_id,outcome,data
    for wrong in '9.9,agreed,' 3.1,agreed,notjson '3.1,agreed,[1]' ',agreed,'; do
      echo "$wrong"
    done
  } >answers.csv
  route complete answers.csv
  [ "$status" -eq 1 ]
  [ -z "$stderr" ]
  [ "$(cut -d, -f1-5 <<<"$output")" = $'task_id,case_id,status,opened,ended\n9.9,,rejected,,\n3.1,,rejected,,\n3.1,,rejected,,\n,,rejected,,' ]
  [ "$(uprava-route history)" = "$(cat before)" ]
  [[ "${lines[1]}" == *'answers.csv:2: task_id: no task ""9.9"""' ]]
  [[ "${lines[4]}" == *'answers.csv:5: '*'task_id is expected, or message with case_id or application_id, or signal'* ]]
  printf 'task_id,outcome\n1.1,agreed\n9.9,agreed\n3.3,agreed\n1.1,objected\n' >answers.csv
  route complete --columns task_id,status answers.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'task_id,status\n1.1,completed\n9.9,rejected\n3.3,completed\n1.1,rejected' ]
  route verify
  [ "$status" -eq 0 ]
}

@test "a table that says nothing to be done is refused" {
  store
  printf 'outcome,actor\nagreed,E1\n' >answers.csv
  route complete answers.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [ "$stderr" = 'uprava-route: answers.csv: a column task_id, message or signal is expected' ]
}

@test "a row that is no row stops everything before the store changes" {
  store
  uprava-route history >before
  printf 'task_id,outcome\n1.1,agreed\n3.3\n' >answers.csv
  route complete answers.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [[ "$stderr" == *"answers.csv:3: the row has 1 cells, the header has 2"* ]]
  [ "$(uprava-route history)" = "$(cat before)" ]
}

@test "an opinion on a task that was taken away is late: kept with its words, once, and moves nothing" {
  store
  uprava-route tick --now 2024-01-21 >/dev/null
  uprava-route cases >before
  route complete --task 1.3 --outcome objected --actor E9 --comment 'a pipe' --data '{"depth":2}'
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "1.3,1,late,,," ]
  [ "$(uprava-route cases)" = "$(cat before)" ]
  [ "$(uprava-route history 1 --columns kind,token,node,actor,outcome,detail | tail -1)" = \
    'late,3,water,E9,objected,"{""node"":""water"",""outcome"":""objected"",""data"":{""depth"":2},""comment"":""a pipe""}"' ]
  uprava-route history >once
  route complete --task 1.3 --outcome objected --actor E9
  [ "${lines[1]}" = "1.3,1,repeated,,," ]
  route complete --task 1.3 --outcome agreed
  [ "$status" -eq 3 ]
  [ "$stderr" = 'uprava-route: task 1.3 was completed with another outcome: "objected"' ]
  [ "$(uprava-route history)" = "$(cat once)" ]
  route verify
  [ "$status" -eq 0 ]
}

@test "a list of tasks comes back from a Russian Excel as answers, whichever way it was saved" {
  store
  uprava-route tasks --excel --lang ru >t.csv
  [ "$(sed -n "s/^\('[0-9.]*\);.*/\1/p" t.csv | paste -sd' ')" = "'1.1 '3.1 '1.3 '3.3" ] # 1.1 would be the first of January
  sed -e "1s/\r/;Решение;Комментарий\r/; 2,\$s/\r/;согласовано;\"без замечаний; да\"\r/" t.csv >bom.csv
  sed '1s/^\xef\xbb\xbf//' bom.csv | iconv -f utf-8 -t cp1251 >cp1251.csv
  for file in bom.csv cp1251.csv; do
    cp uprava.db k.db
    route complete --store k.db --columns task_id,status "$file"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "$output" = $'task_id,status\n1.1,completed\n3.1,completed\n1.3,completed\n3.3,completed' ]
    [ "$(uprava-route history --store k.db --columns kind,outcome,detail | grep -c '^task_completed,согласовано,"{""comment"":""без замечаний; да""}"')" -eq 4 ]
    rm k.db*
  done
}

@test "columns that mean nothing in a table of answers are named, those of tasks are not" {
  store
  printf 'task_id,activity,unit_id,Вердикт\n1.1,Roads,U01,yes\n' >answers.csv
  route complete answers.csv
  [ "$status" -eq 0 ]
  [ "$stderr" = "uprava-route: columns that say nothing to complete: Вердикт" ]
}
