#!/bin/sh
# The pages are true: scripts pass shellcheck, man pages pass mandoc, their synopsis is --help's, every verb is in the README or the design, links
# lead somewhere, every schema has both languages.
# SPDX-License-Identifier: MIT
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
build=${build%/check}
. tests/lint/check.inc

find tests share .ci \( -name '*.sh' -o -path '.ci/run' \) -print0 | xargs -0 shellcheck -x -s sh -e SC1091 2>&1 | check "shellcheck: scripts"
find tests \( -name '*.bash' -o -name '*.bats' \) -print0 | xargs -0 shellcheck -x -s bats -e SC1091,SC2016,SC2030,SC2031,SC2094,SC2154 2>&1 | check "shellcheck: bats"
shellcheck -s bash completions/uprava.bash 2>&1 | check "shellcheck: bash completion"

for page in "$build"/man/man?/*.[15]; do
  mandoc -Tlint -W warning "$page" 2>&1 | grep -vE 'referenced manual not found|lower case character in document title'
done | check "mandoc: man pages"

# Section names are Russian here, which mandoc warns of.
for page in "$build"/man/ru/*/*.1; do
  mandoc -K utf-8 -Tlint -W error "$page" 2>&1
done | check "mandoc: Russian man pages"

for command in inventory audit route attest report; do
  program=$build/bin/uprava-$command
  "$program" --complete "" | cut -f 1 | grep -v '^-' | while read -r verb; do
    usage=$(UPRAVA_LANG=en "$program" "$verb" --help | sed -n '1s/^Usage: *//p')
    name=uprava-$command
    mandoc -K utf-8 -Tutf8 "$build/man/man1/$name.1" | sed 's/.\x08//g' | tr -s ' \n' '  ' | grep -qF "$usage" || echo "$name $verb: the synopsis is not \"$usage\""
    grep -qE "(\`| )($command )?$verb\b" docs/design.md README.md || echo "$command $verb: neither in README.md nor in docs/design.md"
  done
done | check "man synopsis and --help agree; every verb is described"

for page in README.md README.ru.md CONTRIBUTING.md docs/*.md; do
  grep -oE '\]\([^)#:]+\)' "$page" | tr -d '])(' | while read -r link; do
    [ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
  done
done | check "links lead somewhere"

for schema in share/schema/*.json; do
  for word in title title_ru; do
    grep -q "\"$word\"" "$schema" || echo "$schema: no $word"
  done
done | check "a schema has titles in both languages"
