#!/bin/sh
# The house: includes point down, third-party headers stay in lib/ext, a module exports only its own names, a header stands alone.
# SPDX-License-Identifier: MIT
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
build=${build%/check}
. tests/lint/check.inc

# floor: what it may include
grep -rnE '^#include "' lib cmd --include='*.[ch]' | awk '
  BEGIN {
    may["base"] = " base "; may["ext"] = " base ext "; may["cli"] = " base cli "
    may["table"] = " base ext cli table "; may["calc"] = " base calc "; may["process"] = " base ext cli process "
    may["text"] = " base ext cli table calc process text "; may["cases"] = " base ext cli table calc process cases "
    may["render"] = " base ext cli table calc process render "
  }
  {
    split($0, part, ":"); file = part[1]; split(file, dir, "/")
    target = $0; sub(/.*#include "/, "", target); sub(/".*/, "", target)
    if (dir[1] == "lib") {
      split(target, to, "/")
      if (index(may[dir[2]], " " to[1] " ") == 0 || target !~ /\//) print file ": includes " target
    } else if (target ~ /\.\./)
      print file ": includes " target
  }' | check "an include points down"

grep -rnE '^#include <' lib cmd --include='*.[ch]' | grep -E '<(csv|jq|jv|sqlite3|expat|archive[a-z_]*|libstemmer|libexif/.*|curl/.*)\.h>' | awk -F: '
  { header = $3; count[header]++; where[header] = where[header] " " $1; if ($1 !~ /^lib\/ext\/.*\.c$/) print $1 ": " header }
  END { for (h in count) if (count[h] > 1 && h !~ /jv/) print h ":" where[h] }' | check "a third-party header is included by one .c file in lib/ext"

for o in "$build"/lib/*/*.o; do
  module=$(basename "$o" .o)
  floor=$(basename "$(dirname "$o")")
  nm -g --defined-only "$o" 2>/dev/null | awk -v m="$module" -v f="$floor" '
    BEGIN { stem = m; sub(/_.*/, "", stem) } # engine_state.c is the second file of engine.h
    $2 ~ /[TDBR]/ && $3 !~ "^(" m "|" stem "s?)_" && $3 != m && $3 !~ /^__(asan|odr_asan|sanitizer)/ { print "lib/" f "/" m ".c exports " $3 }'
done | grep -vE 'lib/base/date.c exports (moment|duration)_|lib/cli/[a-z]+.c exports cli_|lib/table/row.c exports (columns|frame)_|lib/base/lang.c' |
  check "a module exports its own names"

for h in lib/*/*.h cmd/*/*.h; do
  [ -e "$h" ] || continue
  printf '#include "%s"\nint unused;\n' "$PWD/$h" | ${CC:-cc} -std=c11 -D_GNU_SOURCE -Ilib -I"$(dirname "$h")" -fsyntax-only -xc - 2>&1 | head -n 2
done | check "a header stands alone"

for h in lib/*/*.h; do
  awk 'NR <= 4 && /^\/\*|^ \* / { seen = 1 } END { if (!seen) print FILENAME ": no idea at the top" }' "$h"
done | check "a header opens with its idea"

find lib cmd tests -name '*.[ch]' | while read -r f; do
  head -n 1 "$f" | grep -q 'SPDX-License-Identifier: MIT' || echo "$f: no SPDX line"
  [ "$(wc -l <"$f")" -le 520 ] || echo "$f: $(wc -l <"$f") lines"
done | check "a file names its licence and is not over five hundred lines"

grep -rnE 'TODO|FIXME|\bXXX\b|not implemented' lib cmd | check "nothing is marked as unfinished"
grep -rnE '\b(system|popen|gets|strtok|sprintf|strcat)\(' lib cmd --include='*.c' | check "no shell, no unsafe string functions"
grep -rnE '\b(printf|puts|fputs|fprintf|exit|_exit|abort)\(' lib --include='*.c' | grep -vE '^lib/(cli|base/mem)|_exit\(|lib/ext/jqx' | check "the library neither prints nor exits"
