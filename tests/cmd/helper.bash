# shellcheck shell=bash
# Loaded by every bats file: the programs of this tree, English messages, a fixed clock, a directory of the test's own.
bats_require_minimum_version 1.5.0

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
BUILD=${BUILD:-$ROOT/build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
CITY=$ROOT/share/example/city
DATA=$ROOT/tests/data
PATH=$BUILD/bin:$PATH
export PATH ROOT CITY DATA LC_ALL=C.UTF-8 UPRAVA_LANG=en UPRAVA_NOW=2024-01-15T09:00
unset UPRAVA_STORE UPRAVA_SHARE UPRAVA_CALENDAR NO_COLOR

setup() {
  cd "$BATS_TEST_TMPDIR" || return 1
}
