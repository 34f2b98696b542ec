#!/bin/sh
# How fast, as ratios against peers in the same run: the least of several alternating runs of whole processes. Peers that are not installed are named.
#   tests/bench/run.sh BUILD          BENCH_MB=1000 is the size of the big CSV
# SPDX-License-Identifier: MIT
set -eu
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
city=$root/share/example/city
bin=$build/bin
mb=${BENCH_MB:-1000}
dir=$build/bench
mkdir -p "$dir"
cd "$dir"
missing=

seconds() { # the wall-clock time of a command, in seconds
  begin=$(date +%s%N)
  sh -c "$1" >/dev/null 2>&1 || true
  end=$(date +%s%N)
  echo "$begin $end" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
}

least() { # runs, command
  i=0
  while [ $i -lt "$1" ]; do
    seconds "$2"
    i=$((i + 1))
  done | sort -n | head -n 1
}

line() { # what, ours, theirs, asked
  awk -v what="$1" -v a="$2" -v b="$3" -v asked="$4" 'BEGIN { printf "%-58s %9.3f s  %9.3f s  %6.2f  %s\n", what, a, b, a / b, asked }'
}

big=$dir/big-$mb.csv
if [ ! -e "$big" ]; then
  echo "making $mb MB of CSV, twelve columns"
  tail -n +2 "$city/functions.csv" >part
  while [ "$(wc -c <part)" -lt 20000000 ]; do cat part part >twice && mv twice part; done
  head -n 1 "$city/functions.csv" >"$big.tmp"
  while [ "$(wc -c <"$big.tmp")" -lt $((mb * 1000000)) ]; do cat part >>"$big.tmp"; done
  mv "$big.tmp" "$big"
  rm -f part
fi
printf '%-58s %11s  %11s  %6s\n' "" ours peer ratio
five=function_id,unit_id,title,kind,per_year
ours=$(least 3 "$bin/uprava-inventory import --schema any --columns $five $big -o five.csv")
theirs=$(least 3 "$dir/csvloop $big >five-peer.csv")
cmp -s five.csv five-peer.csv || echo "the two outputs differ"
line "$mb MB of CSV, five of twelve columns, vs bare libcsv" "$ours" "$theirs" "(asked: at most 1.3)"
filtered=$(least 2 "$bin/uprava-inventory import --schema any --where true --columns $five $city/functions.csv")
rm -f five.csv five-peer.csv

head -n 11 "$city/functions.csv" >ten.csv
# shellcheck disable=SC2016 # the inner shell expands
hundred='i=0; while [ $i -lt 100 ]; do %s; i=$((i + 1)); done'
# shellcheck disable=SC2059 # the format is ours
ours=$(least 5 "$(printf "$hundred" "$bin/uprava-inventory import ten.csv")")
# shellcheck disable=SC2059
theirs=$(least 5 "$(printf "$hundred" /bin/true)")
awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%-58s %9.2f ms %9.2f ms  over true: %.2f ms (asked: at most 5 ms)\n", "a verb on a ten-line file", a * 10, b * 10, (a - b) * 10 }'
echo "the same with a jq expression, 1,200 rows: $filtered s"

peak() { # megabytes a command needs at most
  if command -v /usr/bin/time >/dev/null 2>&1; then
    # shellcheck disable=SC2086 # words
    /usr/bin/time -f %M $1 2>&1 >/dev/null | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }'
  else
    # shellcheck disable=SC2086
    $1 >/dev/null 2>&1 &
    pid=$!
    top=0
    while kill -0 $pid 2>/dev/null; do
      now=$(awk '/VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null || echo 0)
      [ "${now:-0}" -le "$top" ] || top=$now
      sleep 0.02
    done
    awk -v k="$top" 'BEGIN { printf "%.1f", k / 1024 }'
  fi
}
head -c 10000000 "$big" | sed '$d' >small.csv
small=$(peak "$bin/uprava-inventory import --schema any --rejects /dev/null --columns $five small.csv -o /dev/null")
large=$(peak "$bin/uprava-inventory import --schema any --rejects /dev/null --columns $five $big -o /dev/null")
echo "memory of a streaming verb: 10 MB: $small MB, $mb MB: $large MB"

for peer in mlr xsv qsv; do command -v $peer >/dev/null 2>&1 || missing="$missing $peer"; done
if command -v mlr >/dev/null 2>&1; then
  line "... vs Miller" "$(least 1 "$bin/uprava-inventory import --schema any --columns $five $big -o five.csv")" \
    "$(least 1 "mlr --csv cut -o -f $five $big >five-peer.csv")" ""
fi
if command -v sqlite3 >/dev/null 2>&1; then
  line "10 MB of CSV, five columns, vs sqlite3 .import" "$(least 3 "$bin/uprava-inventory import --schema any --columns $five small.csv -o five.csv")" \
    "$(least 3 "sqlite3 :memory: '.import --csv small.csv t' '.mode csv' 'select $five from t'")" ""
else
  missing="$missing sqlite3"
fi

rm -f route.db*
awk 'NR == 1 { print "application_id,complete" } END { for (i = 0; i < 10000; i++) print "A" i ",true" }' /dev/null >applications.csv
sed -i '1i application_id,complete' applications.csv
UPRAVA_STORE=$dir/route.db
export UPRAVA_STORE
"$bin/uprava-route" deploy earthworks-permit >/dev/null
took=$(seconds "$bin/uprava-route submit --process earthworks-permit applications.csv")
awk -v t="$took" -v size="$(wc -c <route.db)" 'BEGIN { printf "route: 10,000 permits sent to nine offices each: %.0f cases/s, %.1f KB a case on disk\n", 10000 / t, size / 10240000 }'
rm -f route.db*

sh "$root/tests/bench/forms.sh" "$build"

# terms of law, why included, beside reading and writing the same rows
[ -e received.csv ] || LC_ALL=C awk -v n=1000000 -f "$root/tests/bench/deadline.awk" >received.csv
line "1,000,000 deadlines vs reading and writing the rows" "$(least 5 "$bin/uprava-route deadline -q received.csv >/dev/null")" \
  "$(least 5 "$bin/uprava-inventory import --schema any received.csv >/dev/null")" "(asked: at most 2)"

# duties against powers: what is known about the work included, top three, in the input's order
for n in 1000000 2000000; do
  [ -e duties-$n.csv ] || LC_ALL=C awk -v n=$n -f "$root/tests/bench/duties.awk" "$city/duties.csv" "$root/share/powers/ru-131fz.csv" >duties-$n.csv
done
map="$bin/uprava-audit map --powers ru-131fz --top 3 --rejects map.rejects"
head -n 11 duties-1000000.csv >ten-duties.csv
bare="$map --columns duty_id,rank,power_id,score"
ours=$(least 3 "$bare duties-1000000.csv >map.csv")
python=
for p in python3 /usr/bin/python3; do
  if $p -c 'import scipy.sparse, snowballstemmer' 2>/dev/null; then python=$p; fi
done
if [ -n "$python" ]; then
  line "1,000,000 duties to 198 powers, vs scipy BM25 of titles" "$ours" "$(least 1 "$python $root/tests/bench/bm25.py $root/share/powers/ru-131fz.csv duties-1000000.csv >map-peer.csv")" "(asked: at most 0.167)"
else
  missing="$missing scipy+snowballstemmer"
  echo "1,000,000 duties to 198 powers: $ours s"
fi
echo "the same with every column, why included: $(least 1 "$map duties-1000000.csv >map.csv") s; on one thread, bare: $(least 1 "UPRAVA_THREADS=1 $bare duties-1000000.csv >map.csv") s"
for n in 1000000 2000000; do
  echo "memory for $n duties: $(peak "$bare duties-$n.csv") MB, $(least 1 "$bare duties-$n.csv >map.csv") s"
done
echo "start-up of audit map with all it knows: $(least 5 "$map ten-duties.csv") s"
rm -f map.csv map-peer.csv map.rejects

# all pairs of similar names: ours at 1, 2 and 4 million, and beside a peer at 100,000
cat "$city/functions.csv" "$city/duties.csv" "$root"/share/powers/vocabulary/* | tr -s ' ,;:"().0-9' '\n' | sort -u >words
for millions in 1 2 4; do
  "$dir/join" $millions words | awk -F '\t' '{ printf "all pairs with Jaccard >= 0.8 of %d names: %.2f s (%.2f s a million), pairs %d, %d MB (%d MB a million)\n", $1, $2, $2 * 1e6 / $1, $3, $4, $4 * 1e6 / $1 }'
done
if python3 -c 'import SetSimilaritySearch' 2>/dev/null; then
  "$dir/join" 0.1 words write 100000 sets
  ours=$("$dir/join" 0.1 words | cut -f 2)
  theirs=$(python3 -c '
import time
from SetSimilaritySearch import all_pairs
sets = [line.split() for line in open("sets")]
start = time.perf_counter()
sum(1 for pair in all_pairs(sets, similarity_func_name="jaccard", similarity_threshold=0.8))
print("%.4f" % (time.perf_counter() - start))')
  line "all pairs of 100,000 names vs SetSimilaritySearch" "$ours" "$theirs" "asked: at most 0.05"
else
  missing="$missing SetSimilaritySearch"
fi
sh "$root/tests/bench/route.sh" "$build"
sh "$root/tests/bench/suggest.sh" "$build"
sh "$root/tests/bench/deliver.sh" "$build"
sh "$root/tests/bench/intake.sh" "$build"
[ -z "$missing" ] || echo "peers not installed, not measured:$missing"
