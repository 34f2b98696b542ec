#!/bin/sh
# Every corpus through its harness: no crash, no hang.
# SPDX-License-Identifier: MIT
set -u
cd "$(dirname "$0")/../.." || exit 1
n=0
for harness in tests/fuzz/fuzz_*.c; do
  name=$(basename "$harness" .c)
  n=$((n + 1))
  set -- tests/fuzz/corpus/"${name#fuzz_}"/*
  if timeout 60 "${BUILD%/check}/fuzz/$name" "$@" >/dev/null 2>&1; then
    echo "ok $n - $name: $# inputs"
  else
    echo "not ok $n - $name"
  fi
done
echo "1..$n"
