#!/bin/sh
# How fast messages get their topics: tests/bench/suggest.sh BUILD. Beside scikit-learn, where it is installed, on the same 100,000 messages.
# SPDX-License-Identifier: MIT
set -eu
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
city=$root/share/example/city
bin=$build/bin
mkdir -p "$build/bench"
cd "$build/bench"

took() { # the wall-clock time of a command, the least of two runs, in seconds
  for _ in 1 2; do
    begin=$(date +%s%N)
    sh -c "$1" >/dev/null
    end=$(date +%s%N)
    echo "$begin $end" | awk '{ printf "%.3f\n", ($2 - $1) / 1e9 }'
  done | sort -n | head -n 1
}

"$bin/uprava-inventory" import --schema any -t tsv --columns topic,unit_id,text "$city/appeals.csv" | tail -n +2 >appeals.tsv
for n in 100000 1000000; do
  [ -e messages-$n.csv ] || LC_ALL=C awk -v n=$n -f "$root/tests/bench/appeals.awk" appeals.tsv >messages-$n.csv
  [ -e past-$n.csv ] || LC_ALL=C awk -v n=$n -v seed=77 -f "$root/tests/bench/appeals.awk" appeals.tsv >past-$n.csv
done
head -n 11 messages-100000.csv >ten-messages.csv
suggest="$bin/uprava-route suggest"
four="--columns appeal_id,topic,unit_id,confidence"

ours=$(took "$suggest --cases $city/appeals.csv $four messages-100000.csv -o topics.csv")
echo "100,000 messages, 1,200 past cases: $ours s; why included: $(took "$suggest --cases $city/appeals.csv messages-100000.csv -o topics.csv") s"
python=
for p in python3 /usr/bin/python3; do
  if $p -c 'import sklearn' 2>/dev/null; then python=$p; fi
done
if [ -n "$python" ]; then
  theirs=$(took "$python $root/tests/bench/topics_peer.py $city/appeals.csv messages-100000.csv >topics-peer.csv")
  echo "$ours $theirs" | awk '{ printf "the same, by TF-IDF and logistic regression of scikit-learn: %.3f s, ratio %.3f\n", $2, $1 / $2 }'
else
  echo "peers not installed, not measured: scikit-learn"
fi
million=$(took "$suggest --cases $city/appeals.csv messages-1000000.csv -o topics.csv")
echo "$million" | awk '{ printf "1,000,000 messages, 1,200 past cases, every column: %.2f s, %.0f a second\n", $1, 1e6 / $1 }'
echo "start-up with 1,200 past cases: $(took "$suggest --cases $city/appeals.csv ten-messages.csv") s; with 100,000: $(took "$suggest --cases past-100000.csv ten-messages.csv") s"
start=$(took "$suggest --cases past-1000000.csv ten-messages.csv")
many=$(took "$suggest --cases past-1000000.csv messages-100000.csv -o topics.csv")
echo "$start $many" | awk '{ printf "start-up with 1,000,000 past cases: %.2f s; then %.0f messages a second\n", $1, 1e5 / ($2 - $1) }'
if command -v /usr/bin/time >/dev/null 2>&1; then
  for past in "$city/appeals.csv" past-1000000.csv; do
    # shellcheck disable=SC2086 # words
    /usr/bin/time -f %M $suggest --cases "$past" messages-100000.csv -o topics.csv 2>&1 | awk -v past="$(($(wc -l <"$past") - 1))" '{ printf "memory with %d past cases: %.0f MB\n", past, $1 / 1024 }'
  done
fi
rm -f topics.csv topics-peer.csv
