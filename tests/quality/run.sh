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
inventory=$build/bin/uprava-inventory

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

# pairs of one cluster, labelled and found
"$inventory" import --schema any --to tsv --columns function_id,cluster "$functions" >"$tmp/gold" || exit 1
for threshold in 0.5 0.6 0.7; do
  "$inventory" duplicates --threshold "$threshold" --to tsv --columns function_id,cluster_id "$functions" >"$tmp/found" || exit 1
  awk -F '\t' -v t="$threshold" '
    FNR == 1 { file++; next }
    file == 1 { id[++n] = $1; gold[$1] = $2 }
    file == 2 { said[$1] = $2 }
    END {
      for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) {
        a = id[i]; b = id[j]
        true = gold[a] != "" && gold[a] == gold[b]; got = (a in said) && (b in said) && said[a] == said[b]
        if (true && got) tp++; else if (got) fp++; else if (true) fn++
      }
      if (n == 0 || tp + fn == 0) { print "duplicates: nothing to measure"; exit 1 }
      p = tp + fp ? tp / (tp + fp) : 0; r = tp / (tp + fn)
      printf "duplicates: functions %d, pairs %d, threshold %s: precision %.3f, recall %.3f, pairwise F1 %.3f\n", n, tp + fn, t, p, r, p + r ? 2 * p * r / (p + r) : 0
    }' "$tmp/gold" "$tmp/found" || exit 1
done
