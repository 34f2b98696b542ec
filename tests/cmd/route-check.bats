#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

form() {
  echo kind,field,type,required,allowed,pattern,message >f.csv
  cat >>f.csv
}

# photos_truth.csv was written by the city's own generator when it emptied the cells.
@test "the city: exactly the photos with an emptied mandatory field are refused, each by that field" {
  route check -q --form "$CITY/forms.csv" --rejects r.csv "$CITY/photos.csv"
  [ "$status" -eq 1 ]
  awk -F, 'NR > 1 && $2 != ""' "$CITY/photos_truth.csv" | tr -d '\r' >theirs
  uprava-inventory import --schema any r.csv --columns column,record | awk -F, 'NR > 1 { gsub(/"/, "", $2); print $2 "," $1 }' >ours
  [ "$(wc -l <theirs)" -eq 185 ]
  cmp ours theirs
  [ "${#lines[@]}" -eq $((1 + 1500 - 185)) ]
  [ "${lines[0]}" = "$(head -1 "$CITY/photos.csv" | tr -d '\r')" ]
}

@test "every problem of a row is told at once, in the form's own words" {
  form <<'F'
hole,depth,int,true,[1..100],,how deep?
hole,street,string,true,,^.{5}$,
hole,when,date,true,,,
F
  printf 'kind,depth,street,when\nhole,,ab,31.02.2024\nhole,5,Ленин,2024-02-29\n' >p.csv
  route check --form f.csv p.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [ "${stderr_lines[0]}" = 'uprava-route: p.csv:2: depth|street|when: "|ab|31.02.2024": a mandatory field is empty: how deep?; not of the form that is expected; a date is expected (2024-03-15 or 15.03.2024)' ]
  route check --form f.csv --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'kind,depth,street,when\nhole,5,Ленин,2024-02-29' ]
  [[ "$(cat r.csv)" == $'file,line,column,value,reason,record\np.csv,2,depth|street|when,|ab|31.02.2024,'*'"hole,,ab,31.02.2024"' ]]
}

@test "a field may be mandatory only when another has one of some values, or has not" {
  form <<'F'
permit,scheme,string,if closed=true,,,
permit,paper,string,if channel!=portal|mfc,,,
F
  cat >p.csv <<'P'
id,closed,channel,scheme,paper
1,true,portal,,
2,true,mfc,OD-1,
3,false,mfc,,
4,false,post,,
5,false,post,,yes
P
  route check --form f.csv --kind permit --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'id,closed,channel,scheme,paper\n2,true,mfc,OD-1,\n3,false,mfc,,\n5,false,post,,yes' ]
  [ "$(cut -d, -f2,3 r.csv)" = $'line,column\n2,scheme\n5,paper' ]
}

@test "a jq condition over the row decides whether a field is mandatory" {
  form <<'F'
permit,guarantee,string,"(.area | tonumber) > 100 and .kind == ""permit""",,,
F
  printf 'kind,area,guarantee\npermit,100,\npermit,100.5,\npermit,101,yes\n' >p.csv
  route check --form f.csv --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'kind,area,guarantee\npermit,100,\npermit,101,yes' ]
  [ "$(cut -d, -f2,3 r.csv)" = $'line,column\n3,guarantee' ]
}

@test "a jq condition that fails on a row names the row and the rule" {
  form <<'F'
permit,guarantee,string,(.area | tonumber) > 100,,,
F
  printf 'kind,area,guarantee\npermit,much,\n' >p.csv
  route check --form f.csv p.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *"p.csv:2: guarantee: f.csv:2: required: "* ]]
  [ -z "$output" ]
}

@test "a pattern's class holds Cyrillic letters, not their bytes, in any locale" {
  form <<'F'
car,plate,string,true,,^[АВЕКМНОРСТУХ]\d{3}[АВЕКМНОРСТУХ]{2}\d{2}$,
F
  printf 'kind,plate\ncar,А123ВС65\ncar,Ж123ВС65\ncar,A123ВС65\ncar,АВ23ВС65\n' >p.csv
  for locale in C C.UTF-8; do
    LC_ALL=$locale route check --form f.csv --rejects r.csv p.csv
    [ "$status" -eq 1 ]
    [ "$output" = $'kind,plate\ncar,А123ВС65' ]
    [ "$(cut -d, -f2 r.csv | tr '\n' ' ')" = "line 3 4 5 " ]
  done
}

@test "a reference is looked up in the table that --refs names, and passes without one" {
  form <<'F'
photo,author,ref,true,staff.employee_id,,
F
  printf 'kind,author\nphoto,E1\nphoto,E9\n' >p.csv
  printf 'employee_id\nE1\n' >staff.csv
  route check --form f.csv p.csv
  [ "$status" -eq 0 ]
  route check --form f.csv --refs staff=staff.csv p.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'p.csv:3: author: "E9": no such entry in the register'* ]]
  route check --form f.csv --refs people=staff.csv p.csv
  [ "$status" -eq 2 ]
}

@test "a kind without rules is refused with the nearest one" {
  form <<'F'
pothole,depth,int,true,,,
F
  printf 'kind,depth\npothol,5\n' >p.csv
  route check --form f.csv p.csv
  [ "$status" -eq 3 ]
  [ "${stderr_lines[0]}" = 'uprava-route: p.csv:2: kind: the form has no rules for the kind "pothol" (did you mean "pothole"?)' ]
  route check --form f.csv --kind pothol p.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'the form has no rules for the kind "pothol" (did you mean "pothole"?)'* ]]
}

@test "a rule that is none is refused with its place, before any row is read" {
  printf 'kind,depth\nhole,5\n' >p.csv
  while IFS='|' read -r rule place; do
    form <<<"$rule"
    route check --form f.csv p.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"f.csv:2: $place"* ]]
    [ -z "$output" ]
  done <<'R'
hole,depth,int,true,,[1-,|pattern:
hole,depth,int,true,[9..1],,|allowed:
hole,depth,number,true,,,|type:
hole,depth,int,if =5,,,|required:
hole,depth,int,. +,,,|required
R
}

@test "a comparison that a condition does not know is refused, and is not taken as never true" {
	for need in 'if b==yes' 'if b>=5' 'if =1'; do
		printf 'kind,field,type,required\nk,a,string,%s\nk,b,string,false\n' "$need" >form.csv
		printf 'kind,a,b\nk,,yes\n' >rows.csv
		run --separate-stderr -3 uprava-route check --form form.csv rows.csv
		[ "$output" = "" ]
		[[ "$stderr" == *"form.csv:2: required: \"$need\": \"if FIELD=VALUE\" is expected"* ]]
	done
}

rules() {
  echo kind,field,type,required,allowed,pattern,condition,severity,message >f.csv
  cat >>f.csv
}

@test "conditions between fields compare dates as dates and numbers as numbers, however the office wrote them" {
  rules <<'F'
permit,starts_on,date,true,,,,,
permit,ends_on,date,true,,,.ends_on >= .starts_on,,the end is before the beginning
permit,depth,float,,,,,,
permit,area,float,,,,.area > .depth,,
F
  cat >p.csv <<'P'
id,kind,starts_on,ends_on,depth,area
1,permit,28.02.2024,01.03.2024,9,10
2,permit,2024-03-01,28.02.2024,10,"9,5"
3,permit,2024-03-01,2024-03-01,,
4,permit,soon,01.01.2024,1,2
P
  route check --form f.csv --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = "$(sed -n '1,2p;4p' p.csv)" ]
  [ "$(cut -d, -f2-5 r.csv)" = 'line,column,value,reason
3,ends_on|area,"28.02.2024|9,5"
5,starts_on,soon,a date is expected (2024-03-15 or 15.03.2024)' ]
  [[ "$(cat r.csv)" == *"a condition does not hold: the end is before the beginning; a condition does not hold: .area > .depth"* ]]
}

@test "a condition without a field is about the row, and is put down to the fields it names" {
  rules <<'F'
*,,,,,,".phone != """" or .mail != """"",,a phone or an address is needed
F
  printf 'id,phone,mail\n1,,\n2,5-55,\n3,,a@b\n' >p.csv
  route check --form f.csv p.csv
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [ "${#stderr_lines[@]}" -eq 2 ]
  [ "${stderr_lines[0]}" = 'uprava-route: p.csv:2: phone,mail: ",": a condition does not hold: a phone or an address is needed' ]
}

@test "a warning keeps no row out and stands in its own columns; an error beside it does" {
  rules <<'F'
hole,depth,int,true,[1..100],,,error,
hole,depth,,,[1..30],,,warning,very deep
hole,street,string,,,,,,
hole,street,,true,,,,warning,no street
F
  printf 'kind,depth,street\nhole,10,Lenin\nhole,50,\nhole,500,Lenin\n' >p.csv
  route check --form f.csv --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = 'kind,depth,street,warning_fields,warnings
hole,10,Lenin,,
hole,50,,depth|street,outside the range: very deep; a mandatory field is empty: no street' ]
  [ "$(cut -d, -f2-5 r.csv | tail -n 1)" = '4,depth,500,outside the range' ]
  sed -i '$d' p.csv
  route check --form f.csv -o w.csv p.csv
  [ "$status" -eq 0 ]
  [ "$stderr" = "uprava-route: rows with warnings: 1" ]
  cp w.csv first.csv
  route check -q --form f.csv -o w.csv first.csv
  [ "$status" -eq 0 ]
  cmp w.csv first.csv
}

@test "a name that neither the table nor the form knows is refused with line, column and the nearest, before any row is read" {
  printf 'kind,applicant,closed\nk,x,yes\n' >p.csv
  while IFS='|' read -r rule place; do
    rules <<<"$rule"
    run --separate-stderr -3 uprava-route check --form f.csv --rejects r.csv p.csv
    [ -z "$output" ]
    [ "$stderr" = "uprava-route: f.csv:2: $place" ]
  done <<'R'
k,applicant,,if closd=yes,,,,,|required: "if closd=yes": the table has no column "closd" (did you mean "closed"?)
k,applicant,,.clsed == .applicant,,,,,|required: ".clsed == .applicant": the table has no column "clsed" (did you mean "closed"?)
k,applicant,,,,,.applicnt != .closed,,|condition: ".applicnt != .closed": the table has no column "applicnt" (did you mean "applicant"?)
k,,,,,,.x > 1,,|condition: ".x > 1": the table has no column "x"
R
}

@test "a field that only the form knows is missed in the rows of its kind, and in those alone" {
  rules <<'F'
a,x,,if seen=1,,,,,
a,seen,,,,,,,
b,x,,true,,,,,
F
  printf 'kind,x\nb,1\na,1\nb,2\n' >p.csv
  route check --form f.csv --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'kind,x\nb,1\nb,2' ]
  [ "$(cut -d, -f2,5 r.csv | tail -n 1)" = '3,"f.csv:2: the table has no column ""seen"" that the rule looks at"' ]
  route check --form f.csv --kind a p.csv
  [ "$status" -eq 3 ]
  [ "$stderr" = 'uprava-route: f.csv:2: the table has no column "seen" that the rule looks at' ]
}

@test "one row that starves jq is refused by itself, and its neighbours pass" {
  rules <<'F'
k,n,int,true,,,if .n > 5 then (def f: f; f) else true end,,
F
  printf 'kind,n\nk,1\nk,8\nk,3\n' >p.csv
  route check --form f.csv --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = $'kind,n\nk,1\nk,3' ]
  [[ "$(cat r.csv)" == *'p.csv,3,n,8,"f.csv:2: condition: the expression exceeded its limits'* ]]
}

@test "rows come out as they went in, also when there are more than are asked at once" {
  rules <<'F'
*,n,int,true,,,.n % 2 == 0 or .n > 3,,
F
  { echo n && seq 5000; } >p.csv
  route check --form f.csv --rejects r.csv p.csv
  [ "$status" -eq 1 ]
  [ "$output" = "$(echo n && echo 2 && seq 4 5000)" ]
  [ "$(cut -d, -f2,4 r.csv)" = $'line,value\n2,1\n4,3' ]
}

@test "the shipped form for permits refuses the city's permits that the city's own form refuses, and knows what begins before it ends" {
  uprava-route check -q --form permits --rejects ours.csv "$CITY/permits.csv" -o good.csv || [ $? -eq 1 ]
  uprava-route check -q --form "$CITY/forms.csv" --kind permit --rejects theirs.csv "$CITY/permits.csv" -o theirs-good.csv || [ $? -eq 1 ]
  [ "$(wc -l <theirs.csv)" -eq 51 ]
  cmp <(cut -d, -f2,3 ours.csv) <(cut -d, -f2,3 theirs.csv)
  sed 's/,2023-02-26,2023-03-24,/,26.02.2023,2023-02-24,/;s/,true,OD-516,/,false,OD-516,/' "$CITY/permits.csv" | sed '2,3d;5,$d' >one.csv
  route check --form permits one.csv
  [ "$status" -eq 3 ]
  [[ "${stderr_lines[0]}" == *'one.csv:2: end_on: "2023-02-24": a condition does not hold: '* ]]
  [ "${#stderr_lines[@]}" -eq 2 ]
}
