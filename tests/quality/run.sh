#!/bin/sh
# How right the judgements are on labelled data: tests/quality/run.sh BUILD DATA
# DATA holds audit/duties-dev.csv (duty_id, duty, gold: power ids joined by ";", or NONE) and audit/functions-dups-dev.csv (function_id, function,
# cluster; empty: no duplicate). Prints measures, one a line, and what they were measured on.
# SPDX-License-Identifier: MIT
set -u
build=${1:-build}
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

# rank 1 to 10 of each duty beside its gold and its difficulty, which audit map passes through
"$audit" map --powers "$data/audit/powers.csv" --top 10 --to tsv --columns duty_id,rank,power_id,verdict,gold,difficulty "$duties" >"$tmp/map" || exit 1
awk -F '\t' '
  NR == 1 { next }
  !($1 in gold) { gold[$1] = $5; group[$1] = $6; n++ }
  $2 == 1 { first[$1] = $3 }
  $3 != "" {
    place[$1]++ # a duty judged to serve no power still has candidates, from the second row on
    if (!($1 in found)) { m = split($5, g, ";"); for (i = 1; i <= m; i++) if (g[i] == $3) found[$1] = place[$1] }
  }
  END {
    for (d in gold) {
      none = gold[d] == "NONE"; said = first[d] == ""
      if (none && said) tp++; else if (said) fp++; else if (none) fn++
      if (none) { nones++; continue }
      served++; groups[group[d]]++
      right = d in found && found[d] == 1
      ranked += right; ranked_in[group[d]] += right
      top += right && !said; top_in[group[d]] += right && !said
      mrr += d in found ? 1 / found[d] : 0
      recall += d in found && found[d] <= 5
    }
    if (n == 0 || served == 0) { print "map: nothing to measure"; exit 1 }
    printf "map: duties %d, of them with a power %d, with none %d\n", n, served, nones
    printf "map: top-1 %.3f (right and not called none), best candidate right %.3f, MRR@10 %.3f, recall@5 %.3f\n", top / served, ranked / served, mrr / served, recall / served
    for (i = 1; i <= split("easy medium hard", name, " "); i++) if (groups[name[i]]) printf "map: %s: duties %d, top-1 %.3f, best candidate right %.3f\n", name[i], groups[name[i]], top_in[name[i]] / groups[name[i]], ranked_in[name[i]] / groups[name[i]]
    p = tp + fp ? tp / (tp + fp) : 0; r = tp + fn ? tp / (tp + fn) : 0
    printf "map: none: precision %.3f, recall %.3f, F1 %.3f\n", p, r, p + r ? 2 * p * r / (p + r) : 0
  }' "$tmp/map" || exit 1

sh tests/quality/duplicates.sh "$build" tests/data/duplicates/labelled.csv "$functions"
