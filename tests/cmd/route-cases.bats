#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

@test "each case has a row: where it stands, how it ended, its data" {
  store
  route cases
  [ "$status" -eq 0 ]
  [ "$output" = 'case_id,process,version,application_id,status,outcome,started_at,ended_at,open_tasks,due_at,applicants,data
1,approval,1,A,open,,2024-01-15T09:00,,2,2024-01-20T09:00,1,"{""application_id"":""A"",""complete"":""yes""}"
2,approval,1,B,ended,Returned,2024-01-15T09:00,2024-01-15T09:00,0,,1,"{""application_id"":""B"",""complete"":""no""}"
3,approval,1,C,open,,2024-01-15T09:00,,2,2024-01-20T09:00,1,"{""application_id"":""C"",""complete"":""yes""}"' ]
  [ -z "$stderr" ]
}

@test "--status and --process choose, and the parts make up the whole" {
  store
  uprava-route cases --columns application_id | tail -n +2 >all
  { uprava-route cases --status open --columns application_id | tail -n +2
    uprava-route cases --status ended --columns application_id | tail -n +2; } | sort >parts
  cmp all parts
  route cases --status ended --columns application_id
  [ "$output" = $'application_id\nB' ]
  route cases --status all --process approval --columns application_id
  [ "$output" = $'application_id\nA\nB\nC' ]
  uprava-route deploy earthworks-permit >/dev/null
  route cases --process earthworks-permit --columns application_id
  [ "$output" = application_id ]
}

@test "the store is --store, else UPRAVA_STORE, else uprava.db" {
  store
  mv uprava.db s.db
  route cases --store s.db --columns application_id
  [ "${#lines[@]}" -eq 4 ]
  UPRAVA_STORE=s.db route cases --columns application_id
  [ "${#lines[@]}" -eq 4 ]
  route cases
  [ "$status" -ne 0 ]
  [ -z "$output" ]
  [[ "$stderr" == *uprava.db* ]]
  [ ! -e uprava.db ]
}
