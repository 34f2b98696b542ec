#!/bin/sh
# Runs test programs side by side, each printing TAP: unit tests, bats files, lints. The last line is "N passed, N failed".
#   tests/run.sh BUILD FILE...
# A program that ends badly without saying "not ok", that prints no test, or that skips one has failed.
# SPDX-License-Identifier: MIT
set -u
build=$1
shift
log=$build/test
rm -rf "$log"
mkdir -p "$log"
case $build in /*) BUILD=$build ;; *) BUILD=$PWD/$build ;; esac
export BUILD log

[ $# -gt 0 ] || { echo "no tests were found"; echo "0 passed, 1 failed"; exit 1; }

# shellcheck disable=SC2016 # the inner shell expands
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" sh -c '
  out=$log/$(echo "$1" | tr / _).tap
  case $1 in
    *.bats) timeout 300 bats --tap "$1" ;;
    *.sh) timeout 300 sh "$1" ;;
    *) timeout 300 "$1" ;;
  esac >"$out" 2>&1 </dev/null
  rc=$?
  if [ $rc -ne 0 ] && ! grep -aq "^not ok " "$out"; then echo "not ok - $1 ended with $rc" >>"$out"
  elif ! grep -aq "^ok " "$out"; then echo "not ok - $1 ran no test" >>"$out"; fi
' _

passed=$(cat "$log"/*.tap | grep -a '^ok ' | grep -avic '# skip')
failed=$(cat "$log"/*.tap | grep -aEic '^not ok |^ok .*# skip')
for tap in "$log"/*.tap; do
  if grep -aEiq '^not ok |^ok .*# skip' "$tap"; then
    printf '\n%s\n' "--- $(basename "$tap" .tap)"
    awk '/^ok /{show=0} /^not ok /||/# skip/{show=1} show' "$tap" | head -n 60
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
