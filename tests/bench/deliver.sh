#!/bin/sh
# Messages a second: into a directory beside a bare loop that writes and syncs as many files, over HTTP to a server on this machine, and to a command. Part of
# make bench; alone: sh tests/bench/deliver.sh build
#   BENCH_MESSAGES=5000   how many go into the directory
# SPDX-License-Identifier: MIT
set -eu
build=$(cd "$1" && pwd)
n=${BENCH_MESSAGES:-5000}
route=$build/bin/uprava-route
dir=$build/bench/deliver
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
UPRAVA_STORE=$dir/store.db
export UPRAVA_STORE
unset UPRAVA_NOW
cat >notify.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="notify" isExecutable="true">
  <startEvent id="s"/><serviceTask id="t" name="notify"/><endEvent id="e"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
</process></definitions>
B

send() { # messages, kind, target: how many a second
  rm -f store.db*
  awk -v n="$1" 'BEGIN { print "application_id,address,area_m2"; for (i = 1; i <= n; i++) printf "A%d,\"Морская, 12\",40\n", i }' >applications.csv
  "$route" deploy notify.bpmn >/dev/null
  "$route" submit --process notify applications.csv >/dev/null
  printf 'topic,kind,target\nnotify,%s,%s\n' "$2" "$3" >connectors.csv
  begin=$(date +%s%N)
  "$route" deliver --connectors connectors.csv --columns status >receipts.csv
  end=$(date +%s%N)
  [ "$(grep -c '^delivered$' receipts.csv)" -eq "$1" ] || { echo "of $1 messages not all were delivered" >&2; exit 1; }
  awk -v n="$1" -v a="$begin" -v b="$end" 'BEGIN { printf "%.0f\n", n * 1e9 / (b - a) }'
}

# In turn, for a disk that others use is never the same twice.
: >ours
: >bare
for _ in 1 2 3; do
  mkdir out
  send "$n" directory out >>ours
  rm -rf out
  mkdir out
  "$build/bench/spool" out "$n" 250 8 >>bare
  rm -rf out
done
awk -v n="$n" -v a="$(sort -rn ours | head -n 1)" -v b="$(sort -rn bare | head -n 1)" \
  'BEGIN { printf "%d messages to a directory, 8 at once: %d/s; a bare loop of files and syncs, 8 threads: %d/s; ratio %.2f\n", n, a, b, a / b }'

"$build/unit/httpd" port requests &
server=$!
while [ ! -s port ]; do sleep 0.1; done
echo "the same over HTTP to this machine, 8 at once: $(no_proxy=127.0.0.1 send "$n" http "http://127.0.0.1:$(cat port)/ok")/s"
kill "$server"
echo "to a command (cat), 8 at once: $(send 2000 command cat)/s"
rm -rf "$dir"
