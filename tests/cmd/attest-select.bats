#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

people() {
  cat >p.csv <<'END'
employee_id,sector,total,passed
E1,roads,9,true
E2,roads,8,true
E3,roads,7,true
E4,homes,6,true
E5,homes,5,true
E6,law,4,true
E7,law,3,false
E8,law,,false
END
}

sel() { run --separate-stderr uprava-attest select -q "$@"; }
chosen() { awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "selected") c = i } $c == "true" { printf "%s ", $1 }'; }

@test "without limits the best are selected, and every person is told why" {
  people
  sel --top 2 p.csv
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "employee_id,sector,total,passed,selected,stage,reason,margin" ]
  [ "${lines[1]}" = "E1,roads,9,true,true,1,rank 1; places: 2,2" ]
  [ "${lines[2]}" = "E2,roads,8,true,true,1,rank 2; places: 2,1" ]
  [ "${lines[3]}" = "E3,roads,7,true,false,,rank 3; places: 2; below the line,-1" ]
  [ "${lines[7]}" = "E7,law,3,false,false,,the cut score was not passed," ]
  [ "${lines[8]}" = "E8,law,,false,false,,no score," ]
}

@test "a maximum of every group frees places for others" {
  people
  sel --top 3 --by sector --max 1 p.csv
  [ "$(echo "$output" | chosen)" = "E1 E4 E6 " ]
  [[ "$output" == *"E2,roads,8,true,false,,rank 2: roads is full (at most 1),-1"* ]]
  [[ "$output" == *"E6,law,4,true,true,1,rank 6; places: 3; better ranked groups are full,"* ]]
}

@test "a group's minimum takes the place of the last, who is told so" {
  people
  sel --top 3 --by sector --min law=1 p.csv
  [ "$(echo "$output" | chosen)" = "E1 E2 E6 " ]
  [[ "$output" == *"E6,law,4,true,true,1,rank 6: the minimum of law (1),"* ]]
  [[ "$output" == *"E3,roads,7,true,false,,rank 3: the place is kept for another group's minimum,-1"* ]]
}

@test "a minimum that the group cannot meet is said, and gives exit 1" {
  people
  run --separate-stderr uprava-attest select --top 3 --by sector --min law=2 p.csv
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"law: the minimum is 2, candidates are short by 1"* ]]
  [ "$(echo "$output" | chosen)" = "E1 E2 E6 " ]
}

@test "of equal scores the smaller number is selected, whatever the order of rows" {
  printf 'employee_id,total\nB,5\nA,5\nC,5\n' >p.csv
  sel --top 2 p.csv
  [ "$(echo "$output" | chosen)" = "A B " ]
  [[ "$output" == *"C,5,false,,rank 3; places: 2; below the line,0"* ]]
}

@test "stages choose from one another, with names and limits of their own" {
  people
  printf 'employee_id,total,passed\nE1,1,false\nE2,2,true\nE3,3,true\nE4,9,true\n' >c.csv
  sel --stages long=4,short=1 --by sector --max 3,1 --score total,second.total --join second=c.csv p.csv
  [ "$(echo "$output" | chosen)" = "E4 " ]
  [[ "$output" == *"E4,homes,6,true,9,true,true,short,short: rank 1; places: 1,6"* ]]
  [[ "$output" == *"E1,roads,9,true,1,false,false,long,short: the cut score was not passed,"* ]]
  [[ "$output" == *"E5,homes,5,true,,,false,,long: rank 5; places: 4; below the line,-1"* ]]
}

@test "excluded people are not selected, by a column of the staff table" {
  people
  printf 'employee_id,exempt\nE1,pregnant\nE2,over_60\n' >s.csv
  sel --top 1 --people s.csv --exclude exempt=pregnant p.csv
  [ "$(echo "$output" | chosen)" = "E2 " ]
  [[ "$output" == *"excluded: exempt=pregnant"* ]]
}

@test "shuffled rows give the same selection" {
  people
  uprava-attest select -q --top 4 --by sector --max 2 --min law=1 p.csv >a
  { head -1 p.csv; tail -n +2 p.csv | tac; } >r.csv
  uprava-attest select -q --top 4 --by sector --max 2 --min law=1 r.csv >b
  cmp a b
}

@test "what the command was asked wrongly is a usage error with a hint" {
  people
  sel p.csv
  [ "$status" -eq 2 ]
  sel --top 2 --by sectr p.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'no column "sectr" (did you mean "sector"?)'* ]]
  sel --top 2 --by sector --max raods=1 p.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'no group "raods"'*'did you mean "roads"'* ]]
  sel --top 2 --by sector --min 1 p.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"the minima of all groups add up to 3, and there are 2 places"* ]]
  sel --stages 1,2 p.csv
  [ "$status" -eq 2 ]
  [ -z "$output" ]
}

@test "an employee who stands twice is an error that names both lines" {
  printf 'employee_id,total\nA,5\nB,1\nA,6\n' >p.csv
  sel --top 1 p.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'p.csv:4: employee_id: "A" stands already in line 2'* ]]
}

@test "a score that is no number is an error of its row" {
  printf 'employee_id,points2\nA,five\n' >p.csv
  sel --top 1 --score points2 p.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'p.csv:2: points2: "five" is not a number'* ]]
}

# selection.csv was made by the city's own generator under the rules its README states.
@test "the city: 614 to 120 to 100 to 30, each person and stage as the city's selection has them" {
  uprava-attest score -q --instrument willingness "$CITY/responses_willingness.csv" -o w.csv
  uprava-attest score -q --instrument competence "$CITY/responses_competence.csv" -o c.csv
  run --separate-stderr uprava-attest select --stages shortlist=100,expert_group=30 --score total,competence.total \
    --join competence=c.csv --people "$CITY/staff.csv" --by sector --max 8,3 \
    --exclude exempt=maternity_leave --exclude exempt=pregnant w.csv --columns employee_id,sector,total,competence.total,stage
  [ "$status" -eq 0 ]
  [[ "$stderr" == *"shortlist: candidates: 120; places: 100; selected: 100"* ]]
  [[ "$stderr" == *"expert_group: candidates: 35; places: 30; selected: 30"* ]]
  # their points have one decimal, so ours are compared within half of one
  echo "$output" | awk -F, 'NR > 1 && $5 != ""' | sort >ours
  tail -n +2 "$CITY/selection.csv" | sort >theirs
  [ "$(wc -l <theirs)" -eq 100 ]
  paste -d, ours theirs | awk -F, 'function far(a, b) { return a - b > 0.0501 || b - a > 0.0501 }
    $1 != $6 || $2 != $7 || $5 != $10 || far($3, $8) || far($4, $9) { print; bad = 1 } END { exit bad }'
  [ "$(wc -l <ours)" -eq 100 ]
}
