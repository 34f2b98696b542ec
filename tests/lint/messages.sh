#!/bin/sh
# Every message has both languages, and no translation is left over.
# SPDX-License-Identifier: MIT
set -u
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# _("…" "…") and N_("…"), joined over lines, comments left out; perl is part of every Debian.
# shellcheck disable=SC2016
find lib cmd -name '*.[ch]' -print0 | xargs -0 perl -0777 -ne '
  s{/\*.*?\*/}{}gs;
  while (/\bN?_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)/g) { my $s = $1; my $t = ""; $t .= $1 while $s =~ /"((?:[^"\\]|\\.)*)"/g; print "$t\n" unless $t eq "English" || $t eq "…" }
' | LC_ALL=C sort -u >"$tmp/code"
msgids() { # what to leave out of ru.po first
  perl -0777 -ne "$1"'
    while (/^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)/gm) { my $s = $1; my $t = ""; $t .= $1 while $s =~ /"((?:[^"\\]|\\.)*)"/g; print "$t\n" if length $t }
  ' share/po/ru.po | LC_ALL=C sort -u
}
msgids '' >"$tmp/po"
# What libraries say comes through _(strerror()) and the like: nothing in the code names it.
msgids 's/^# ---- words of libraries.*//ms;' >"$tmp/ours"

report() { # number, title, file
  if [ -s "$3" ]; then
    echo "not ok $1 - $2"
    sed 's/^/# /' "$3"
  else
    echo "ok $1 - $2"
  fi
}
LC_ALL=C comm -23 "$tmp/code" "$tmp/po" >"$tmp/missing"
LC_ALL=C comm -13 "$tmp/code" "$tmp/ours" >"$tmp/unused"
report 1 "every message has a Russian side" "$tmp/missing"
report 2 "no translation is left over" "$tmp/unused"
[ -s "$tmp/code" ] && echo "ok 3 - messages were found: $(wc -l <"$tmp/code")" || echo "not ok 3 - no message was found"
echo "1..3"
