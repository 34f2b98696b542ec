#!/bin/sh
# SPDX-License-Identifier: MIT
# Messages a second: Telegram's through their adapter, beside jq running the same program alone; and appeals with and without the search for the same matter. BUILD as for run.sh.
set -eu
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$build/bin
dir=$build/bench
mkdir -p "$dir"
cd "$dir"

seconds() {
  begin=$(date +%s%N)
  sh -c "$1" >/dev/null 2>&1 || true
  end=$(date +%s%N)
  echo "$begin $end" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
}
least() { for _ in 1 2 3; do seconds "$1"; done | sort -n | head -n 1; }

n=100000
"$bin/uprava-inventory" import --schema any -t tsv --columns text "$root/share/example/city/appeals.csv" | sed 1d >texts
LC_ALL=C awk -v n=$n '
  { text[NR] = $0; gsub(/\\[ntr]/, " ", text[NR]); gsub(/[\\"]/, "", text[NR]) }
  END {
    srand(1)
    for (i = 1; i <= n; i++) {
      user = 700000000 + int(rand() * 50000)
      what = i % 3 ? sprintf("\"text\":\"%s\"", text[1 + int(rand() * NR)]) : sprintf("\"caption\":\"%s\",\"photo\":[{\"file_id\":\"s%d\",\"width\":90,\"height\":60},{\"file_id\":\"l%d\",\"width\":900,\"height\":600}]", text[1 + int(rand() * NR)], i, i)
      printf "{\"update_id\":%d,\"message\":{\"message_id\":%d,\"from\":{\"id\":%d,\"is_bot\":false,\"first_name\":\"A\",\"language_code\":\"ru\"},\"chat\":{\"id\":%d,\"first_name\":\"A\",\"type\":\"private\"},\"date\":%d,%s}}\n",
        i, i, user, user, 1700000000 + i * 20, what
      printf "{\"id\":%d,\"created_at\":%d,\"lat\":%.5f,\"lon\":%.5f,\"text\":\"%s %s\"}\n", i, 1700000000 + i * 20, 46.9 + rand() / 10, 142.7 + rand() / 10,
        text[1 + int(rand() * NR)], text[1 + int(rand() * NR)] >"appeals.jsonl"
    }
  }' texts >updates.jsonl

ours=$(least "$bin/uprava-route intake --adapter telegram -o updates.csv updates.jsonl")
if command -v jq >/dev/null; then
  peer=$(least "jq -c --argjson map '{}' -f $root/share/adapters/telegram.jq updates.jsonl >updates.peer")
  awk -v n=$n -v a="$ours" -v b="$peer" 'BEGIN { printf "intake: %.0f Telegram messages/s; jq alone with the same program: %.0f/s\n", n / a, n / b }'
else
  awk -v n=$n -v a="$ours" 'BEGIN { printf "intake: %.0f Telegram messages/s; jq is not installed\n", n / a }'
fi
plain=$(least "$bin/uprava-route intake -o appeals.csv appeals.jsonl")
same=$(least "$bin/uprava-route intake --same default -o appeals.csv appeals.jsonl")
awk -v n=$n -v a="$plain" -v b="$same" 'BEGIN { printf "intake: %.0f appeals/s, %.0f/s with --same\n", n / a, n / b }'
rm -f updates.* appeals.* texts
