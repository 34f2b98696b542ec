#!/bin/sh
# How fast cases move: tests/bench/permit.bpmn (a check, six approvals asked at once, a decision; nine operations a case), durable on disk, beside other engines in memory and
# beside a loop over bare SQLite, all in this run. Part of make bench; alone: sh tests/bench/route.sh build
#   BENCH_CASES=100000   how many cases         BENCH_NODE=DIR   where bpmn-engine is: npm install --prefix DIR bpmn-engine
# SPDX-License-Identifier: MIT
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
n=${BENCH_CASES:-100000}
route=$build/bin/uprava-route
dir=$build/bench/route
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
UPRAVA_STORE=$dir/store.db
export UPRAVA_STORE
unset UPRAVA_NOW

now() { date +%s%N; }

row() { # what, cases a second, a note
  awk -v what="$1" -v v="$2" -v note="$3" 'BEGIN { printf "%-70s %9.0f cases/s  %s\n", what, v, note }'
}

ratio() { # a, b: how many times b goes into a
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

answer() { # an outcome for all open tasks
  "$route" tasks -t csv --columns task_id | awk -v outcome="$1" 'NR == 1 { print "task_id,outcome,actor"; next } { print $0 "," outcome ",E0042" }' >answers.csv
  "$route" complete answers.csv >/dev/null
}

awk -v n="$n" 'BEGIN { print "application_id,address,area_m2"; for (i = 1; i <= n; i++) printf "A%d,\"Морская, 12\",40\n", i }' >permits.csv
"$route" deploy "$here/permit.bpmn" >/dev/null
begin=$(now)
"$route" submit --process permit permits.csv >/dev/null
answer complete
answer agreed
answer granted
ours=$(awk -v n="$n" -v a="$begin" -v b="$(now)" 'BEGIN { print n * 1e9 / (b - a) }')
granted=$("$route" cases -t csv --columns outcome | grep -c Разрешено)
[ "$granted" -eq "$n" ] || { echo "of $n cases $granted were granted" >&2; exit 1; }
size=$(cat store.db* | wc -c)
echo "$n permits: a check, six approvals asked at once, a decision"
row "the commands, phase by phase: submit, then tasks and complete thrice" "$ours" "$(awk -v s="$size" -v n="$n" 'BEGIN { printf "%.2f KB a case on disk", s / n / 1024 }')"
rm -f store.db* answers.csv permits.csv

loop() { # cases, cases a commit
  rm -f loop.db*
  "$build/bench/sqlite_loop" loop.db "$1" "$2"
  rm -f loop.db*
}
engine() { # cases, cases a commit, case or phase
  rm -f engine.db*
  "$build/bench/route_engine" engine.db "$here/permit.bpmn" "$@"
  rm -f engine.db*
}
phases=$(engine "$n" 1000 phase)
row "the engine over its store, phase by phase, a commit per 1,000" "$phases" ""
cases=$(engine "$n" 1000 case)
row "the same, case by case" "$cases" "(asked: at least 17,500)"
theirs=$(loop "$n" 1000)
row "a loop over bare SQLite, written by hand, a commit per 1,000" "$theirs" "the engine is $(ratio "$cases" "$theirs") of it"
cases=$(engine $((n / 5)) 1 case)
row "the engine over its store, a commit per case" "$cases" ""
theirs=$(loop $((n / 5)) 1)
row "a loop over bare SQLite, a commit per case" "$theirs" "the engine is $(ratio "$cases" "$theirs") of it"

if theirs=$(NODE_PATH=${BENCH_NODE:+$BENCH_NODE/node_modules:}${NODE_PATH:-} node "$here/engine.js" "$here/permit.bpmn" 1000 2>engine.err); then
  row "bpmn-engine (npm) in memory, as its documentation shows" "${theirs% *}" "ours is $(ratio "$ours" "${theirs% *}") times as fast (asked: at least 300)"
  row "the same, favoured: parsed once, the condition a plain function" "${theirs#* }" "ours is $(ratio "$ours" "${theirs#* }") times as fast"
else
  cat engine.err >&2
  echo "bpmn-engine (npm) is not installed, not measured: npm install --prefix DIR bpmn-engine, then BENCH_NODE=DIR; stated: 42 cases/s, ours is $(ratio "$ours" 42) times that (asked: at least 300)"
fi
# It comes from PyPI alone; the figure is of another run, on a machine with two cores.
echo "SpiffWorkflow (Python) in memory is not measured; stated: 250 to 350 cases/s, ours is $(ratio "$ours" 350) times the latter (asked: at least 50)"
