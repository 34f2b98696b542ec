#!/bin/sh
# How right inventory duplicates is: tests/quality/duplicates.sh BUILD FILE… (function_id, unit, function, cluster; empty: no duplicate). Pairs of one
# cluster, labelled and found. For each file: the default threshold; the threshold chosen by five folds over clusters (chosen on four, measured on
# the fifth); and beside it pairs by plain Jaccard of stems at the threshold that is best for them on this very file.
# SPDX-License-Identifier: MIT
set -eu
build=$1
shift
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
inventory=$build/bin/uprava-inventory
for file; do
  "$inventory" import --schema any --to tsv --columns function_id,cluster "$file" >"$tmp/gold"
  : >"$tmp/found"
  for threshold in default 0.35 0.40 0.45 0.50 0.55 0.60 0.65 0.70 0.75 0.80; do
    option=
    [ $threshold = default ] || option="--threshold $threshold"
    # shellcheck disable=SC2086 # an option and its value
    "$inventory" duplicates $option --to tsv --columns function_id,cluster_id "$file" | awk -v t=$threshold -v OFS='\t' 'NR > 1 { print t, $1, $2 }' >>"$tmp/found"
  done
  "$build/quality/jaccard" "$file" >"$tmp/plain"
  awk -F '\t' -v name="$(basename "$file" .csv)" '
    function f1(tp, fp, fn) { return tp ? 2 * tp / (2 * tp + fp + fn) : 0 }
    FNR == 1 { file++ }
    file == 1 && FNR > 1 { id[++n] = $1; gold[$1] = $2; key = $2 == "" ? $1 : $2; if (!(key in fold)) fold[key] = keys++ % 5; of[$1] = fold[key] }
    file == 2 { said[$1, $2] = $3; if (!($1 in at)) { at[$1] = ++thresholds; named[thresholds] = $1 } }
    file == 3 { plain[$1, $2] = plain[$2, $1] = $3 }
    END {
      for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) {
        a = id[i]; b = id[j]; f = of[a]
        true = gold[a] != "" && gold[a] == gold[b]
        pairs += true
        for (t = 1; t <= thresholds; t++) {
          k = named[t]; got = ((k, a) in said) && ((k, b) in said) && said[k, a] == said[k, b]
          if (true && got) tp[t, f]++; else if (got) fp[t, f]++; else if (true) fn[t, f]++
        }
        for (t = 1; t <= 18; t++) {
          got = plain[a, b] >= t * 0.05
          if (true && got) ptp[t]++; else if (got) pfp[t]++; else if (true) pfn[t]++
        }
      }
      if (pairs == 0) { print "duplicates: nothing to measure"; exit 1 }
      for (t = 1; t <= thresholds; t++) for (f = 0; f < 5; f++) { TP[t] += tp[t, f]; FP[t] += fp[t, f]; FN[t] += fn[t, f] }
      for (f = 0; f < 5; f++) { # chosen without fold f
        best = -1
        for (t = 1; t <= thresholds; t++) {
          if (named[t] == "default") continue
          m = f1(TP[t] - tp[t, f], FP[t] - fp[t, f], FN[t] - fn[t, f])
          if (m > best) { best = m; chosen = t }
        }
        ctp += tp[chosen, f]; cfp += fp[chosen, f]; cfn += fn[chosen, f]
      }
      for (t = 1; t <= 18; t++) if (f1(ptp[t], pfp[t], pfn[t]) > most) { most = f1(ptp[t], pfp[t], pfn[t]); where = t * 0.05 }
      d = at["default"]
      printf "duplicates: %s: functions %d, pairs %d: precision %.3f, recall %.3f, pairwise F1 %.3f; threshold chosen by folds: F1 %.3f; plain Jaccard at its best (%.2f): F1 %.3f\n", name, n, pairs, TP[d] / (TP[d] + FP[d]), TP[d] / pairs, f1(TP[d], FP[d], FN[d]), f1(ctp, cfp, cfn), where, most
    }' "$tmp/gold" "$tmp/found" "$tmp/plain"
done
