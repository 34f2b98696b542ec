#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

counts() { uprava-route rebuild "$@" --columns table,differing; }

@test "what is kept is what the events say, on a store with every kind of thing in it" {
  everything
  route rebuild --check
  [ "$status" -eq 0 ]
  [ "$(cut -d, -f1,3,4 <<<"$output")" = $'table,differing,first\ncases,0,\ntasks,0,\nwaits,0,\napplicants,0,' ]
  [ "$(awk -F, 'NR > 1 && $2 > 0' <<<"$output" | wc -l)" -eq 4 ]
  for kind in task_created timer_fired late message_received signal_received multi_started scope_entered clock_stopped service_asked migrated \
    task_cancelled joined case_ended data_set; do
    uprava-route history --columns kind | grep -qx $kind
  done
}

@test "made anew, the tables are the same, row by row" {
  everything
  for verb in cases tasks history; do uprava-route $verb >$verb.before; done
  route rebuild
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  for verb in cases tasks history; do
    [ "$(wc -l <$verb.before)" -gt 10 ]
    uprava-route $verb | cmp - $verb.before
  done
  [ "$(counts --check)" = $'table,differing\ncases,0\ntasks,0\nwaits,0\napplicants,0' ]
  # and the cases move on as if nothing had been
  uprava-route tick --now 2024-07-01 >/dev/null
  [ "$(uprava-route verify --columns status | tail -1)" = ok ]
}

@test "a store that is not there, and one that is no store" {
  route rebuild --check
  [ "$status" -eq 4 ]
  printf 'id\n' >plain.csv
  route rebuild --store plain.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
}
