#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What goes out comes back: import is the shortest way through the reader and the writer.

# shellcheck disable=SC2154 # stderr is set by run --separate-stderr
load helper

tables="functions operations units positions duties staff permits forms appeals events projects enterprises"

# The city's table out with the options given, back in, and compared with the original.
there_and_back() {
  local table=$1 back=$2
  shift 2
  uprava-inventory import --schema "$table" "$@" "$CITY/$table.csv" > out
  # shellcheck disable=SC2086
  uprava-inventory import --schema "$table" $back out | cmp - "$CITY/$table.csv"
}

@test "a table comes back from every format as it was" {
  for table in $tables; do
    there_and_back "$table" "" -t csv
    there_and_back "$table" "-f tsv" -t tsv
    there_and_back "$table" "" -t json
    there_and_back "$table" "" -t jsonl
  done
}

@test "a table comes back from Excel's form as it was, under English names and Russian titles" {
  for table in $tables; do
    there_and_back "$table" "" --excel
    there_and_back "$table" "" --excel --lang ru
  done
}

@test "tabs, line breaks, quotes, backslashes and empty rows come back from TSV" {
  printf 'a\\b\n"x\ty"\n"two\nlines, ""quoted"""\n\\t\n""\n""\nlast\n' > in.csv
  uprava-inventory import --schema any -t tsv in.csv > out.tsv
  run --separate-stderr -0 uprava-inventory import --schema any -f tsv out.tsv
  [ "$output" = "$(uprava-inventory import --schema any in.csv)" ]
  [ "$(wc -l < out.tsv)" -eq 7 ]
}

@test "no cell of the spreadsheet form would run, and the guarded titles come back" {
  uprava-inventory import --schema functions --excel --columns title "$CITY/bad/10_formula_injection.csv" > out.csv
  run ! grep -P '^"?[ \t]*[=+@-]' out.csv
  [ "$(grep -c "^\"\?'[=+@-]" out.csv)" -ge 4 ]
  uprava-inventory import --schema any out.csv > back.csv
  uprava-inventory import --schema functions --columns title "$CITY/bad/10_formula_injection.csv" | cmp - back.csv
}

@test "--columns names what is written, in the order wanted" {
  run --separate-stderr -0 uprava-inventory import --schema units --columns headcount,unit_id "$CITY/units.csv"
  [ "${lines[0]}" = "headcount,unit_id" ]
  [ "${lines[1]}" = "8,U00" ]
}

@test "an unknown column is a usage error that names the nearest" {
  run --separate-stderr -2 uprava-inventory import --schema units --columns headcout "$CITY/units.csv"
  [ -z "$output" ]
  [[ $stderr == *'--columns: there is no column "headcout" (did you mean headcount?)'* ]]
}

@test "--excel refuses another format" {
  run --separate-stderr -2 uprava-inventory import --schema units --excel -t json "$CITY/units.csv"
  [[ $stderr == *'--excel writes csv and does not go with --to json'* ]]
}
