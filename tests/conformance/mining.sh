#!/bin/sh
# The exported history, read by others: pm4py must count the cases, events and objects that the table of the history has; xmllint must find well-formed XML. Prints TAP; what is
# not installed is named.
# SPDX-License-Identifier: MIT
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
route=$BUILD/bin/uprava-route
unset UPRAVA_STORE UPRAVA_SHARE
UPRAVA_OFFSET=+11:00
UPRAVA_NOW=2024-01-15T09:00
export UPRAVA_OFFSET UPRAVA_NOW
"$route" deploy "$root/tests/data/bpmn/approval.bpmn" >/dev/null
awk 'BEGIN { print "application_id,complete,Адрес"; for (i = 1; i <= 300; i++) printf "A%d,%s,\"ул. \"\"Мира\"\" <%d> & 2\"\n", i, i % 7 ? "yes" : "no", i }' >a.csv
"$route" submit --process approval a.csv >/dev/null
"$route" tasks -t csv --columns task_id | awk -F . 'NR == 1 { print "task_id,outcome,actor"; next } $1 % 3 == 0 { print $0 ",agreed,E1" }' >answers.csv
"$route" complete --now 2024-01-16 answers.csv >/dev/null
"$route" tick --now 2024-01-25 >/dev/null
"$route" history --export xes -o log.xes
"$route" history --export ocel -o log.json
cases=$("$route" cases -t csv --columns case_id | sed 1d | wc -l)
"$route" history -t csv --columns kind >kinds
events=$(grep -cxE 'case_started|task_created|task_completed|task_cancelled|timer_fired|ended' kinds)
objects=$((cases + $(grep -cx task_created kinds) + $("$route" history -t tsv --columns unit_id | sed 1d | grep . | sort -u | wc -l)))

if command -v xmllint >/dev/null 2>&1; then
  xmllint --noout log.xes && echo "ok - xmllint reads the XES of $events events"
else
  echo "# xmllint is not installed"
fi
if python3 -c 'import pm4py' 2>/dev/null; then
  got=$(python3 -W ignore -c '
import pm4py
log = pm4py.read_xes("log.xes")
ocel = pm4py.read_ocel2_json("log.json")
print(log["case:concept:name"].nunique(), len(log), len(ocel.events), len(ocel.objects))' 2>/dev/null | tail -n 1)
  if [ "$got" = "$cases $events $events $objects" ]; then
    echo "ok - pm4py counts $cases cases, $events events and $objects objects"
  else
    echo "not ok - pm4py counts $got, the history $cases $events $events $objects"
  fi
else
  echo "# pm4py is not installed: a history of $cases cases, $events events and $objects objects was not read by it"
fi
