#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Rules about the photos themselves, in route check and route submit. The photos are made by tests/data/photos/photo.pl.
load helper
load route

photo() { perl "$DATA/photos/photo.pl" "$@"; }

# A form for a photo with time and place, and three rows whose photos are as claimed.
given() {
  cat >form.csv <<'F'
kind,field,type,required,allowed,severity,photo_time,photo_place,photo_unique,message
*,taken_at,datetime,true,,,,,,
*,file,file,true,jpg|png,,taken_at PT10M,lat lon 100,,
F
  mkdir -p in/day
  photo 'time=2024:03:15 09:30:00' lat=46.95 lon=142.75 note=a >in/a.jpg
  photo 'time=2024:03:15 10:00:00' offset=+11:00 lat=-46.95 lon=-142.75 order=big note=b >in/b.jpg
  photo 'time=2024:03:16 23:59:00' lat=46.96 lon=142.75 note=c >in/day/c.JPG
  cat >rows.csv <<'R'
id,file,taken_at,lat,lon
1,a.jpg,2024-03-15T09:40,46.9505,142.7505
2,b.jpg,2024-03-14T23:00Z,-46.95,-142.75
3,day/c.JPG,17.03.2024 00:09+03:00,"46,96",142.75
R
}

cat_sums() { sha256sum "$@" | cut -d' ' -f1; }

check() { route check --form form.csv --photos in "$@"; }

@test "photos whose time and place are as claimed pass, in whatever form the claim is written" {
  given
  check rows.csv
  [ "$status" -eq 0 ]
  [ "$output" = "$(cat rows.csv)" ]
  [ -z "$stderr" ]
}

@test "another time, another place, neither: each is told with how far off it is" {
  given
  photo note=d >in/d.jpg
  cat >rows.csv <<'R'
id,file,taken_at,lat,lon
1,a.jpg,2024-03-15T09:41,46.95,142.75
2,b.jpg,2024-03-15T10:00+10:00,-46.95,-142.75
3,day/c.JPG,2024-03-18T23:59,46.9612,142.75
4,d.jpg,2024-03-15T09:30,46.95,142.75
R
  check --rejects r.csv rows.csv
  [ "$status" -eq 1 ]
  [ "$output" = "id,file,taken_at,lat,lon" ]
  [ "${stderr_lines[0]}" = "uprava-route: rows.csv:2: file: \"a.jpg\": taken at 2024-03-15T09:30 by the camera's clock: 11 min off, at most 10 min allowed" ]
  [ "${stderr_lines[1]}" = "uprava-route: rows.csv:3: file: \"b.jpg\": taken at 2024-03-15T10:00+11:00 by the camera's clock: 60 min off, at most 10 min allowed" ]
  [[ "${stderr_lines[2]}" == *'48 h off, at most 10 min allowed; taken 133 m away from the place that is claimed, at most 100 m allowed' ]]
  [[ "${stderr_lines[3]}" == *'"d.jpg|d.jpg": the photo does not say when it was taken; the photo does not say where it was taken' ]]
}

@test "a file must be there, in the directory, and be what its name says" {
  given
  echo text >in/text.jpg
  : >in/empty.jpg
  cp in/a.jpg in/a.png
  mkdir in/folder.jpg
  mkfifo in/pipe.jpg
  cp in/a.jpg outside.jpg
  ln -s ../outside.jpg in/link.jpg
  for name in absent.jpg text.jpg empty.jpg a.png folder.jpg pipe.jpg ../outside.jpg day/../../outside.jpg "$PWD/outside.jpg" link.jpg a.jpg/x.jpg a.gif; do
    printf 'id,file,taken_at,lat,lon\n1,%s,2024-03-15T09:30,46.95,142.75\n' "$name" >rows.csv
    check --rejects r.csv rows.csv
    [ "$status" -eq 1 ]
    uprava-inventory import -t tsv --schema any r.csv --columns reason | tail -n 1
  done >reasons
  [ "$(cat reasons)" = "there is no such file
the content is not that of a JPEG file
the content is not that of a JPEG file
the content is not that of a PNG file
there is no such file
there is no such file
the name leads out of the directory of photos
the name leads out of the directory of photos
the name leads out of the directory of photos
there is no such file
there is no such file
a file of another kind is expected" ]
}

@test "the same photo under two names is found in one run, in one row too, unless the form does not mind" {
  given
  cp in/a.jpg in/e.jpg
  { cat rows.csv; echo '4,e.jpg,2024-03-15T09:30,46.95,142.75'; } >twice.csv
  check twice.csv
  [ "$status" -eq 3 ]
  [ "${stderr_lines[0]}" = 'uprava-route: twice.csv:5: file: "e.jpg": the same photo as in twice.csv:2' ]
  # A row that was refused has used nothing.
  sed '2s/09:40/19:40/' twice.csv >first-bad.csv
  check --rejects r.csv first-bad.csv
  [ "$output" = "$(sed 2d first-bad.csv)" ]
  sed -i 's/,lat lon 100,,/,lat lon 100,false,/' form.csv
  check --seen seen.csv twice.csv
  [ "$status" -eq 0 ]
  [ ! -e seen.csv ]
  printf 'kind,field,type\n*,before,file\n*,after,file\n' >form.csv
  printf 'before,after\na.jpg,e.jpg\n' >both.csv
  check both.csv
  [ "$status" -eq 3 ]
  [ "${stderr_lines[0]}" = 'uprava-route: both.csv:2: after: "e.jpg": the same photo as in before' ]
}

@test "a register of photos grows by those that passed, and finds them in a later run; the same row may come again" {
  given
  head -c 700000 /dev/zero >>in/b.jpg
  cp in/a.jpg in/e.jpg
  { cat rows.csv; echo '4,absent.jpg,2024-03-15T09:30,46.95,142.75'; } >first.csv
  check --seen seen.csv first.csv
  [ "$status" -eq 3 ]
  [ ! -e seen.csv ]
  check --seen seen.csv --rejects r.csv first.csv
  [ "$status" -eq 1 ]
  [ "$(uprava-inventory import --schema any seen.csv --columns file,seen_at)" = "file,seen_at
a.jpg,2024-01-15T09:00
b.jpg,2024-01-15T09:00
day/c.JPG,2024-01-15T09:00" ]
  [ "$(cut -d, -f1 seen.csv | tail -n 3)" = "$(cat_sums in/a.jpg in/b.jpg in/day/c.JPG)" ]
  [ "$(stat -c %a seen.csv)" = 600 ]
  cp seen.csv before.csv
  check --seen seen.csv rows.csv
  [ "$status" -eq 0 ]
  cmp seen.csv before.csv
  printf 'id,file,taken_at,lat,lon\n9,e.jpg,2024-03-15T09:30,46.95,142.75\n' >later.csv
  check --seen seen.csv later.csv
  [ "$status" -eq 3 ]
  [ "${stderr_lines[0]}" = 'uprava-route: later.csv:2: file: "e.jpg": the same photo was used on 2024-01-15T09:00 as a.jpg' ]
  # By its own id a row is known whatever else is changed in it.
  rm seen.csv
  check --key id --seen seen.csv -o out.csv rows.csv
  sed 's/09:40/09:35/' rows.csv >amended.csv
  check --key id --seen seen.csv amended.csv
  [ "$status" -eq 0 ]
  check --key id --seen seen.csv later.csv
  [ "${stderr_lines[0]}" = 'uprava-route: later.csv:2: file: "e.jpg": the same photo was used on 2024-01-15T09:00 as a.jpg by 1' ]
}

@test "a register that cannot be read or written stops the command before anything is written" {
  given
  echo 'sha256,file' >seen.csv
  check --seen seen.csv -o out.csv rows.csv
  [ "$status" -eq 3 ]
  [ ! -e out.csv ]
  check --seen out.csv -o out.csv rows.csv
  [ "$status" -eq 2 ]
  check --seen no/such/seen.csv -o out.csv rows.csv
  [ "$status" -eq 4 ]
  [ ! -e out.csv ]
}

@test "rules for photos without photos, a register without photos, rules that are none: refused" {
  given
  route check --form form.csv rows.csv
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"the form has rules for photos: --photos DIR is missing"* ]]
  printf 'kind,field,type\n*,file,file\n' >plain.csv
  route check --form plain.csv rows.csv
  [ "$status" -eq 0 ]
  route check --form plain.csv --seen seen.csv rows.csv
  [ "$status" -eq 2 ]
  route check --form form.csv --photos absent rows.csv
  [ "$status" -eq 4 ]
  route check --form form.csv --photos in --key number rows.csv
  [ "$status" -eq 2 ]
  while IFS='|' read -r rule place; do
    printf 'kind,field,type,photo_time,photo_place,photo_unique\n%s\n' "$rule" >bad.csv
    route check --form bad.csv --photos in rows.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"bad.csv:2: $place"* ]]
  done <<'R'
*,file,file,taken_at,,|photo_time: "taken_at": a column and a duration are expected
*,file,file,taken_at P1M,,|photo_time: "taken_at P1M": a column and a duration
*,file,file,taken PT1M,,|photo_time: "taken PT1M": the table has no column "taken"
*,file,file,,lat lon,|photo_place: "lat lon": two columns and a number of metres
*,file,file,,lat lon 0,|photo_place: "lat lon 0": two columns and a number of metres
*,file,file,,lat long 5,|photo_place: "lat long 5": the table has no column "long" (did you mean "lon"?)
*,id,string,,,true|photo_unique: rules for photos are for the type file
R
}

@test "a rule for photos may be a warning" {
  given
  cat >>form.csv <<'F'
*,file,,,,warning,taken_at PT1M,,,look at the clock
F
  check -q --seen seen.csv rows.csv
  [ "$status" -eq 0 ]
  [ "$(wc -l <seen.csv)" -eq 4 ]
  [ "${lines[1]}" = "1,a.jpg,2024-03-15T09:40,46.9505,142.7505,file,\"taken at 2024-03-15T09:30 by the camera's clock: 10 min off, at most 60 s allowed: look at the clock\"" ]
  [ "${lines[2]}" = "2,b.jpg,2024-03-14T23:00Z,-46.95,-142.75,," ]
}

@test "the city's photos: the shipped form refuses those with an emptied field, and one that is used again" {
  uprava-inventory import --schema any -t tsv "$CITY/photos.csv" --columns file_name,taken_at,photo_id,lat,lon | awk -F '\t' -v OFS='\t' '
    NR > 1 {
      time = $2 == "" ? "2023:01:01 00:00:00" : substr($2, 1, 4) ":" substr($2, 6, 2) ":" substr($2, 9, 2) " " substr($2, 12)
      print "in/" $1, "time=" time, "note=" $3, "lat=" ($4 == "" ? 46.95 : $4), "lon=" ($5 == "" ? 142.75 : $5)
    }' >list
  mkdir in
  [ "$(photo - <list && find in -type f | wc -l)" -eq 1500 ]
  run --separate-stderr -1 uprava-route check -q --form photos --photos in --key photo_id --seen seen.csv --rejects r.csv "$CITY/photos.csv" -o good.csv
  [ "$(wc -l <good.csv)" -eq $((1 + 1500 - 185)) ]
  [ "$(wc -l <seen.csv)" -eq $((1 + 1500 - 185)) ]
  awk -F, 'NR > 1 && $2 != ""' "$CITY/photos_truth.csv" | tr -d '\r' >theirs
  uprava-inventory import --schema any r.csv --columns column,record | awk -F, 'NR > 1 { gsub(/"/, "", $2); print $2 "," $1 }' >ours
  cmp ours theirs
  # The photo of the tenth report, taken as that of a new one.
  name=$(sed -n 11p good.csv | cut -d, -f14)
  cp "in/$name" in/20230111_000000_99999.jpg
  { head -n 1 "$CITY/photos.csv"; sed -n 11p good.csv | sed "s/^FK-[0-9]*/FK-99999/;s/$name/20230111_000000_99999.jpg/" | cut -d, -f1-15; } >new.csv
  route check -q --form photos --photos in --key photo_id --seen seen.csv new.csv
  [ "$status" -eq 3 ]
  [[ "${stderr_lines[0]}" == *"the same photo was used on 2024-01-15T09:00 as $name by FK-"* ]]
}

@test "two runs at once on one register both add their photos" {
  given
  for i in $(seq 40); do printf 'in/%s.jpg\tnote=%s\n' "$i" "$i"; done | photo -
  printf 'kind,field,type\n*,file,file\n' >form.csv
  for i in $(seq 40); do
    printf 'id,file\n%s,%s.jpg\n' "$i" "$i" >"$i.csv"
    uprava-route check --form form.csv --photos in --seen seen.csv "$i.csv" -o /dev/null &
  done
  wait
  [ "$(wc -l <seen.csv)" -eq 41 ]
}

@test "submit holds to the same rules, and a second run knows its own photos" {
  given
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >deployed.csv
  { cat rows.csv; echo '4,a.jpg,2024-03-15T09:30,46.95,142.75'; } | sed 's/$/,yes/;1s/yes/complete/' >all.csv
  for pass in 1 2; do
    run --separate-stderr -1 uprava-route submit --process approval --form form.csv --photos in --seen seen.csv all.csv
    [ "$(cut -d, -f2,4 <<<"$output" | tail -n 4)" = "$([ $pass -eq 1 ] && printf '1,open\n2,open\n3,open\n4,rejected' || printf '1,known\n2,known\n3,known\n4,rejected')" ]
    [[ "${lines[4]}" == *"the same photo"* ]]
    [ "$(wc -l <seen.csv)" -eq 4 ]
  done
}
