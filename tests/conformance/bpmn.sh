#!/bin/sh
# SPDX-License-Identifier: MIT
# bpmn.sh DATA: does the reader count in other tools' BPMN files what lxml counted (DATA/bpmn/counts.csv)? One line for
# each number that differs, then how many files agreed, as TAP. And do their engines' test processes run here as they do there
# (DATA/bpmn/run)? BUILD says where the programs are.
set -eu
data=${1:?the directory of the reference data}/bpmn
build=$(cd "${BUILD:-build}" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$build/conformance/bpmn_run" "$data/run"

cd "$data"
for file in models/*; do
  "$build/bin/uprava-route" lint --elements -t tsv "$file" | sed 1d
  "$build/bin/uprava-route" lint --columns file,check -t tsv "$file" |
    awk -F '\t' 'NR > 1 { n[$2]++ }
      END { printf "%s\tdangling_refs\t%d\n%s\tduplicate_ids\t%d\n", f, n["dangling"], f, n["duplicate-id"] }' f="$file"
done > "$tmp/counted"

awk -F '[,\t]' '
  { sub(/\r$/, "") }
  FILENAME != "counts.csv" { got[$1, $2] = $3; next }
  FNR == 1 { for (i = 3; i <= NF; i++) name[i] = $i; next }
  {
    files++
    bad = nodes = 0
    for (i = 3; i <= NF; i++) {
      if (name[i] ~ /([tT]ask|Gateway|Event|[sS]ubProcess|SubProcess|transaction|callActivity)$/) nodes += got[$1, name[i]]
      is = name[i] == "flow_nodes" ? nodes : got[$1, name[i]] + 0
      numbers++
      if (is != $i) { printf "# %s: %s: %d, and not %d\n", $1, name[i], is, $i; bad = 1 }
    }
    agreed += !bad
  }
  END {
    printf "%s - bpmn: %d of %d files agree in all of their %d numbers\n", (files > 0 && agreed == files ? "ok" : "not ok"), agreed, files, numbers
  }' "$tmp/counted" counts.csv
