#!/bin/sh
# What the build, the tests and the checks need, found by trying. Prints the one install line for what is missing, and runs it
# when root or with a sudo that asks nothing.
#   tests/deps.sh build|test|check
# SPDX-License-Identifier: MIT
set -u
missing=

library() { # package, header, function, link flags
  printf '#include <stddef.h>\n#include <stdio.h>\n#include <%s>\nint main(void) { return (void *)%s == 0; }\n' "$2" "$3" |
    ${CC:-cc} -x c - -o /dev/null "$4" 2>/dev/null || missing="$missing $1"
}

tool() { # package, command
  command -v "$2" >/dev/null 2>&1 || missing="$missing $1"
}

tool gcc "${CC:-cc}"
tool make make
library libcsv-dev csv.h csv_init -lcsv
library libjq-dev jq.h jq_init -ljq
library libsqlite3-dev sqlite3.h sqlite3_open -lsqlite3
library libexpat1-dev expat.h XML_ParserCreate -lexpat
library libcurl4-openssl-dev curl/curl.h curl_easy_init -lcurl
library libstemmer-dev libstemmer.h sb_stemmer_new -lstemmer
library libexif-dev libexif/exif-data.h exif_data_new -lexif
case $1 in
  test | check)
    tool bats bats
    tool openssl openssl
    ;;
esac
if [ "$1" = check ]; then
  tool shellcheck shellcheck
  tool mandoc mandoc
  tool binutils nm
fi
[ -n "$missing" ] || exit 0

echo "missing:$missing"
sudo=
if [ "$(id -u)" -ne 0 ]; then
  sudo="sudo "
fi
echo "install with: ${sudo}apt-get install -y --no-install-recommends$missing"
if [ -n "$sudo" ] && ! sudo -n true 2>/dev/null; then
  echo "run the line above, then make again" >&2
  exit 1
fi
command -v apt-get >/dev/null 2>&1 || exit 1
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # one word a package
{
  ${sudo}apt-get install -y -qq --no-install-recommends $missing ||
    { ${sudo}apt-get update -qq && ${sudo}apt-get install -y -qq --no-install-recommends $missing; }
} >/dev/null
