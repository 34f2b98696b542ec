#!/bin/sh
# The commands over other people's files, against the reference values that lie beside them: run.sh BUILD DATA. Each part says what it ran; the last line
# is "N passed, N failed".
# SPDX-License-Identifier: MIT
set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(cd "${1:-build}" && pwd)
data=${2:-}
export BUILD UPRAVA_LANG=en
if [ -z "$data" ] || [ ! -d "$data" ]; then
  echo "conformance: no directory \"$data\": make conformance DATA=DIR"
  echo "0 passed, 1 failed"
  exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT

part() { # folder, script
  if [ -d "$data/$1" ]; then
    sh "$here/$2" "$data" >>"$log" 2>&1 || echo "not ok - $2 ended badly" >>"$log"
  else
    echo "not ok - $data has no folder $1" >>"$log"
  fi
}
part csv csv.sh
part bpmn bpmn.sh
part intake intake.sh
sh "$here/mining.sh" >>"$log" 2>&1 || echo "not ok - mining.sh ended badly" >>"$log"
cat "$log"
for folder in "$data"/*/; do
  case $(basename "$folder") in
    csv | bpmn | intake | city | audit) ;; # audit is make quality's, the city is shipped
    *) echo "# $(basename "$folder"): no verb reads it yet" ;;
  esac
done
passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^not ok ' "$log")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
