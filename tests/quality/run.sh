#!/bin/sh
# How right the judgements are on labelled data: tests/quality/run.sh BUILD DATA
# DATA holds audit/duties-dev.csv (duty_id, duty, gold: power ids joined by ";", or NONE; difficulty) and audit/functions-dups-dev.csv (function_id, function,
# cluster; empty: no duplicate). Prints measures, one a line, and what they were measured on.
# SPDX-License-Identifier: MIT
set -u
build=${1:-build}
root=$(cd "$(dirname "$0")/../.." && pwd)
data=${2:-}
duties=$data/audit/duties-dev.csv
functions=$data/audit/functions-dups-dev.csv
if [ -z "$data" ] || [ ! -r "$duties" ] || [ ! -r "$functions" ]; then
  echo "quality: no labelled data in \"$data\": make quality DATA=DIR" >&2
  exit 2
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
audit=$build/bin/uprava-audit

# One labelled table: what audit map gets, by difficulty, beside what a plain search gets on the same rows.
measure() { # title, file
  echo "== $1: $(($(wc -l <"$2") - 1)) duties"
  "$build/quality/baseline" "$powers" "$2" || exit 1
  "$audit" map --powers "$powers" --top 10 -t tsv --columns duty_id,rank,power_id,verdict,confidence "$2" >"$tmp/map" || exit 1
  "$audit" evaluate --gold "$2" --by difficulty -t tsv "$tmp/map" | awk -F '\t' '
    NR > 1 && $3 != "" && ($1 == "all" || $2 == "top_1" || $2 == "none_f1") { printf "%-7s %-15s %.3f  [%.3f, %.3f]  n %d\n", $1, $2, $3, $4, $5, $6 }' || exit 1
}

powers=$root/share/powers/ru-131fz.csv
own=$root/tests/data/audit/duties.csv
measure "duties written for this purpose" "$own"
measure "duties of DATA, which nothing was written from" "$duties"

echo "== confidence, fitted on nine tenths and measured on the tenth"
"$build/quality/calibrate" "$own" "$duties" | sed "s|^$root/||; s|^$data/||" || exit 1

sh tests/quality/duplicates.sh "$build" tests/data/duplicates/labelled.csv "$root/tests/data/duplicates/rewordings.csv" "$functions"

# Topics and units of messages, on the shipped city: whatever was learned comes from the other nine tenths.
echo "== topics of messages"
"$build/quality/topics" "$root/share/example/city/appeals.csv" "$tmp/folds" || exit 1
python=
for p in python3 /usr/bin/python3; do
  if $p -c 'import sklearn' 2>/dev/null; then python=$p; fi
done
if [ -n "$python" ]; then
  "$python" "$root/tests/quality/topics_peer.py" "$tmp/folds" || exit 1
else
  echo "peers not installed, not measured: scikit-learn"
fi
