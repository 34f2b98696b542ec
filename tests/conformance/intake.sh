#!/bin/sh
# SPDX-License-Identifier: MIT
# intake.sh DATA: does each message of DATA/intake become the row that expected.json says, or is it ignored? A file's adapter is the first word of its name.
# Each file is read twice in one run: a message is one row all the same. BUILD says where the programs are.
set -u
data=${1:?the directory of the reference data}/intake
bin="${BUILD:-build}/bin"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$data" || exit 1

columns=channel,external_id,author_id,created_utc,updated_utc,text,lat,lon,n_photos,best_photo,status,category,address
ours=channel,external_id,author_id,created_at,updated_at,text,lat,lon,photos,photo,status,topic,address

"$bin/uprava-inventory" import --schema any -t tsv --columns "file,kind,$columns" expected.json | sed 1d >"$tmp/expected"
for file in *.json *.xml; do
  [ "$file" != expected.json ] || continue
  "$bin/uprava-route" intake --adapter "${file%%__*}" -t tsv --columns "$ours" "$file" "$file" 2>"$tmp/err" | sed 1d >"$tmp/got"
  awk -F '\t' -v f="$file" '$1 == f && $2 == "request" { sub(/^[^\t]*\t[^\t]*\t/, ""); print }' "$tmp/expected" >"$tmp/want"
  ignored=$(awk -F '\t' -v f="$file" '$1 == f && $2 == "ignore"' "$tmp/expected" | wc -l)
  told=$(sed -n 's/.*, ignored: \([0-9]*\).*/\1/p' "$tmp/err")
  if cmp -s "$tmp/want" "$tmp/got" && [ "${told:-0}" -eq $((2 * ignored)) ] && [ $(($(wc -l <"$tmp/want") + ignored)) -gt 0 ]; then
    echo "ok - intake: $file: $(wc -l <"$tmp/want") rows, $ignored ignored"
  else
    echo "not ok - intake: $file"
    diff "$tmp/want" "$tmp/got" | sed 's/^/# /'
    sed 's/^/# /' "$tmp/err"
  fi
done
