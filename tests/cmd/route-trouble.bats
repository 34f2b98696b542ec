#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What goes wrong around a store: outputs that fail, disks that are full, calls that contradict themselves.
load helper
load route

many() { awk -v n="$1" 'BEGIN { print "application_id,complete"; for (i = 1; i <= n; i++) print "N" i ",yes" }'; }

events() { uprava-route verify --columns events | tail -1; }

@test "a standard output that is closed is refused before the store changes" {
  store
  before=$(events)
  printf 'application_id,complete\nD,yes\n' >d.csv
  printf 'task_id\n1.1\n' >answers.csv
  for call in 'submit --process approval d.csv' 'complete answers.csv' 'complete --task 1.1' 'tick --now 2024-03-01' \
    'deploy earthworks-permit' 'migrate --process approval --to 1 --apply'; do
    # shellcheck disable=SC2086
    run --separate-stderr sh -c "uprava-route $call >&-"
    [ "$status" -eq 4 ]
    [ "$stderr" = "uprava-route: <stdout>: Bad file descriptor" ]
    [ "$(events)" = "$before" ]
  done
}

@test "when the account cannot be written, it is said that what was done stays, and a further run tells it" {
  store
  printf 'application_id,complete\nD,yes\nE,yes\n' >d.csv
  run --separate-stderr sh -c "uprava-route submit --process approval d.csv >/dev/full"
  [ "$status" -eq 4 ]
  [[ "$stderr" == *"<stdout>: No space left on device; what was done before stays in the store (events: 2), and a further run goes on from there" ]]
  route submit --process approval --columns application_id,status d.csv
  [ "$output" = $'application_id,status\nD,known\nE,known' ]
  run --separate-stderr sh -c "uprava-route submit --process approval d.csv >/dev/full"
  [ "$stderr" = "uprava-route: <stdout>: No space left on device" ]
  run --separate-stderr sh -c "uprava-route tick --now 2024-03-01 >/dev/full"
  [[ "$stderr" == *"(events: 8)"* ]]
}

@test "no row is told that a full disk has kept out of the store, with --rejects or without" {
  many 60000 >many.csv
  for rejects in '' '--rejects r.csv'; do
    rm -f uprava.db*
    uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null
    # shellcheck disable=SC2086
    (ulimit -f 20000; uprava-route submit --process approval $rejects many.csv 2>err || echo "code $?" >code) | cat >told
    [ "$(cat code)" = "code 4" ]
    stored=$(uprava-route cases --columns case_id | tail -n +2 | wc -l)
    [ "$stored" -gt 0 ]
    [ "$stored" -lt 60000 ]
    [ ! -s told ]
    [[ "$(cat err)" == *"(events: $stored)"* ]]
    route verify
    [ "$status" -eq 0 ]
  done
}

@test "the store is no place for the output or the rejects" {
  store
  cp uprava.db kept.db
  ln -s uprava.db link.db
  for call in 'cases -o uprava.db' 'tasks -o ./uprava.db' 'history --export xes --offset +11:00 -o link.db' 'verify -o uprava.db' \
    'tick -o uprava.db' 'rebuild -o uprava.db' 'migrate --process approval -o uprava.db' 'deliver --list all -o uprava.db' \
    'submit --process approval -o uprava.db a.csv' 'submit --process approval --rejects uprava.db a.csv' 'complete -o uprava.db --task 1.1'; do
    # shellcheck disable=SC2086
    route $call
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    cmp uprava.db kept.db
  done
}

@test "an option that would be passed over is a wrong call" {
  store
  printf 'task_id\n1.1\n' >answers.csv
  before=$(events)
  for call in '--outcome agreed answers.csv' '--actor E1 answers.csv' '--task 1.1 answers.csv' '--task 1.1 --rejects r.csv' '--task 1.1 --case 1' \
    '--task 1.1 --signal x' '--task 1.1 --message x --case 1' '--message x' '--message x --case 1 --application A' '--case 1' '--signal x --message-id 3'; do
    # shellcheck disable=SC2086
    route complete $call
    [ "$status" -eq 2 ]
    [ -z "$output" ]
  done
  [ "$(events)" = "$before" ]
}

@test "what would leave rows unchecked, or be passed over, is a wrong call in the other verbs too" {
  store
  before=$(events)
  for call in 'submit --process approval --photos . a.csv' 'submit --process approval --kind x a.csv' 'submit --process approval --refs t=a.csv a.csv' \
    'submit --process approval --seen s.csv a.csv' 'deliver --list dead --retry' 'deliver --list all --dry-run' 'deliver --list all --limit 3'; do
    # shellcheck disable=SC2086
    route $call
    [ "$status" -eq 2 ]
    [ -z "$output" ]
  done
  [ "$(events)" = "$before" ]
}

@test "a process that is not deployed has no empty list of tasks: it is named, with the nearest" {
  store
  for call in tasks cases 'tasks --as-of 2024-02-01' 'cases --status open'; do
    # shellcheck disable=SC2086
    route $call --process aproval
    [ "$status" -eq 2 ]
    [[ "$stderr" == *'no process "aproval" is deployed in this store (did you mean "approval"?)'* ]]
  done
}

@test "words on the command line that are not UTF-8 do not enter the store" {
  store
  for option in outcome actor comment; do
    route complete --task 1.1 "--$option" $'\xe4\xe0'
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"--$option: not UTF-8"* ]]
  done
}

# A database that is sound and lacks a table of ours is as strange to us as any other program's.
strange() { # VERSION
  store
  perl -0777 -pi -e 's/events/stneve/g; substr($_, 60, 4) = pack "N", '"$1" uprava.db
}

@test "the database of another program is no store, whatever version it says it is of, and stays as it is" {
  for version in 0 2 4; do
    rm -f uprava.db*
    strange $version
    cp uprava.db kept.db
    for call in tasks verify tick rebuild 'deploy earthworks-permit'; do
      # shellcheck disable=SC2086
      route $call
      [ "$status" -eq 3 ]
      [ -z "$output" ]
      [ "$stderr" = "uprava-route: uprava.db: this is no store of uprava-route (make one with deploy)" ]
    done
    cmp uprava.db kept.db
    [ ! -e uprava.db.bak2 ]
  done
}

@test "what SQLite says of a file is said in the user's language" {
  store
  head -c 9000 uprava.db >cut.db
  for pair in 'cut.db|3|база повреждена (восстановите её из копии)' 'a.csv|3|это не база данных' '.|4|это каталог'; do
    IFS='|' read -r file code words <<<"$pair"
    route tasks --lang ru --store "$file"
    [ "$status" -eq "$code" ]
    [ "$stderr" = "uprava-route: $file: $words" ]
  done
}

@test "an empty JSON list is a table without rows, through the whole pipe; an object without members is no row" {
  store
  before=$(events)
  for call in 'check --form permits' 'submit --process approval' 'submit --process approval --key number' complete 'deadline --rule 10wd'; do
    # shellcheck disable=SC2086
    run --separate-stderr sh -c "echo '[]' | uprava-route $call -t json"
    [ "$status" -eq 0 ]
    [ "$(tr -d ' \n' <<<"$output")" = "[]" ]
    [ -z "$stderr" ]
    run --separate-stderr sh -c "echo '[{}]' | uprava-route $call"
    [ "$status" -eq 3 ]
    [ "$stderr" = "uprava-route: <stdin>:1: an object without members is no row" ]
    run --separate-stderr sh -c "echo '[1,2]' | uprava-route $call"
    [ "$status" -eq 3 ]
    [ "$stderr" = "uprava-route: <stdin>:1: a row is a JSON object" ]
  done
  [ "$(events)" = "$before" ]
}
