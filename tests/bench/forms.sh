#!/bin/sh
# How fast rows are checked by a form, beside reading and writing them, and photos beside sha256sum. Part of make bench; alone: sh tests/bench/forms.sh build
#   BENCH_ROWS=1000000   how many applications     BENCH_PHOTOS=60   how many photos of 3 MB
# SPDX-License-Identifier: MIT
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
n=${BENCH_ROWS:-1000000}
photos=${BENCH_PHOTOS:-60}
bin=$build/bin
dir=$build/bench/forms
mkdir -p "$dir"
cd "$dir"

least() { # runs, command: the least wall-clock time, in seconds
  i=0
  while [ $i -lt "$1" ]; do
    begin=$(date +%s%N)
    sh -c "$2" >/dev/null 2>&1 || true
    echo "$begin $(date +%s%N)" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
    i=$((i + 1))
  done | sort -n | head -n 1
}

[ -e rows-"$n".csv ] || LC_ALL=C awk -v n="$n" 'BEGIN {
  srand(1)
  print "id,kind,starts_on,ends_on,area,depth,street,author,note"
  for (i = 0; i < n; i++)
    printf "A%d,permit,2024-03-%02d,2024-04-%02d,%.1f,%.1f,\"ул. Ленина, д. %d\",E%04d,примечание к заявлению %d\n", i, 1 + rand() * 28, 1 + rand() * 28, 1 + rand() * 99, rand() * 3, i % 200, i % 300, i
}' >rows-"$n".csv
cat >plain.csv <<'F'
kind,field,type,required,allowed,pattern,condition
permit,starts_on,date,true,,,
permit,ends_on,date,true,,,
permit,area,float,true,[0.1..5000],,
permit,depth,float,true,[0..10],,
permit,street,string,true,,".{5,}",
permit,author,string,true,,^E\d{4}$,
F
{ cat plain.csv; echo 'permit,,,,,,.ends_on >= .starts_on'; } >one.csv
{ cat one.csv; printf 'permit,,,,,,.area > .depth\npermit,note,string,.depth > 5 and .area > 100,,,\npermit,,,,,,.street != .author\n'; } >four.csv
{ cat plain.csv; printf 'permit,,,,,,".street | test(""^ул"")"\n'; } >jq.csv
theirs=$(least 3 "$bin/uprava-inventory import --schema any rows-$n.csv -o out.csv")
for form in plain:"no condition" one:"one condition between fields" four:"four conditions" jq:"a condition that jq is asked"; do
  ours=$(least 3 "$bin/uprava-route check -q --form ${form%%:*}.csv rows-$n.csv -o out.csv")
  awk -v what="${form#*:}" -v n="$n" -v a="$ours" -v b="$theirs" 'BEGIN { printf "form of six fields, %-30s %9.0f rows/s, %5.2f times reading and writing them\n", what ":", n / a, a / b }'
done
rm -f out.csv

rm -rf in
mkdir in
head -c 3000000 /dev/urandom >bulk.bin
awk -v n="$photos" 'BEGIN { for (i = 0; i < n; i++) printf "in/%d.jpg\ttime=2024:03:15 09:30:00\tlat=46.95\tlon=142.75\tnote=%d\n", i, i }' | perl "$here/../data/photos/photo.pl" -
for file in in/*.jpg; do cat bulk.bin >>"$file"; done
awk -v n="$photos" 'BEGIN { print "id,file,taken_at,lat,lon"; for (i = 0; i < n; i++) printf "%d,%d.jpg,2024-03-15T09:31,46.95,142.75\n", i, i }' >photos.csv
printf 'kind,field,type,photo_time,photo_place\n*,file,file,taken_at PT5M,lat lon 50\n' >photo.csv
ours=$(least 3 "$bin/uprava-route check -q --form photo.csv --photos in photos.csv -o out.csv")
theirs=$(least 3 "sha256sum in/*.jpg")
awk -v n="$photos" -v a="$ours" -v b="$theirs" 'BEGIN { printf "photos of 3 MB: %.0f photos/s (%.0f MB/s), %.2f times sha256sum\n", n / a, 3 * n / a, a / b }'
rm -rf in bulk.bin
