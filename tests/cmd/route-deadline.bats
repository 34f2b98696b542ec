#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

deadline() { run --separate-stderr uprava-route deadline -q "$@"; }

@test "the table of cases that were checked by hand comes out as it says" {
  uprava-route deadline -q --columns case_id,due_at "$DATA/deadlines.csv" >ours
  uprava-inventory import --schema any --columns case_id,expected "$DATA/deadlines.csv" | sed 1s/expected/due_at/ >theirs
  [ "$(wc -l <theirs)" -gt 150 ]
  diff theirs ours
}

# The yearly norms of working time, as published by the ministry of labour: working days, and hours at 40 a week.
@test "every year of the calendar has as many working days and hours as the norm says" {
  cat >norm <<'N'
2012,249,1986
2013,247,1970
2014,247,1970
2015,247,1971
2016,247,1974
2017,247,1973
2018,247,1970
2019,247,1970
2020,248,1979
2021,247,1972
2022,247,1973
2023,247,1973
2024,248,1979
2025,247,1972
2026,247,1972
N
  # each working day is the first one after the day before it
  { echo received_at; seq 0 5478 | sed 's/.*/2012-01-01 + & days/' | date -u -f - +%F; } >days.csv
  uprava-route deadline -q --rule 1wd --calendar ru-2027-draft --columns due_at days.csv | tail -n +2 | sort -u | cut -c1-4 | uniq -c >worked
  short() { grep -c "^$1-.*,short," "$ROOT/share/calendars/ru.csv"; }
  while read -r days year; do
    [ "$year" = 2027 ] || echo "$year,$days,$((days * 8 - $(short "$year")))"
  done <worked >ours
  diff norm ours
}

@test "columns pass through as they came; due_at, skipped and why follow" {
  printf 'case,received_at,rule,note\n7,20.02.2024,10 рабочих дней,"a, b"\n' >r.csv
  deadline r.csv
  [ "$status" -eq 0 ]
  [ "$output" = 'case,received_at,rule,note,due_at,skipped,why
7,20.02.2024,10 рабочих дней,"a, b",2024-03-06,5,"working days: 10, from 2024-02-21; not counted: 2024-02-23 (Defender of the Fatherland Day), 2024-02-24–25, 2024-03-02–03 (weekend)"' ]
}

@test "why is in Russian under --lang ru, and says what moved the last day" {
  printf 'received_at\n2024-02-07\n' >r.csv
  deadline --lang ru --rule gk-days --columns why r.csv
  [ "$output" = 'why
"ГК РФ: дней: 10, с 08.02.2024; последний день нерабочий: 17–18.02.2024 (выходные); срок перенесён на 19.02.2024 (ГК РФ, ст. 193)"' ]
}

@test "days skipped over the end of a month are told in full" {
  printf 'received_at\n2025-05-30\n' >r.csv
  deadline --rule 1wd --columns why r.csv
  [ "${lines[1]}" = '"working days: 1, from 2025-05-31; not counted: 2025-05-31–2025-06-01 (weekend)"' ]
  deadline --lang ru --rule 1wd --columns why r.csv
  [ "${lines[1]}" = '"рабочих дней: 1, с 31.05.2025; не считаются: 31.05.2025–01.06.2025 (выходные)"' ]
}

@test "a year that no calendar knows is an error with its place and the file to extend; a calendar laid over it helps" {
  printf 'received_at,rule\n2026-12-01,5wd\n2026-12-25,10wd\n' >r.csv
  deadline r.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [[ "${stderr_lines[0]}" == 'uprava-route: r.csv:3: received_at: "2026-12-25": no calendar knows the year 2027 (add its days to '*'/calendars/ru.csv, '* ]]
  deadline --columns due_at --calendar ru-2027-draft r.csv
  [ "$status" -eq 0 ]
  [ "$output" = $'due_at\n2026-12-08\n2027-01-19' ]
}

@test "a region's calendar adds days off and does not make a year known" {
  printf 'date,kind,title_ru\n2025-03-31,off,Ураза-байрам\n2027-03-10,off,Ураза-байрам\n' >region.csv
  printf 'received_at\n2025-03-28\n' >r.csv
  deadline --rule 1wd --columns due_at,why r.csv
  [ "${lines[1]}" = '2025-03-31,"working days: 1, from 2025-03-29; not counted: 2025-03-29–30 (weekend)"' ]
  deadline --rule 1wd --calendar region.csv --columns due_at,why r.csv
  [ "${lines[1]}" = '2025-04-01,"working days: 1, from 2025-03-29; not counted: 2025-03-29–30 (weekend), 2025-03-31 (Ураза-байрам)"' ]
  UPRAVA_CALENDAR=:ru-president:./region.csv deadline --rule 1wd --columns due_at r.csv
  [ "${lines[1]}" = 2025-04-01 ]
  printf 'received_at\n2027-03-08\n' >r.csv
  deadline --rule 1wd --calendar region.csv r.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *"no calendar knows the year 2027"* ]]
}

@test "while the clock stands nothing is due, and why says since when" {
  printf 'received_at,stops\n2024-01-09,2024-01-15/2024-01-20|2024-01-25/\n' >r.csv
  deadline --rule 10wd --columns due_at,why r.csv
  [ "${lines[1]}" = ',"working days: 10, from 2024-01-10; the clock stands since 2024-01-25"' ]
}

@test "what is ambiguous or wrong in a row is refused with its place, the rest goes on" {
  cat >r.csv <<'R'
received_at,registered_at,rule,stops,extension
03/04/2024,,10wd,,
2024-02-30,,10wd,,
2024-03-01,2024-02-28,59fz-answer,,
2024-03-01,,59fz-anwser,,
2024-03-01,,1m,,
2024-03-01,,59fz-answer,2024-03-05/2024-03-04,
2024-03-01,,59fz-answer,,31
2024-03-01,,10wd,,1 month
2024-03-01,,210fz-complaint,,1
2001-03-01,,59fz-answer,,
,,10wd,,
2024-03-01,2024-03-04,59fz-answer,,P30D
R
  deadline --rejects bad.csv --columns due_at r.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'due_at\n2024-05-03' ]
  [ "$(uprava-inventory import --schema any --columns line,column,reason -t tsv bad.csv)" = "line	column	reason
2	received_at	it can be read as 2024-04-03 or as 2024-03-04 (write 2024-03-15 or 15.03.2024)
3	received_at	a time is expected (2024-03-15T09:30)
4	registered_at	registered before it was received
5	rule	neither a rule nor a term (did you mean \"59fz-answer\"?)
6	rule	months or minutes? (write 1mo or PT1M)
7	stops	stops are FROM/TO parted by |, as in 2024-01-10/2024-01-15
8	extension	the rule can be extended by 30 at most
9	extension	a number in units of the term is expected
10	extension	the rule knows no extension
11	rule	no edition of this rule holds on that day
12	received_at	the cell must not be empty" ]
}

@test "skipped counts the days of the term that were not counted: off, stood, or rolled over" {
  cat >r.csv <<'R'
received_at,rule,stops
2024-02-20,10wd,
2024-07-01,P10D,
2024-07-01,P10D,2024-07-03/2024-07-06
2024-07-01,P13D,
2024-07-01,P1M,2024-07-10/2024-07-12
2024-07-03,P1M,2024-07-01/2024-07-05
2024-06-03,10wd,2024-06-06/2024-06-14
2024-07-01T10:00,PT90H,
R
  deadline --columns rule,due_at,skipped r.csv
  [ "$output" = 'rule,due_at,skipped
10wd,2024-03-06,5
P10D,2024-07-11,0
P10D,2024-07-15,4
P13D,2024-07-15,1
P1M,2024-08-05,4
P1M,2024-08-05,2
10wd,2024-06-25,12
PT90H,2024-07-05T04:00,0' ]
}

@test "an extension of one row says nothing of the next" {
  printf 'received_at,extension\n2024-06-03,\n2024-06-03,10\n2024-06-03,\n2024-06-03,15\n' >r.csv
  deadline --rule 8fz-answer --columns due_at r.csv
  [ "$output" = $'due_at\n2024-07-03\n2024-07-12\n2024-07-03\n2024-07-18' ]
}

@test "an extension is in units of the rule, or a term of that unit" {
  printf 'id,amount,unit,roll,extension\nw,2,week,none,2\n' >my.csv
  printf 'received_at,extension\n2024-06-03,1\n2024-06-03,P3D\n2024-06-03,2 weeks\n' >r.csv
  deadline --rules my.csv --rule w --columns due_at r.csv
  [ "$output" = $'due_at\n2024-06-24\n2024-06-20\n2024-07-01' ]
  printf 'received_at,extension\n2024-06-03,15d\n' >r.csv
  deadline --rules my.csv --rule w --columns due_at r.csv
  [ "$status" -eq 3 ]
}

@test "a rule counts from registration where its day is given, and says so where it is not" {
  printf 'received_at,registered_at\n2024-03-01,2024-03-04\n2024-03-01,\n' >r.csv
  deadline --rule 59fz-answer --columns due_at,why r.csv
  [ "$output" = 'due_at,why
2024-04-03,"59-ФЗ: days: 30, from 2024-03-05"
2024-03-29,"59-ФЗ: days: 30, from 2024-03-02; the last day is off: 2024-03-30–31 (weekend); moved back to 2024-03-29 (по правилам органов); no registered_at, counted from receipt"' ]
  run --separate-stderr uprava-route deadline --rule 59fz-answer r.csv
  [[ "$stderr" == *"what counts from registration was counted from receipt there"* ]]
}

@test "--roll decides over the rule where a last day that is off goes" {
  printf 'received_at\n2024-03-01\n' >r.csv
  for roll in none:2024-03-31 next:2024-04-01 prev:2024-03-29 rule:2024-03-29; do
    deadline --rule 59fz-answer --roll "${roll%:*}" --columns due_at r.csv
    [ "${lines[1]}" = "${roll#*:}" ]
  done
}

@test "rules of one's own join the shipped ones, and one of the same id replaces it; editions go by the day" {
  cat >my.csv <<'M'
id,amount,unit,since,starts,roll,extension,valid_from,valid_to
permit-earthworks,7,workday,registration,next_day,none,,,
local,5,day,receipt,same_day,none,,,2024-06-30
local,10,day,receipt,same_day,none,,2024-07-01,
M
  printf 'received_at,rule\n2024-03-01,permit-earthworks\n2024-06-30,local\n2024-07-01,local\n2024-07-01,59fz-forward\n' >r.csv
  deadline --rules my.csv --columns due_at r.csv
  [ "$output" = $'due_at\n2024-03-13\n2024-07-04\n2024-07-10\n2024-07-08' ]
  printf 'local,10,day,receipt,same_day,none,,2024-06-01,\n' >>my.csv
  deadline --rules my.csv r.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'my.csv:5: id: "local" is there twice for the same time (line 4)'* ]]
}

@test "the answers do not depend on which rows came before" {
  uprava-route deadline -q "$DATA/deadlines.csv" | tail -n +2 | sort >straight
  { head -n 1 "$DATA/deadlines.csv"; tail -n +2 "$DATA/deadlines.csv" | tac; tail -n +2 "$DATA/deadlines.csv"; } >twice.csv
  uprava-route deadline -q twice.csv | tail -n +2 | sort | uniq -c | awk '{ print $1 }' | sort -u >counts
  [ "$(cat counts)" = 2 ]
  uprava-route deadline -q twice.csv | tail -n +2 | sort -u | cmp - straight
}

@test "a Windows-1251 table with semicolons is read by its Russian headers" {
  printf 'Номер;Дата поступления;Срок\n1;20.02.2024;10 рабочих дней\n' | iconv -t cp1251 >r.csv
  deadline --columns due_at r.csv
  [ "$output" = $'due_at\n2024-03-06' ]
}

@test "the shipped rules and calendars keep to their schemas" {
  uprava-inventory import --schema rules "$ROOT/share/calendars/terms.csv" >rules
  [ "$(wc -l <rules)" -gt 25 ]
  for calendar in ru ru-president ru-2027-draft; do
    uprava-inventory import --schema calendar "$ROOT/share/calendars/$calendar.csv" >/dev/null
  done
}

@test "what --rule says is no row's fault: a wrong call, whatever the rows are" {
  printf 'received_at\n2024-01-15\n2024-01-16\n' >a.csv
  for pair in '59fz-anwser|did you mean "59fz-answer"?' '30|P5D, 10wd' '|P5D, 10wd' 'P-5D|P5D, 10wd' '1m|months or minutes?'; do
    run --separate-stderr uprava-route deadline --rule "${pair%%|*}" a.csv
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == "uprava-route deadline: --rule \"${pair%%|*}\": "*"${pair#*|}"* ]]
  done
}
