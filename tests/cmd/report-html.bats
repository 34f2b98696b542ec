#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

well_formed() { awk -f "$BATS_TEST_DIRNAME/balance.awk" "$1"; }

@test "markup in data and in titles is shown, not run" {
  printf 'name,n\n"<script>alert(1)</script>",1\n"</td><img src=x onerror=y>",2\n"a & ""b""",3\n' >t.csv
  uprava-report html --title '<script>"&' --table '</title><b>=t.csv' --chart n:name -o p.html
  well_formed p.html
  run ! grep -i '<script\|<img\|<b>x' p.html
  [ "$(grep -c '&lt;script&gt;alert(1)&lt;/script&gt;' p.html)" -ge 2 ]
}

@test "a page refers to nothing outside itself" {
  uprava-report html --table "p=$CITY/plan.csv" --chart annual_hours:title --rows 10 -o p.html
  well_formed p.html
  run ! grep -iE 'https?:|//[a-z]|src=|@import|url\(|<link|<script|<iframe|<object' p.html
  grep -q "Content-Security-Policy\" content=\"default-src 'none'" p.html
}

@test "every row is in the page, and a cut says of how many" {
  uprava-report html "$CITY/plan.csv" >all.html
  [ "$(grep -c '^<tr><td' all.html)" -eq 225 ]
  uprava-report html --rows 10 "$CITY/plan.csv" >some.html
  [ "$(grep -c '^<tr><td' some.html)" -eq 10 ]
  grep -q 'rows shown: 10 of 225' some.html
  well_formed all.html
}

@test "indicators are shown as cards, through a pipe too" {
  uprava-report kpi --define concept-2030 --table plan="$CITY/plan.csv" --now 2023-12-31 >k.csv
  uprava-report html <k.csv >a.html
  uprava-report html --table x=k.csv >b.html
  uprava-report kpi --define concept-2030 --table plan="$CITY/plan.csv" --now 2023-12-31 -t json | uprava-report html >c.html
  well_formed a.html
  [ "$(grep -c 'class="card ' a.html)" -eq 16 ]
  grep -q '<b>14</b> no data' a.html
  cmp a.html c.html
  [ "$(grep -c 'class="card ' b.html)" -eq 16 ]
}

@test "the same input gives the same bytes, and the page is dated by --now" {
  uprava-report html --table "a=$CITY/units.csv" --now 2024-02-03 >a.html
  uprava-report html --table "a=$CITY/units.csv" --now 2024-02-03T23:59 >b.html
  cmp a.html b.html
  grep -q 'datetime="2024-02-03"' a.html
}

@test "a schema's name gives the columns their titles, in the language of the page" {
  uprava-report html --table "units:Кто есть кто=$CITY/units.csv" --lang ru >a.html
  grep -q '<html lang="ru">' a.html
  grep -q '<h2>Кто есть кто</h2>' a.html
  run ! grep -q '>unit_id<' a.html
  uprava-report html --table "units=$CITY/units.csv" >b.html
  run ! grep -q '>unit_id<' b.html
}

@test "tables stand in the order given, with contents that lead to them" {
  printf 'a\n1\n' >t.csv
  uprava-report html --table one=t.csv --table two=t.csv >p.html
  [ "$(grep -o '<h2>[^<]*' p.html | tr '\n' ' ')" = "<h2>one <h2>two " ]
  grep -q '<a href="#t2">two</a>' p.html
  grep -q '<section id="t2">' p.html
}

@test "an empty table is a page with a heading, not an error" {
  printf 'a,b\n' >t.csv
  uprava-report html --chart a:b t.csv >p.html
  well_formed p.html
}

@test "a chart whose columns are nowhere is a usage error, and no page appears" {
  printf 'a,b\n1,2\n' >t.csv
  run --separate-stderr uprava-report html --chart a:c -o p.html t.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"--chart a:c: no table has these two columns"* ]]
  [ ! -e p.html ]
}

@test "a full disk is an error of the system" {
  run bash -c 'uprava-report html "$1" >/dev/full' _ "$CITY/units.csv"
  [ "$status" -eq 4 ]
}

@test "the balance check sees what is not well-formed" {
  uprava-report html "$CITY/units.csv" >p.html
  well_formed p.html
  for edit in '0,/<\/td>/s///' '0,/<td>/s//<td><b>/' 's/<main>/<main class=x>/' 's/<h1>/<h1>a \& b/'; do
    sed "$edit" p.html >q.html
    run ! well_formed q.html
  done
}
