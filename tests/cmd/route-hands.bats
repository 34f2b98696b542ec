#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Several processes at once on one store: everything is done once, whoever does it, and nobody is turned away.
load helper
load route

prepare() {
  export UPRAVA_NOW=2024-01-15T09:00
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
  { echo application_id,complete; seq -f 'A%g,yes' 3000; } >a.csv
}

# Runs the command in four processes; each one's exit code and output lie in code.N and out.N.
four() {
  local i
  for i in 1 2 3 4; do
    { "$@" >"out.$i" 2>"err.$i"; echo $? >"code.$i"; } &
  done
  wait
  [ "$(sort -u code.[1-4])" = 0 ] || { cat err.[1-4]; false; }
}

@test "applications submitted by four processes become one case each" {
  prepare
  four uprava-route submit -q --process approval a.csv
  [ "$(cut -d, -f4 out.[1-4] | sort | uniq -c | tr -s ' ')" = $' 9000 known\n 3000 open\n 4 status' ]
  [ "$(uprava-route cases --columns application_id | sort -u | wc -l)" -eq 3001 ]
}

@test "answers given by four processes are recorded once" {
  prepare
  uprava-route submit -q --process approval a.csv >/dev/null
  uprava-route tasks --columns task_id | sed '1s/.*/task_id,outcome/; 1!s/$/,agreed/' >answers.csv
  four uprava-route complete -q answers.csv
  [ "$(cut -d, -f3 out.[1-4] | sort | uniq -c | tr -s ' ')" = $' 6000 completed\n 18000 repeated\n 4 status' ]
  [ "$(uprava-route tasks --columns activity | sort | uniq -c | tr -s ' ')" = $' 3000 Decide\n 1 activity' ]
  run -0 uprava-route rebuild --check
}

@test "timers fired by four processes fire once" {
  prepare
  uprava-route submit -q --process approval a.csv >/dev/null
  export UPRAVA_NOW=2024-01-19T09:00
  four uprava-route tick -q
  [ "$(cat out.[1-4] | grep -c roads-late)" -eq 3000 ]
  [ "$(uprava-route tasks --columns activity | grep -c 'Remind roads')" -eq 3000 ]
  run -0 uprava-route verify
}

@test "submitting, answering and firing at once" {
  prepare
  head -1001 a.csv >first.csv
  uprava-route submit -q --process approval first.csv >/dev/null
  uprava-route tasks --columns task_id | sed '1s/.*/task_id,outcome/; 1!s/$/,agreed/' >answers.csv
  uprava-route submit -q --process approval a.csv >out.1 &
  uprava-route complete -q answers.csv >out.2 &
  uprava-route tick -q --now 2024-01-19T09:00 >out.3 &
  wait
  [ "$(uprava-route cases | wc -l)" -eq 3001 ]
  [ "$(grep -c completed out.2)" -eq 2000 ]
  run -0 uprava-route verify
  [[ "$output" == *"ok,"*",ok,"* ]]
}
