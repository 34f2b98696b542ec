#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

# The words of the store's file, altered in place: no tool beside the store is needed. FROM and TO are of one length.
alter() { # FROM TO
  [ "$(LC_ALL=C grep -aoF "$1" uprava.db | wc -l)" -ge 1 ]
  LC_ALL=C sed -i "s/$1/$2/g" uprava.db
}

answered() {
  store
  uprava-route complete --task 1.1 --outcome agreed --actor E0042 --comment xylophone >/dev/null
  uprava-route complete --task 1.3 --outcome agreed --actor E0043 >/dev/null
}

@test "a whole chain is ok: how many events, and the last hash" {
  answered
  route verify
  [ "$status" -eq 0 ]
  n=$(uprava-route history --columns seq | tail -1)
  head=$(uprava-route history --columns hash | tail -1)
  [ "$output" = $'status,events,altered,head,tables,detail\n'"ok,$n,,$head,ok," ]
  [ -z "$stderr" ]
}

@test "an event whose text was altered is found, with the last good hash before it" {
  answered
  alter '"comment":"xylophone"' '"comment":"accordion"'
  seq=$(uprava-route history --columns seq,detail | sed -n 's/,.*accordion.*//p')
  route verify
  [ "$status" -eq 1 ]
  [ "$output" = $'status,events,altered,head,tables,detail\n'"altered,$seq,$seq,$(uprava-route history --columns seq,hash | sed -n "s/^$((seq - 1)),//p" | tail -1),," ]
}

@test "an altered actor is found too" {
  answered
  seq=$(uprava-route history --columns seq,actor | sed -n 's/,E0042//p')
  LC_ALL=C sed -i 's/E0042/E0099/g' uprava.db
  route verify
  [ "$status" -eq 1 ]
  [[ "${lines[1]}" == "altered,$seq,$seq,"* ]]
}

@test "an altered hash is found at its own event" {
  answered
  hash=$(uprava-route history --columns seq,hash | sed -n 's/^5,//p' | tail -1)
  hash=$hash perl -0777 -pi -e 'BEGIN { $h = pack("H*", $ENV{hash}) } s/\Q$h\E/reverse $h/e' uprava.db
  route verify
  [ "$status" -eq 1 ]
  [[ "${lines[1]}" == "altered,5,5,"* ]]
}

@test "a deployed text that was altered is found at its deployment" {
  store
  LC_ALL=C sed -i 's/name="Decide"/name="Decade"/g' uprava.db
  route verify --columns status,altered,tables,detail
  [ "$status" -eq 1 ]
  [[ "${lines[1]}" == 'altered,1,,"what was deployed is another text now: {""process"":""approval"",""version"":1,'* ]]
}

@test "rows that are not what the events say are told by the first" {
  store
  LC_ALL=C sed -i 's/U01\(.\{0,24\}\)Roads/U09\1Roads/g' uprava.db
  route verify --columns status,altered,tables,detail
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = "differs,,differs,tasks: 1.1: the row is missing" ]
}

@test "an index that hides a timer from those who look for it is told, and rebuild makes it anew" {
  store
  perl -0777 -pi -e 's/\x04\x04\x01\x01\x65(...)\x03\x03/\x04\x04\x01\x01\x75$1\x03\x03/s or die' uprava.db
  cp uprava.db hidden.db
  [ "$(uprava-route tick --store hidden.db --now 2024-01-18T09:00 --columns case_id)" = $'case_id\n1' ]
  route verify --columns status,altered,tables,detail
  [ "$status" -eq 1 ]
  [[ "${lines[1]}" == "differs,,differs,the file is damaged: row "*" missing from index cases_due" ]]
  uprava-route rebuild >/dev/null
  route verify
  [ "$status" -eq 0 ]
  [ "$(uprava-route tick --now 2024-01-18T09:00 --columns case_id)" = $'case_id\n1\n3' ]
}

@test "a message that is not what the events asked for is told, and rebuild leaves it alone" {
  everything
  alter '2024-04-25T10:00' '2024-04-25T11:00'
  for verb in verify rebuild verify; do
    route $verb
    [ "$status" -eq 1 ]
    [[ "$output" == *"8: check-application: no such message is there"* ]]
  done
}

@test "a store without events is whole" {
  uprava-route deploy "$DATA/bpmn/broken.bpmn" 2>/dev/null || true
  route verify
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "ok,0,,,ok," ]
}
