#!/bin/sh
# Kills route's verbs at random moments for so many seconds: tests/cmd/route-crash.bats again and again, each time on a new store and with another seed.
#   tests/soak.sh BUILD SECONDS
# SPDX-License-Identifier: MIT
set -eu
case $1 in /*) BUILD=$1 ;; *) BUILD=$PWD/$1 ;; esac
export BUILD
end=$(($(date +%s) + $2))
rounds=0
kills=0
while [ "$(date +%s)" -lt "$end" ]; do
  out=$(CRASH_KILLS=60 bats --tap "$(dirname "$0")/cmd/route-crash.bats" 2>&1) || { echo "$out"; exit 1; }
  kills=$((kills + $(echo "$out" | sed -n 's/^# seed .*: \([0-9]*\) kills.*/\1/p')))
  rounds=$((rounds + 1))
done
echo "$rounds stores, $kills kills: nothing was lost, doubled or half done"
[ $rounds -gt 0 ]
