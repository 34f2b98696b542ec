#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

# One indicator over one table of numbers.
define() {
  cat >d.json <<'END'
{"kpi": [{"id": "A", "title_ru": "Сумма", "title_en": "Sum", "unit_ru": "шт.", "unit_en": "items", "baseline": 0, "target": 10,
 "direction": "up", "since": "2023-01-01", "due": "2023-12-31", "decimals": 1, "tables": ["t"],
 "rows": "SELECT name, n FROM t WHERE n > 0", "value": "sum(n)", "formula_ru": "Сумма n", "formula_en": "Sum of n"}]}
END
  printf '{"name":"a","n":2}\n{"name":"b","n":3}\n{"name":"c","n":-1}\n' >t.jsonl
  # numbers of a table without a schema are text to SQL until it is told otherwise
  sed -i 's/SELECT name, n FROM t WHERE n > 0/SELECT name, CAST(n AS INTEGER) AS n FROM t WHERE CAST(n AS INTEGER) > 0/' d.json
}

kpi() { run --separate-stderr uprava-report kpi --define d.json "$@"; }

@test "the value comes from the rows, and says how many they were" {
  define
  kpi --table t=t.jsonl --now 2023-07-01
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "kpi_id,title,value,unit,baseline,target,progress,status,why" ]
  [ "${lines[1]}" = "A,Sum,5.0,items,0,10,50.0,on_track,Sum of n; rows counted: 2; t: 3" ]
}

@test "the rows behind a number are those it was computed from" {
  define
  kpi --table t=t.jsonl --rows A
  [ "$output" = $'name,n\na,2\nb,3' ]
}

@test "behind is who has gone less of the way than of the time, or missed the day" {
  define
  kpi --table t=t.jsonl --now 2023-07-05 --columns status
  [ "${lines[1]}" = "behind" ]
  kpi --table t=t.jsonl --now 2024-01-01 --columns status
  [ "${lines[1]}" = "behind" ]
  sed -i 's/"target": 10/"target": 5/' d.json
  kpi --table t=t.jsonl --now 2024-01-01 --columns status
  [ "${lines[1]}" = "reached" ]
}

@test "without its table an indicator has no data and says which table it wants" {
  define
  kpi
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "A,Sum,,items,0,10,,no_data,the table is not given: --table t=FILE" ]
  kpi --rows A
  [ "$status" -eq 2 ]
}

@test "a table that no definition reads is told, not passed over" {
  define
  kpi --table t=t.jsonl --table u=t.jsonl
  [ "$status" -eq 0 ]
  [[ "$stderr" == *"--table u: no definition reads this table"* ]]
}

@test "bad SQL is an error of the definition, at its line" {
  define
  sed -i 's/sum(n)/sum(m)/' d.json
  kpi --table t=t.jsonl
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [[ "$stderr" == *"d.json:1: A: no such column: m"* ]]
}

@test "a definition cannot write, attach or read the clock's tables" {
  define
  for rows in "DELETE FROM t" "ATTACH 'x.db' AS x" "PRAGMA user_version" "SELECT 1; SELECT 2"; do
    sed "s/\"rows\": \"[^\"]*\"/\"rows\": \"$rows\"/" d.json >e.json
    run --separate-stderr uprava-report kpi --define e.json --table t=t.jsonl
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    [ ! -e x.db ]
  done
}

@test "a wrong --table and an unknown indicator are usage errors with a hint" {
  define
  kpi --table t
  [ "$status" -eq 2 ]
  kpi --table t=t.jsonl --table t=t.jsonl
  [ "$status" -eq 2 ]
  kpi --table 't;x=t.jsonl'
  [ "$status" -eq 2 ]
  kpi --table t=t.jsonl --rows B
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'no KPI "B" in d.json'* ]]
}

city() {
  for t in pre post; do
    uprava-attest score -q --instrument training "$CITY/training_$t.csv" -o $t.csv || return
  done
  local tables=() t
  for t in operations operations_tobe functions events plan projects training_post photos forms selection; do
    tables+=(--table "$t=$CITY/$t.csv")
  done
  uprava-report kpi --define concept-2030 "${tables[@]}" --table training_pre_scores=pre.csv \
    --table training_post_scores=post.csv --now 2023-12-31 "$@"
}

# kpi.json: the reference values were computed by the city's generator.
@test "the city: all sixteen indicators have their reference value, baseline and target" {
  city --columns kpi_id,value,baseline,target -t tsv | tail -n +2 >ours
  awk -F'[:,]' '/^   "id"/ { gsub(/[" ]/, "", $2); id = $2 } /^   "baseline"/ { b = $2 } /^   "target"/ { t = $2 }
    /^   "reference_value"/ { printf "%s\t%s\t%s\t%s\n", id, $2 + 0, b + 0, t + 0 }' "$CITY/kpi.json" >theirs
  [ "$(wc -l <theirs)" -eq 16 ]
  # 4.0 and 4 are one number
  awk -F'\t' '{ printf "%s\t%s\t%s\t%s\n", $1, $2 + 0, $3 + 0, $4 + 0 }' ours | diff - theirs
}

@test "the city: Russian titles in a Russian run" {
  run --separate-stderr uprava-report kpi --define concept-2030 --table plan="$CITY/plan.csv" --lang ru
  [[ "$output" == *"K08,\"Процессы, переведённые в электронный вид\",10,процессов,0,38,26.3,behind,"* ]]
}
