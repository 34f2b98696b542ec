#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

score() { run --separate-stderr "$@"; }

# An instrument of a test's own: one reversed statement, a choice by points, a choice by key.
instrument() {
  cat >i.json <<'END'
{"id": "i", "likert": {"1": "no", "2": "perhaps", "3": "yes"}, "rules": {"missing": "zero", "missing_max": 1, "maximum": 9},
 "scales": [{"id": "will", "title_ru": "Воля", "title_en": "Will"}], "cut_score": 5,
 "items": [{"id": "a", "type": "likert", "scale": "will"}, {"id": "b", "type": "likert", "scale": "will", "reverse": true},
  {"id": "c", "type": "multi", "options": {"x": "", "y": "", "z": ""}, "points": {"x": 2, "y": 1, "z": 1}, "cap": 3},
  {"id": "d", "type": "single", "options": {"x": "", "y": ""}, "key": "y", "points": 2}, {"id": "e", "type": "open"}]}
END
}

@test "every kind of item gives the points its rule says" {
  instrument
  printf 'employee_id,a,b,c,d,e\nE1,3,1,x|y|z,y,text\nE2,1,3,z,x,\nE3,2,,y,y,\n' >a.csv
  score uprava-attest score --instrument i.json a.csv
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "employee_id,will,total,percent,passed,flags" ]
  [ "${lines[1]}" = "E1,4,9,100,true," ]
  [ "${lines[2]}" = "E2,0,1,11.111111,false," ]
  [ "${lines[3]}" = "E3,1,4,44.444444,false,missing:1" ]
  [ "$stderr" = "uprava-attest: people: 3; scored: 3; passed: 1" ]
}

@test "of several answers the last submitted counts, whatever the order of rows" {
  instrument
  printf 'employee_id,submitted_at,a,b,c,d\nE1,2023-02-02T10:00,3,1,x,y\nE1,2023-02-01,1,3,z,x\n' >a.csv
  score uprava-attest score --instrument i.json a.csv
  [ "${lines[1]}" = "E1,4,8,88.888889,true,repeated:1" ]
  [[ "$stderr" == *"answered again, the last counts: 1"* ]]
  { head -1 a.csv; tail -n +2 a.csv | tac; } >b.csv
  [ "$(uprava-attest score -q --instrument i.json b.csv)" = "$output" ]
}

@test "an unknown code is a missing answer, and too many leave the employee without points" {
  instrument
  printf 'employee_id,a,b,c,d\nE1,4,1,x,y\nE2,9,,x,y\n' >a.csv
  score uprava-attest score -q --instrument i.json a.csv
  [ "${lines[1]}" = "E1,2,6,66.666667,true,missing:1|invalid:1" ]
  [ "${lines[2]}" = "E2,,,,false,not_scored|missing:2|invalid:1" ]
}

@test "a column for an item that the table lacks is an error that names it" {
  instrument
  printf 'employee_id,a,b,c\nE1,1,1,x\n' >a.csv
  score uprava-attest score --instrument i.json a.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [[ "$stderr" == *"a.csv:1: d: "* ]]
}

@test "an instrument whose rules are only in words is refused" {
  score uprava-attest score --instrument "$CITY/instruments/willingness.json" "$CITY/responses_willingness.csv"
  [ "$status" -eq 3 ]
  [[ "$stderr" == *"willingness.json:1: rules: how missing answers count is not stated" ]]
}

@test "an instrument whose maximum is not what its items add up to is refused" {
  instrument
  sed 's/"maximum": 9/"maximum": 10/' i.json >j.json
  printf 'employee_id,a,b,c,d\n' >a.csv
  score uprava-attest score --instrument j.json a.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *"the maximum is stated as 10, and the items add up to 9" ]]
}

@test "an instrument's mistake is found at its line, with what may have been meant" {
  instrument
  sed 's/"reverse"/"revers"/' i.json >j.json
  score uprava-attest score --instrument j.json /dev/null
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'j.json:3: "revers": unknown member (did you mean "reverse"?)' ]]
}

@test "an unknown instrument is an error of the system's files, with the names" {
  score uprava-attest score --instrument willingnes "$CITY/responses_willingness.csv"
  [ "$status" -ne 0 ]
  [ -z "$output" ]
}

# selection.csv and README.md of the city: computed by the city's own generator, not by us.
@test "the city: 126 pass willingness, of the 609 whose answers are complete enough" {
  score uprava-attest score --instrument willingness "$CITY/responses_willingness.csv"
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 615 ]
  [[ "$stderr" == *"people: 614; scored: 609; passed: 126; answered again, the last counts: 4; the same answer throughout: 6" ]]
}

@test "the city: the means of the training tests are 10.0 and 14.0, and differ by 4.03" {
  for t in pre post; do
    uprava-attest score -q --instrument training "$CITY/training_$t.csv" |
      awk -F, 'NR > 1 { s += $2 } END { printf "%.2f ", s / (NR - 1) }'
  done >means
  echo >>means
  read -r pre post <means
  [ "$(printf '%.1f %.1f' "$pre" "$post")" = "10.0 14.0" ]
  awk -v a="$pre" -v b="$post" 'BEGIN { exit !(b - a > 4.024 && b - a < 4.036) }'
}

@test "shipped instruments score as the city's own say in words: the items are the same" {
  for i in willingness competence training; do
    tr -d ' \t\n' <"$CITY/instruments/$i.json" | grep -o '"id":"[a-z0-9]*"\|"key":"[^"]*"\|"reverse":true\|"weight":[0-9]*' >theirs
    tr -d ' \t\n' <"$ROOT/share/instruments/$i.json" | sed 's/"scales":\[[^]]*\]//' |
      grep -o '"id":"[a-z0-9]*"\|"key":"[^"]*"\|"reverse":true\|"weight":[0-9]*' >ours
    [ "$(wc -l <ours)" -gt 20 ]
    cmp theirs ours
  done
}

@test "a full disk is an error of the system" {
  run bash -c 'uprava-attest score --instrument willingness "$1" >/dev/full' _ "$CITY/responses_willingness.csv"
  [ "$status" -eq 4 ]
}
