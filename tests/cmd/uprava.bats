#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

@test "uprava audit map is uprava-audit map" {
  run uprava audit map --help
  [ "$status" -eq 0 ]
  [ "$output" = "$(uprava-audit map --help)" ]
  [ "$(uprava help audit map)" = "$output" ]
  [ "$(uprava --lang ru audit map --help)" = "$(uprava-audit map --help --lang ru)" ]
}

@test "a name that is not ours runs uprava-NAME from PATH with the words as they stand" {
  mkdir plug
  printf '#!/bin/sh\nprintf "<%%s>" "$@"\nexit 3\n' >plug/uprava-hello
  chmod +x plug/uprava-hello
  PATH=$PWD/plug:$PATH run uprava hello "a b" --where '*'
  [ "$status" -eq 3 ]
  [ "$output" = "<a b><--where><*>" ]
}

@test "a name nobody has is a usage error with the nearest one" {
  run --separate-stderr uprava adit map
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ "$stderr" == *"unknown verb adit (did you mean audit?)"* ]]
  run uprava ../audit
  [ "$status" -eq 2 ]
}

@test "without words the page goes to standard error and the exit code is 2" {
  run --separate-stderr uprava
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ "$stderr" == *"inventory"* ]]
  run uprava --help
  [ "$status" -eq 0 ]
}

@test "schema lists the tables, and the columns of each of them, in both languages" {
  uprava schema --columns schema -t tsv | tail -n +2 >names
  [ "$(wc -l <names)" -ge 40 ]
  while read -r name; do
    uprava schema "$name" >one || false
    head -n 1 one | grep -q '^schema,field,type,' || false
  done <names
  run --separate-stderr uprava schema functins
  [ "$status" -ne 0 ]
  [[ "$stderr" == *functions* ]]
}

@test "completion names commands, verbs, options and values, through the front door too" {
  [ "$(uprava --complete au | cut -f 1)" = audit ]
  [ "$(uprava --complete audit m | cut -f 1)" = $'map\nmatrix' ]
  [ "$(uprava-audit --complete map --pow | cut -f 1)" = --powers ]
  [ "$(uprava-audit --complete map --to=j)" = $'--to=json\n--to=jsonl' ]
  for program in inventory audit route attest report; do
    [ -n "$(uprava-$program --complete '')" ]
  done
}

@test "bash completes through the programs" {
  # shellcheck disable=SC2016
  run bash -c '. "$1"; COMP_WORDS=(uprava audit map --excel --enc); COMP_CWORD=4; _uprava; printf "%s\n" "${COMPREPLY[@]}"' _ "$ROOT/completions/uprava.bash"
  [ "$output" = "--encoding" ]
}

@test "the installed tree works from where it was put, and has its pages and completions" {
  make -s -C "$ROOT" install BUILD="$BUILD" PREFIX=/usr DESTDIR="$PWD/root" CC="${CC:-cc}" >/dev/null 2>&1 || make -s -C "$ROOT" install BUILD="$BUILD" PREFIX=/usr DESTDIR="$PWD/root"
  [ -e root/usr/share/man/man1/uprava-audit.1 ]
  [ -e root/usr/share/bash-completion/completions/uprava ]
  cp "$CITY/units.csv" .
  run env -u BUILD PATH=/usr/bin:/bin root/usr/bin/uprava inventory import --schema units units.csv
  [ "$status" -eq 0 ]
  [ "$output" = "$(cat units.csv)" ]
}
