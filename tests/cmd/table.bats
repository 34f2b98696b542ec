#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What every command does with its input, output and exit code, seen through `inventory import --schema any`.

# shellcheck disable=SC2154 # stderr is set by run --separate-stderr
load helper

any() {
  uprava-inventory import --schema any "$@"
}

text=$'название,число\nЁлка на Ленина — «Дом»,1\nПодъезд,2'

@test "UTF-8, a mark, Windows-1251, CP866, KOI8-R and UTF-16 give the same bytes" {
  printf '%s\n' "$text" > utf8.csv
  any utf8.csv > want
  cmp utf8.csv want
  { printf '\xef\xbb\xbf'; cat utf8.csv; } | any | cmp - want
  iconv -t UTF-16 utf8.csv | any | cmp - want
  sed 's/ — «Дом»//' utf8.csv > plain.csv
  for charset in CP1251 CP866 KOI8-R; do
    iconv -t "$charset" plain.csv | any | cmp - plain.csv
    iconv -t "$charset" plain.csv | any --encoding "$charset" | cmp - plain.csv
  done
}

@test "a letter that lies across two blocks of the input comes through, in every encoding" {
  { echo а,б; seq -f 'Ёлка номер %.0f,улица Ленина' 1 40000; } > in.csv
  any in.csv | cmp - in.csv
  for charset in UTF-16 CP1251 CP866; do
    iconv -t "$charset" in.csv | any | cmp - in.csv
  done
  { echo a,b; seq -f '😀😀%.0f,x' 1 60000; } > in.csv
  any in.csv | cmp - in.csv
  iconv -t UTF-16 in.csv | any | cmp - in.csv
}

@test "a byte that is no UTF-8 far down makes its own row bad and no other" {
  { echo a,b; seq -f '%.0f,x' 1 100000; printf '\xcf\xf0,y\n'; echo 1,z; } > in.csv
  run --separate-stderr -3 any in.csv
  [[ $stderr == *"in.csv:100002: a: bytes that are not valid in the file's encoding"* ]]
  [[ $stderr == *'bad rows: 1 of 100002'* ]]
}

@test "an encoding that is not known is a usage error" {
  run --separate-stderr -2 any --encoding latin-9 <<< "$text"
  [[ $stderr == *'--encoding: "latin-9" is not known'* ]]
}

@test "comma, semicolon and tab are told apart by the header, and sep= by itself" {
  [ "$(printf 'a,b\n1;,2\n' | any -t tsv)" = $'a\tb\n1;\t2' ]
  [ "$(printf 'a;b\n1,5;2\n' | any -t tsv)" = $'a\tb\n1,5\t2' ]
  [ "$(printf 'a\tb\n1\t2\n' | any)" = $'a,b\n1,2' ]
  [ "$(printf 'sep=|\r\na|b\r\n1|2\r\n' | any)" = $'a,b\n1,2' ]
  [ "$(printf '"a;b;c",d\n1,2\n' | any -t tsv)" = $'a;b;c\td\n1\t2' ]
}

@test "a header with as many commas as semicolons is refused with both named, until --delimiter settles it" {
  printf 'a,b;c\n1,2;3\n' > in.csv
  run --separate-stderr -3 any in.csv
  [[ $stderr == *"as many commas as semicolons"*"--delimiter ','"*"--delimiter ';'"* ]]
  [ "$(any --delimiter ';' -t tsv in.csv | head -1)" = $'a,b\tc' ]
  [ "$(any --delimiter , -t tsv in.csv | head -1)" = $'a\tb;c' ]
}

@test "CRLF, a missing last line end and line breaks inside quotes are read" {
  printf 'a,b\r\n"x\r\ny","he said ""no"""\r\n1,2' > in.csv
  run --separate-stderr -0 any -t jsonl in.csv
  [ "${lines[0]}" = '{"a":"x\r\ny","b":"he said \"no\""}' ]
  [ "${#lines[@]}" -eq 2 ]
}

@test "an error behind a quoted line break names the physical line" {
  printf 'a,b\n"x\ny\nz",1\n1,2,3\n' > in.csv
  run --separate-stderr -3 any in.csv
  [[ $stderr == *'in.csv:5: the row has 3 cells, the header has 2'* ]]
}

@test "an open quote is an error that names its line, never a swallowed file" {
  { echo a,b; echo '1,"open'; seq -f '%.0f,x' 1 1000; } > in.csv
  run --separate-stderr -3 any in.csv
  [ -z "$output" ]
  [[ $stderr == *'in.csv:2: cell 2'* ]]
}

@test "a number or a date that can be read in two ways is refused with both readings" {
  printf 'unit_id;title;headcount\nU1;t;1,234\n' > in.csv
  run --separate-stderr -3 uprava-inventory import --schema units in.csv
  [[ $stderr == *'in.csv:2: headcount: "1,234": it can be read as 1.234 or as 1234'* ]]
  [[ $(uprava-inventory import --schema units --decimal dot in.csv) == *'U1,t,1234' ]]
  printf 'appeal_id,created_at,text\nA1,03/04/2023,x\n' > in.csv
  run --separate-stderr -3 uprava-inventory import --schema appeals in.csv
  [[ $stderr == *'it can be read as 2023-04-03 or as 2023-03-04'* ]]
}

@test "CSV, JSON, JSON Lines and TSV lead to one another without loss" {
  printf 'id,text,empty\n00123,"a, ""b""\nc",\n12345678901234567890,Ё,\n' > in.csv
  for to in csv tsv json jsonl; do
    any -t "$to" in.csv > "out.$to"
    any "-f" "$to" "out.$to" | cmp - in.csv
  done
  any out.json | cmp - in.csv
  any out.jsonl | cmp - in.csv
}

@test "JSON: nested values stand as text, missing members are empty, an unknown member is a bad row that is named" {
  run --separate-stderr -0 any <<< '[{"a":1,"b":{"x":[1,2]}},{"a":null},{"b":true,"a":1.50}]'
  [ "$output" = $'a,b\n1,"{""x"":[1,2]}"\n,\n1.50,true' ]
  run --separate-stderr -3 any <<< $'{"a":1}\n{"a":2,"c":3}'
  [[ $stderr == *'<stdin>:2: "c": a member that the first row does not have'* ]]
}

@test "an empty array is an empty table, an empty file is an error" {
  run --separate-stderr -0 any -t json <<< '[]'
  [ "$output" = '[]' ]
  run --separate-stderr -3 any /dev/null
  [[ $stderr == *'the file is empty'* ]]
}

@test "what is no table is refused by its name" {
  printf 'PK\3\4\0\0\0\0' > book.xlsx
  run --separate-stderr -3 any book.xlsx
  [[ $stderr == *'book.xlsx: this is an Excel workbook or a ZIP archive, not a table'* ]]
  printf '<!DOCTYPE html><html>' > page.csv
  run --separate-stderr -3 any page.csv
  [[ $stderr == *'this is a web page'* ]]
}

@test "a header that holds a NUL or a megabyte is no header, and an array of arrays no table" {
  printf 'a\0b,c\n1,2\n' > in.csv
  run --separate-stderr -3 any in.csv
  [[ $stderr == *'in.csv:1: the header is not valid utf-8'* ]]
  head -c 2000000 /dev/zero | tr '\0' x > in.csv
  run --separate-stderr -3 any in.csv
  run --separate-stderr -3 any <<< '[[1,2],[3,4]]'
  [[ $stderr == *'a row is a JSON object'* ]]
  head -c 100000 /dev/zero | tr '\0' '[' > in.json
  run --separate-stderr -3 any in.json
  [ -z "$output" ]
}

@test "--where keeps the rows for which it is true, over more than one batch" {
  { echo n,v; seq 1 2000 | sed 's/$/,x/'; } > in.csv
  [ "$(any --where '(.n | tonumber) % 100 == 0' in.csv | wc -l)" -eq 21 ]
  [ "$(any --where true in.csv | cmp - in.csv && echo same)" = same ]
  run --separate-stderr -0 any --where false in.csv
  [ "$output" = n,v ]
}

@test "--where that is no jq is a usage error, one that fails on a row makes it a bad row" {
  run --separate-stderr -2 any --where '.a ==' <<< $'a\n1'
  [[ $stderr == *--where* ]]
  run --separate-stderr -1 any --rejects rejects.csv --where '.a | tonumber > 0' <<< $'a\n1\nx'
  [ "$output" = $'a\n1' ]
  [[ $(cat rejects.csv) == *'<stdin>,3,--where'* ]]
}

@test "-v says what was recognised, and the counts add up" {
  iconv -t CP1251 <<< $'имя;число\nПраво;1' > in.csv
  run --separate-stderr -0 any -v in.csv
  [[ $stderr == *"in.csv: csv, windows-1251, ';'"* ]]
  [[ $stderr == *'rows: 1, passed: 1, rejected: 0, left out by --where: 0'* ]]
}

@test "-o writes the whole file or leaves the old one" {
  echo old > out.csv
  run -3 any -o out.csv <<< $'a,b\n1,2\n3'
  [ "$(cat out.csv)" = old ]
  run -0 any -o out.csv <<< $'a,b\n1,2'
  [ "$(cat out.csv)" = $'a,b\n1,2' ]
  run -0 any -o out.csv out.csv
  [ "$(cat out.csv)" = $'a,b\n1,2' ]
  [ "$(find . -type f | wc -l)" -eq 1 ]
}

@test "--rejects wants a file of its own" {
  run --separate-stderr -2 any --rejects same.csv -o same.csv <<< $'a\n1'
  [[ $stderr == *'a file of its own is expected'* ]]
  [ ! -e same.csv ]
}

@test "--rejects without a bad row leaves an empty list, not an old one" {
  echo old > rejects.csv
  run -0 any --rejects rejects.csv <<< $'a\n1'
  [ "$(cat rejects.csv)" = file,line,column,value,reason,record ]
}

@test "bad rows without --rejects write nothing, however long the table" {
  { echo a,b; yes 1,2 | head -400000; echo 3; } > in.csv
  run --separate-stderr -3 any in.csv
  [ -z "$output" ]
  [[ $stderr == *'in.csv:400002: the row has 1 cells'* ]]
}

@test "exit codes: 2 usage, 3 bad input, 4 a file that is not there" {
  run -2 any --nonsense
  run -3 any <<< $'a,b\n1'
  run --separate-stderr -4 any nowhere.csv
  [[ $stderr == *nowhere.csv* ]]
  run -4 any .
}

@test "a full disk is exit 4" {
  printf 'a,b\n1,2\n' > in.csv
  run -4 bash -c 'uprava-inventory import --schema any in.csv > /dev/full'
  run -4 bash -c 'uprava-inventory import --schema any --rejects r in.csv > /dev/full'
}

@test "a reader that stops early ends the command quietly" {
  { echo a,b; yes 1,2 | head -300000; } > in.csv
  run --separate-stderr bash -c 'uprava-inventory import --schema any in.csv | head -1'
  [ "$output" = a,b ]
  [ -z "$stderr" ]
}

@test "the same input gives the same bytes" {
  any -t json "$CITY/events.csv" | md5sum > one
  any -t json "$CITY/events.csv" | md5sum | cmp - one
}
