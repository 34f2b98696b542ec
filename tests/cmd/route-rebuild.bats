#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

counts() { uprava-route rebuild "$@" --columns table,differing; }

@test "what is kept is what the events say, on a store with every kind of thing in it" {
  everything
  route rebuild --check
  [ "$status" -eq 0 ]
  [ "$(cut -d, -f1,3,4 <<<"$output")" = $'table,differing,first\ncases,0,\ntasks,0,\nwaits,0,\napplicants,0,\noutbox,0,' ]
  [ "$(awk -F, 'NR > 1 && $2 > 0' <<<"$output" | wc -l)" -eq 5 ]
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
  [ "$(counts --check)" = $'table,differing\ncases,0\ntasks,0\nwaits,0\napplicants,0\noutbox,0' ]
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

# The page of the events as it lies in an older copy FILE of the store: the events since then are gone, and nothing else.
cut_events() { # FILE
  perl -e 'local $/; open my $f, "<:raw", shift; my @old = unpack "(a8192)*", <$f>;
    open my $g, "+<:raw", "uprava.db"; my @now = unpack "(a8192)*", <$g>;
    my ($i) = grep { $now[$_] =~ /sha256.*submitted|submitted.*sha256/s } 0 .. $#now;
    seek $g, $i * 8192, 0; print $g $old[$i]' "$1"
}

@test "rows whose events are gone from the end are taken away, and what is left goes on" {
  store
  cp uprava.db whole.db
  printf 'application_id,complete\nD,yes\nE,yes\n' >d.csv
  uprava-route submit --process approval d.csv >/dev/null
  cut_events whole.db
  [ "$(uprava-route verify --columns status,tables | tail -1)" = differs,differs ]
  route rebuild --check --columns table,differing,first
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = "cases,2,4: no event calls for this row" ]
  [ "${lines[2]}" = "tasks,4,4.1: no event calls for this row" ]
  uprava-route rebuild >/dev/null
  [ "$(uprava-route cases)" = "$(uprava-route cases --store whole.db)" ]
  [ "$(uprava-route verify --columns status | tail -1)" = ok ]
}

@test "from altered events nothing is made anew" {
  store
  LC_ALL=C sed -i 's/"complete":"no"/"complete":"on"/g' uprava.db
  cp uprava.db kept.db
  route rebuild
  [ "$status" -eq 3 ]
  [ "$stderr" = "uprava-route: event 3 was altered: restore the store from a copy (verify says more)" ]
  [ -z "$output" ]
  cmp uprava.db kept.db
}
