#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

@test "the history of a case is its events in order, from its start to its end" {
  store
  route history 2 --columns case_id,kind,at,node,flow
  [ "$status" -eq 0 ]
  [ "$output" = "case_id,kind,at,node,flow
2,case_started,2024-01-15T09:00,received,
2,moved,2024-01-15T09:00,complete,f-in
2,passed,2024-01-15T09:00,complete,
2,moved,2024-01-15T09:00,returned,f-back
2,ended,2024-01-15T09:00,returned,
2,case_ended,2024-01-15T09:00,returned," ]
  [ -z "$stderr" ]
}

@test "the history of all is that of each case and of the store, numbered without a gap" {
  store
  uprava-route history >all
  [ "$(tail -n +2 all | cut -d, -f1 | uniq)" = "$(seq 4)" ]
  awk -F, 'NR > 1 { if ($2 != ($1 == seq ? step + 1 : 1)) exit 1; seq = $1; step = $2 }' all
  { head -1 all; sed -n 2p all; for case in 1 2 3; do uprava-route history $case | tail -n +2; done; } >parts
  cmp all parts
  [[ "$(sed -n 2p all)" == 1,1,0,deployed,* ]]
}

@test "a case that is not there is an error, and what is no number is a usage error" {
  store
  route history 9
  [ "$status" -eq 3 ]
  [ "$stderr" = "uprava-route: there is no case 9" ]
  [ -z "$output" ]
  for n in 0 -1 x 1.1; do
    route history -- $n
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"a case's number is expected: $n"* ]]
  done
}

@test "the same commands at the same moments give the same history" {
  store
  uprava-route history >first
  rm uprava.db*
  store
  uprava-route history >second
  cmp first second
}
