#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The first verb: any table into its canonical form, or the reason why not.

# shellcheck disable=SC2154 # stderr is set by run --separate-stderr
load helper

# What the command says of a broken file, by its name; the line, column and value are those of share/example/city/bad/expected.csv.
reasons() {
  case $1 in
    03_*) echo ':8: the row has 10 cells, the header has 12'
          echo ':13: the row has 13 cells, the header has 12' ;;
    04_*) echo ':6: unit_id: unknown unit "U77" (did you mean "U07"?)' ;;
    05_*) echo ':21: function_id: "F0009": the key stands in line 10 already' ;;
    08_*) echo ':16: cell 3: text behind the closing quote' ;;
    09_*) echo ': the file is empty: a header line is expected' ;;
    11_*) echo ":12: title: bytes that are not valid in the file's encoding" ;;
    12_*) echo ':19: title: a cell is larger than 1 MiB' ;;
    13_*) echo ': the table has a header and no rows' ;;
    15_*) echo ':1: minutes: the column is missing; there are: function_id, unit_id, title' ;;
    16_*) echo ':4: per_year: "-12": the least allowed is 0'
          echo ':7: rework_share: "1.7": the most allowed is 1'
          echo ':9: minutes: "сорок": a number is expected'
          echo ':11: kind: "другое": not one of the values allowed: service, control, support, management' ;;
    17_*) echo ':5: function_id: a NUL byte' ;;
    *) return 1 ;;
  esac
}

@test "every broken file of the city is read right or refused with its line, column and reason" {
  seen=0
  while IFS=$'\t' read -r file table usable; do
    seen=$((seen + 1))
    bad=$CITY/bad/$file
    if [ "$usable" = true ] || [ "$file" = 07_dates_ddmmyyyy.csv ]; then
      run --separate-stderr -0 uprava-inventory import --schema "$table" --refs "units=$CITY/units.csv" "$bad"
      [ -z "$stderr" ]
      [ "${#lines[@]}" -gt 20 ]
    else
      run --separate-stderr -3 uprava-inventory import --schema "$table" --refs "units=$CITY/units.csv" "$bad"
      [ -z "$output" ]
      want=$(reasons "$file")
      while IFS= read -r reason; do
        [[ $stderr == *"uprava-inventory: $bad$reason"* ]] || { echo "$file: $stderr"; false; }
      done <<< "$want"
    fi
  done < <(uprava-inventory import --schema any --columns file,table,content_usable -t tsv "$CITY/bad/expected.csv" | tail -n +2)
  [ "$seen" -eq 17 ]
}

@test "another charset, mark, delimiter, decimal mark, date form or line end gives the bytes of the plain file" {
  head -1 "$CITY/functions.csv" > plain.csv
  sed -n 2,41p "$CITY/functions.csv" >> plain.csv
  uprava-inventory import --schema units "$CITY/bad/01_cp1251_semicolon.csv" | cmp - "$CITY/units.csv"
  uprava-inventory import --schema units "$CITY/bad/02_bom.csv" | cmp - "$CITY/units.csv"
  uprava-inventory import "$CITY/bad/06_decimal_comma.csv" | cmp - plain.csv
  uprava-inventory import --schema staff "$CITY/bad/07_dates_ddmmyyyy.csv" > staff.csv
  head -"$(wc -l < staff.csv)" "$CITY/staff.csv" | cmp - staff.csv
}

@test "with --rejects the good rows go on, the bad ones are kept, and the exit code says look" {
  run --separate-stderr -1 uprava-inventory import --rejects rejects.csv "$CITY/bad/16_out_of_range.csv"
  [ "${#lines[@]}" -eq 37 ]
  [ "$(stat -c %a rejects.csv)" = 600 ]
  [ "$(head -1 rejects.csv)" = file,line,column,value,reason,record ]
  run --separate-stderr -0 uprava-inventory import --schema any --columns line,column,value -t tsv rejects.csv
  [ "${lines[1]}" = $'4\tper_year\t-12' ]
  [ "${lines[3]}" = $'9\tminutes\tсорок' ]
  [ "${#lines[@]}" -eq 5 ]
}

@test "rows in are rows out and rows rejected, and a rejected record reads as it stood" {
  uprava-inventory import --rejects rejects.csv "$CITY/bad/03_ragged_rows.csv" > good.csv 2> /dev/null || [ $? -eq 1 ]
  [ "$(($(wc -l < good.csv) - 1 + $(wc -l < rejects.csv) - 1))" -eq 40 ]
  uprava-inventory import --schema any --columns record -t tsv rejects.csv | tail -n +2 > records
  sed -n '8p;13p' "$CITY/bad/03_ragged_rows.csv" | cmp - records
}

@test "import is idempotent" {
  for table in functions units duties staff operations; do
    uprava-inventory import --schema "$table" "$CITY/$table.csv" | uprava-inventory import --schema "$table" |
      cmp - "$CITY/$table.csv"
  done
}

@test "headers are understood in Russian, and --map names those that are not" {
  printf 'Код подразделения;ё-название\nU1;Право\n' > in.csv
  run --separate-stderr -0 uprava-inventory import --schema units --map 'Код подразделения=unit_id' --map 'ё-название=title' in.csv
  [ "$output" = $'unit_id,title\nU1,Право' ]
  run --separate-stderr -2 uprava-inventory import --schema units --map 'Код подразделение=unit_id' in.csv
  [[ $stderr == *'has no such column (did you mean "Код подразделения"?)'* ]]
  run --separate-stderr -2 uprava-inventory import --schema units --map nothing in.csv
  [[ $stderr == *'THEIRS=OURS is expected'* ]]
}

@test "columns that the schema does not know pass through untouched" {
  printf 'unit_id,note,title\nU1, as it  is ,Право\n' > in.csv
  run --separate-stderr -0 uprava-inventory import --schema units -t jsonl in.csv
  [ "$output" = '{"unit_id":"U1","note":" as it  is ","title":"Право"}' ]
}

@test "a header that stands twice, means one field twice, or has no name is refused" {
  printf 'a,a\n1,2\n' > twice.csv
  run --separate-stderr -3 uprava-inventory import --schema any twice.csv
  [[ $stderr == *'twice.csv:1: the column "a" stands twice'* ]]
  printf 'unit_id,Unit ID,title\n1,2,3\n' > same.csv
  run --separate-stderr -3 uprava-inventory import --schema units same.csv
  [[ $stderr == *'both mean unit_id (say which with --map)'* ]]
  run --separate-stderr -0 uprava-inventory import --schema units --map 'Unit ID=other' same.csv
  printf 'a,,c\n1,2,3\n' > nameless.csv
  run --separate-stderr -3 uprava-inventory import --schema any nameless.csv
  [[ $stderr == *'nameless.csv:1: column 2 has no name'* ]]
  run --separate-stderr -0 uprava-inventory import --schema any --map =b nameless.csv
  [ "${lines[0]}" = a,b,c ]
}

@test "empty columns that a spreadsheet leaves at the end are no columns, unless something stands in them" {
  printf 'a;b;;\n1;2;;\n' > in.csv
  run --separate-stderr -0 uprava-inventory import --schema any in.csv
  [ "$output" = $'a,b\n1,2' ]
  printf 'a;b;;\n1;2;;\n3;4;5;\n' > in.csv
  run --separate-stderr -3 uprava-inventory import --schema any in.csv
  [[ $stderr == *'in.csv:3: "5": a value in a column without a name'* ]]
}

@test "files are read one after another, columns matched by name" {
  printf 'a,b\n1,2\n' > one.csv
  printf 'b;a\n4;3\n' > two.csv
  run --separate-stderr -0 uprava-inventory import --schema any one.csv - < two.csv
  [ "$output" = $'a,b\n1,2\n3,4' ]
  printf 'a,b,c\n1,2,3\n' > more.csv
  run --separate-stderr -3 uprava-inventory import --schema any one.csv more.csv
  [[ $stderr == *'more.csv:1: the column "c" is not in the first file'* ]]
  [ -z "$output" ]
}

@test "a key that stands in two files is found, also on the same line" {
  cp "$CITY/units.csv" a.csv
  cp "$CITY/units.csv" b.csv
  run --separate-stderr -3 uprava-inventory import --schema units a.csv b.csv
  [[ $stderr == *'b.csv:2: unit_id: "U00": the key stands in a.csv:2 already'* ]]
}

@test "twenty bad rows are shown, then a count" {
  { echo unit_id,title,headcount; for i in $(seq 30); do echo "U$i,t,x$i"; done; } > in.csv
  run --separate-stderr -3 uprava-inventory import --schema units in.csv
  [ "$(grep -c 'a number is expected' <<< "$stderr")" -eq 20 ]
  [[ $stderr == *'and more bad rows: 10'* ]]
  [[ $stderr == *'bad rows: 30 of 30; nothing was written'* ]]
}

@test "a table of references is named, found and complete, or the call is wrong" {
  run --separate-stderr -2 uprava-inventory import --refs "staff=$CITY/staff.csv" "$CITY/functions.csv"
  [[ $stderr == *'no column refers to the table staff'* ]]
  run --separate-stderr -2 uprava-inventory import --refs units "$CITY/functions.csv"
  run --separate-stderr -4 uprava-inventory import --refs units=nowhere.csv "$CITY/functions.csv"
  [[ $stderr == *'nowhere.csv'* ]]
}

@test "the messages are Russian under --lang ru" {
  run --separate-stderr -3 uprava-inventory import --lang ru "$CITY/bad/16_out_of_range.csv"
  [[ $stderr == *':9: minutes: "сорок": ожидается число'* ]]
}

@test "a table that refers to itself is checked as a whole: a row may stand before the one it refers to" {
  printf 'unit_id,parent_id,title\nU2,U1,a\nU1,,b\nU3,U9,c\n' > in.csv
  run --separate-stderr -3 uprava-inventory import --schema units in.csv
  [ -z "$output" ]
  [[ $stderr == *'in.csv:4: parent_id: unknown unit "U9"'* ]]
  run --separate-stderr -1 uprava-inventory import --schema units --rejects rejects.csv --where '.unit_id != "U1"' in.csv
  [ "$output" = $'unit_id,parent_id,title\nU2,U1,a' ]
  [[ $(tail -1 rejects.csv) == 'in.csv,4,parent_id,U9,'*'"U3,U9,c"' ]]
}
