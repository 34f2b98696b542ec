#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

intake() { run --separate-stderr uprava-route intake "$@"; }
# A Telegram update: update id, message id, the rest of the message.
update() { printf '{"update_id":%s,"message":{"message_id":%s,"from":{"id":7,"is_bot":false,"first_name":"Ира"},"chat":{"id":7,"type":"private"},"date":1739041615%s}}' "$1" "$2" "$3"; }
columns=external_id,created_at,text

@test "updates come one a line, one behind another, on many lines, in arrays, in an envelope: the rows are the same" {
  update 1 11 ',"text":"Яма"' >one
  update 2 12 ',"text":"Снег"' >two
  printf '%s\n%s\n' "$(cat one)" "$(cat two)" >lines
  cat one two >together
  printf '[%s,\n%s]' "$(cat one)" "$(cat two)" >array
  printf '[%s]\n[%s]' "$(cat one)" "$(cat two)" >arrays
  printf '{"ok":true,"result":[%s,%s]}' "$(cat one)" "$(cat two)" >envelope
  printf '\xef\xbb\xbf%s' "$(sed 's/[{,]/&\n  /g' one two)" >pretty
  for file in lines together array arrays envelope pretty; do
    intake --adapter telegram --columns "$columns" "$file"
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [ "$output" = $'external_id,created_at,text\n7/11,2025-02-08T19:06:55Z,Яма\n7/12,2025-02-08T19:06:55Z,Снег' ]
  done
  uprava-route intake --adapter telegram --columns "$columns" <lines | cmp - <(echo "$output")
}

@test "an empty input is an empty table" {
  intake --adapter telegram --columns "$columns" /dev/null
  [ "$status" -eq 0 ]
  [ "$output" = "$columns" ]
}

@test "the same message twice is one row, also from two files; of the same id with other content the first stays and the second is refused" {
  update 1 11 ',"text":"Яма"' >one
  intake --adapter telegram --columns "$columns" one one
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 2 ]
  [ "$stderr" = "uprava-route: messages: 2, rows: 1, repeated: 1, ignored: 0" ]
  update 1 11 ',"text":"Другое"' >other
  intake --adapter telegram --columns "$columns" --rejects r.csv one other
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 2 ]
  [[ "$stderr" == *'other:1: appeal_id: "telegram:7/11": a message of this id came before with other content'* ]]
  grep -q '""text"":""Другое""' r.csv
}

@test "what is no message of a person is ignored and counted by its reason" {
  {
    echo '{"update_id":1,"my_chat_member":{"chat":{"id":7}}}'
    echo '{"update_id":2,"edited_message":{"message_id":1}}'
    echo '{"update_id":3}'
    update 4 1 ',"sticker":{"file_id":"x"}'
    update 5 2 ',"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]'
    update 6 3 ',"text":"/jama 😂","entities":[{"type":"bot_command","offset":0,"length":5}]'
    update 7 4 ',"left_chat_member":{"id":1}'
  } >u
  intake --adapter telegram --columns "$columns" u
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "7/3,2025-02-08T19:06:55Z,/jama 😂" ]
  [ "${#lines[@]}" -eq 2 ]
  [ "$stderr" = "uprava-route: messages: 7, rows: 1, repeated: 0, ignored: 6 (my_chat_member 1, edited_message 1, empty update 1, sticker 1, command 1, left_chat_member 1)" ]
  intake -q --adapter telegram u
  [ -z "$stderr" ]
}

# Offsets count UTF-16 units: the two emoji before the link and the mark take two units each.
@test "what entities mark is cut out by units of UTF-16" {
  update 1 1 ',"text":"😂Яма😂 e1.ru #двор тут","entities":[{"type":"url","offset":8,"length":5},{"type":"hashtag","offset":14,"length":5},{"type":"text_link","offset":20,"length":3,"url":"http://x.ru"}]' >u
  intake --adapter telegram --columns details -t jsonl u
  [ "$status" -eq 0 ]
  [ "$output" = '{"details":"{\"links\":[\"e1.ru\",\"http://x.ru\"],\"tags\":[\"#двор\"]}"}' ]
}

@test "a place may be a pin or a venue, a photo the largest size or an image sent as a file" {
  {
    update 1 1 ',"venue":{"location":{"latitude":46.9,"longitude":142.7},"title":"Школа","address":"Мира, 1"}'
    update 2 2 ',"photo":[{"file_id":"s","width":90,"height":90},{"file_id":"l","width":900,"height":900},{"file_id":"m","width":300,"height":300}]'
    update 3 3 ',"document":{"file_id":"d","mime_type":"image/png"}'
    update 4 4 ',"voice":{"file_id":"v"}'
  } >u
  uprava-route intake --adapter telegram --columns external_id,lat,lon,address,photo,photos,details -t tsv u >got
  [ "$(sed 1d got)" = $'7/1\t46.9\t142.7\tШкола, Мира, 1\t\t0\t\n7/2\t\t\t\tl\t1\t\n7/3\t\t\t\td\t1\t\n7/4\t\t\t\t\t0\t{"files":[{"kind":"voice","file_id":"v"}]}' ]
}

@test "times come out in UTC or on the clock of --offset; a time without an offset is on that clock" {
  printf '{"id":1,"created_at":0}{"id":2,"created_at":"2025-02-09T01:02:03-05:00"}{"id":3,"created_at":"09.02.2025 10:00"}{"id":4,"created_at":"1739041615"}' >m
  intake --columns created_at m
  [ "$output" = $'created_at\n1970-01-01T00:00Z\n2025-02-09T06:02:03Z\n2025-02-09T10:00\n2025-02-08T19:06:55Z' ]
  intake --columns created_at --offset +11:00 m
  [ "$output" = $'created_at\n1970-01-01T11:00+11:00\n2025-02-09T17:02:03+11:00\n2025-02-09T10:00+11:00\n2025-02-09T06:06:55+11:00' ]
  intake --offset 11 m
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"--offset 11: +hh:mm is expected"* ]]
  echo '{"id":1,"created_at":1739041615000}' >m
  intake m
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'m:1: created_at: "1739041615000": seconds since 1970 are expected'* ]]
}

@test "a document that cannot be read is refused with line and column and goes to the rejects whole; the others go on" {
  {
    update 1 11 ',"text":"Яма"'
    printf '\n{"update_id":2,"message":{"text":"\\ud800"}}\n'
    update 3 13 ',"text":"Снег"'
  } >u
  intake --adapter telegram --columns "$columns" u
  [ "$status" -eq 3 ]
  [ -z "$output" ]
  [ "${stderr_lines[0]}" = "uprava-route: u:2: column 41: JSON: half of a surrogate pair" ]
  [ "${stderr_lines[1]}" = "uprava-route: bad rows: 1 of 3; nothing was written (--rejects FILE lets the good ones go on)" ]
  intake --adapter telegram --columns "$columns" --rejects r.csv u
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 3 ]
  [ "$(uprava-inventory import --schema any -t tsv --columns line,reason,record r.csv | sed 1d)" = $'2\tcolumn 41: JSON: half of a surrogate pair\t{"update_id":2,"message":{"text":"\\\\ud800"}}' ]
  [ "$(stat -c %a r.csv)" = 600 ]
}

@test "hostile messages are refused one by one, with what was expected" {
  {
    echo '[]]'
    echo '5'
    update 1 1 ',"text":{"a":1}'
    update 2 2 ',"text":"a\u0000b"'
    update 3 3 ',"location":{"latitude":91,"longitude":1}'
    update 4 4 ',"location":{"latitude":1}'
    update 5 5 ',"location":"here"'
    echo '{"update_id":6,"message":7}'
    update 7 7 ',"photo":[1,2]'
    update 8 8 ',"text":"good"'
    printf '{"update_id":9,"message":%s}' "$(printf '[%.0s' {1..300})"
  } >u
  intake --adapter telegram --columns external_id --rejects r.csv u
  [ "$status" -eq 1 ]
  [ "$output" = $'external_id\n7/8' ]
  uprava-inventory import --schema any -t tsv --columns column,reason r.csv | sed 1d >reasons
  [ "$(wc -l <reasons)" -eq 10 ]
  grep -qx $'\tan update is an object' reasons
  grep -qx $'\ttext: a text is expected' reasons
  grep -qx $'text\ta NUL byte' reasons
  grep -qx $'lat\tthe most allowed is 90' reasons
  grep -qx $'lon\ta place is two numbers, and one is missing' reasons
  grep -qx $'\tmessage: an object is expected' reasons
  grep -q 'nested deeper than 256' reasons
}

@test "a text of more than a mebibyte is refused whole, and its neighbours are not" {
  {
    update 1 1 ',"text":"a"'
    update 2 2 ",\"text\":\"$(head -c 1048577 /dev/zero | tr '\0' x)\""
    update 3 3 ',"text":"c"'
  } >u
  intake --adapter telegram --columns external_id --rejects r.csv u
  [ "$status" -eq 1 ]
  [ "$output" = $'external_id\n7/1\n7/3' ]
  [[ "$stderr" == *"u:1: text: a cell is larger than 1 MiB"* ]]
  [ "$(wc -c <r.csv)" -gt 1048577 ]
}

@test "VK: old and new events become rows; events of the community are ignored; a secret is asked for from a file" {
  cat >e <<'EVENTS'
{"type":"confirmation","group_id":5,"secret":"s"}
{"type":"message_new","group_id":5,"secret":"s","object":{"id":3,"user_id":9,"date":1500000000,"body":"старый вид","geo":{"coordinates":"46.9 142.7"},"attachments":[{"type":"photo","photo":{"photo_75":"a","photo_1280":"c","photo_604":"b"}}]}}
{"type":"message_new","group_id":5,"secret":"s","object":{"message":{"id":4,"out":1,"peer_id":9,"from_id":-5,"date":1500000000,"text":"ответ"}}}
{"type":"wall_reply_new","group_id":5,"secret":"s","object":{"id":8,"from_id":-5,"date":1500000000,"text":"от группы","post_owner_id":-5,"post_id":1}}
{"type":"wall_reply_new","group_id":5,"secret":"s","object":{"id":9,"from_id":6,"date":1500000000,"text":"почему?","post_owner_id":-5,"post_id":1}}
{"type":"message_new","group_id":5,"secret":"s","object":{"message":{"peer_id":9,"conversation_message_id":5,"from_id":9,"date":1500000000,"text":"","attachments":[{"type":"sticker","sticker":{}}]}}}
{"type":"message_new","group_id":5,"secret":"s","object":{"message":{"from_id":9,"date":1500000000,"text":"без номера"}}}
EVENTS
  printf 's\n' >secret
  intake --adapter vk --secret secret --rejects r.csv -t tsv --columns external_id,author_id,created_at,text,lat,lon,photo,photos e
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 3 ]
  [ "${lines[1]}" = $'9/3\t9\t2017-07-14T02:40Z\tстарый вид\t46.9\t142.7\tc\t1' ]
  [ "${lines[2]}" = $'wall-5_1?reply=9\t6\t2017-07-14T02:40Z\tпочему?\t\t\t\t0' ]
  [[ "$stderr" == *"ignored: 4 (confirmation 1, message of the community 1, wall_reply_new of the community 1, sticker 1)"* ]]
  [[ "$stderr" == *"e:7: the ids, the author and the date are expected"* ]]
  printf 'other\n' >secret
  intake --adapter vk --secret secret e
  [ "$status" -eq 3 ]
  [ "$(grep -c 'the secret is missing or wrong' <<<"$stderr")" -eq 7 ]
  sed 's/"secret":"s"/"secret":"abc"/' e >f
  for wrong in xbc abx abcd ab; do
    echo $wrong >secret
    intake -q --adapter vk --secret secret f
    [ "$(grep -c 'the secret is missing or wrong' <<<"$stderr")" -eq 7 ]
  done
  echo abc >secret
  intake -q --adapter vk --secret secret f
  [[ "$stderr" != *secret* ]]
  : >secret
  intake --adapter vk --secret secret e
  [ "$status" -eq 2 ]
}

@test "Open311: XML says the same as JSON; XML that is cut off is refused whole" {
  cat >r.xml <<'XML'
<?xml version="1.0" encoding="utf-8"?>
<service_requests>
 <request><service_request_id>1</service_request_id><description>Яма &amp; лужа</description><lat>46.9</lat><long>142.7</long>
  <requested_datetime>2010-04-14T06:37:38-08:00</requested_datetime><media_url> http://x/1.jpg </media_url><zipcode>69</zipcode></request>
 <request><service_request_id>2</service_request_id><description/></request>
</service_requests>
XML
  cat >r.json <<'JSON'
[{"service_request_id":"1","description":"Яма & лужа","lat":46.9,"long":142.7,"requested_datetime":"2010-04-14T06:37:38-08:00","media_url":"http://x/1.jpg","zipcode":"69"},
 {"service_request_id":2,"description":null}]
JSON
  uprava-route intake --adapter open311 r.xml >xml.csv
  uprava-route intake --adapter open311 r.json >json.csv
  [ "$(wc -l <xml.csv)" -eq 3 ]
  cmp xml.csv json.csv
  head -n 4 r.xml >cut.xml
  intake --adapter open311 --rejects bad.csv cut.xml
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ "$stderr" == *"cut.xml:5: column 1: "* ]]
  grep -q "<service_request_id>1" bad.csv
  printf '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' >bomb.xml
  intake --adapter open311 bomb.xml
  [ "$status" -eq 3 ]
  [[ "$stderr" == *"a DOCTYPE is not accepted"* ]]
}

@test "generic: members are mapped by path, long ids keep their digits, the rest is kept, an id of its own is the digest" {
  echo '{"id":12345678901234567890,"body":{"t":"Яма","geo":[46.1,142.5]},"extra":{"k":[1]}}{"body":{"t":"x"}}{"body":{"t":"x"}}' >m
  intake --map body.t=text --map body.geo.0=lat --map body.geo.1=lon --channel портал -t tsv --columns appeal_id,text,lat,lon,details m
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = $'портал:12345678901234567890\tЯма\t46.1\t142.5\t{"extra":{"k":[1]}}' ]
  [[ "${lines[2]}" =~ ^портал:[0-9a-f]{32}[[:space:]]x ]]
  [ "${#lines[@]}" -eq 3 ]
  for bad in body.t 'body.t=nothing' =text; do
    intake --map "$bad" m
    [ "$status" -eq 2 ]
  done
}

@test "an adapter of one's own is a jq file; it may split, ignore and refuse, and is told of a column that does not exist" {
  cat >own.jq <<'JQ'
# each: items
.parts[]? | if .skip then {ignored: "skipped"} elif .bad then {refused: "said to be bad"} else {external_id: .n, text: .t} end
JQ
  echo '{"items":[{"parts":[{"n":1,"t":"a"},{"n":2,"t":"b"},{"skip":true}]},{"parts":[{"bad":true},{"n":3}]},{"none":1}]}' >m
  intake --adapter ./own.jq --rejects r.csv --columns appeal_id,text m
  [ "$status" -eq 1 ]
  [ "$output" = $'appeal_id,text\nown:1,a\nown:2,b\nown:3,' ]
  [[ "$stderr" == *"m:1: said to be bad"* ]]
  [[ "$stderr" == *"messages: 3, rows: 3, repeated: 0, ignored: 2 (skipped 1, - 1)"* ]]
  echo '{txt: .}' >own.jq
  intake --adapter ./own.jq m
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'own: gives "txt", which is no column of appeals (did you mean "text"?)'* ]]
  echo '{text: (' >own.jq
  intake --adapter ./own.jq m
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"own.jq: jq: "* ]]
  intake --adapter nothing m
  [ "$status" -ne 0 ]
  [ -z "$output" ]
}

@test "a message on which the adapter does not end is refused, and the others go on" {
  echo '{external_id: .id, text: (if .id == 2 then [range(infinite)] | length else "ok" end)}' >own.jq
  printf '{"id":1}{"id":2}{"id":3}' >m
  intake --adapter ./own.jq --rejects r.csv --columns external_id m
  [ "$status" -eq 1 ]
  [ "$output" = $'external_id\n1\n3' ]
  [[ "$stderr" == *"the expression exceeded its limits"* ]]
}

@test "what another table says of appeals comes through unchanged" {
  uprava-inventory import --schema appeals -t jsonl "$CITY/appeals.csv" >city.jsonl
  uprava-route intake --columns appeal_id,created_at,channel,topic,unit_id,author_id,text city.jsonl >back.csv
  uprava-inventory import --schema appeals "$CITY/appeals.csv" >straight.csv
  [ "$(wc -l <back.csv)" -gt 1000 ]
  cmp back.csv straight.csv
}

@test "a full disk is an error of the system" {
  update 1 11 ',"text":"Яма"' >u
  run -4 bash -c 'uprava-route intake --adapter telegram u >/dev/full'
}

# ---- one matter

# An appeal as JSON: id, created_at, lat, lon, text.
told() { printf '{"id":"%s","created_at":"%s","lat":%s,"lon":%s,"text":"%s"}\n' "$@"; }

@test "--same names the first appeal of a matter by place, time and words, and says why" {
  {
    told a 2024-01-14T10:00 46.9591 142.7380 'Огромная яма на дороге у школы, провалилось колесо'
    told b 2024-01-15T09:30 46.9592 142.7384 'Яма на дороге у школы! Провалилось колесо'
    told c 2024-01-14T10:00 46.9591 142.7380 'Не горит фонарь'
    told d 2024-01-14T10:00 46.9691 142.7380 'Огромная яма на дороге у школы, провалилось колесо'
    told e 2024-01-17T10:00 46.9591 142.7380 'Огромная яма на дороге у школы, провалилось колесо'
    echo '{"id":"f","created_at":"2024-01-14","address":"ул. Мира, д. 1","text":"Не вывозят мусор"}'
    echo '{"id":"g","created_at":"2024-01-15","address":"Мира 1","text":"не вывозят мусор!!!"}'
  } >m
  intake --same default --columns external_id,same_as,same_why -t tsv m
  [ "$status" -eq 0 ]
  [ "$output" = $'external_id\tsame_as\tsame_why\na\t\t\nb\tgeneric:a\t32 m, 23.5 h, text 0.83\nc\t\t\nd\t\t\ne\t\t\nf\t\t\ng\tgeneric:f\tsame address, 24.0 h, text 1.00' ]
  [[ "$stderr" == *"rows: 7, repeated: 0, ignored: 0, of a matter that is known: 2"* ]]
  intake --same place=20,text=0.9 --columns same_as m
  [ "$(grep -c generic <<<"$output")" -eq 1 ]
  intake --same hours=80 --columns same_as m
  [ "$(grep -c generic:a <<<"$output")" -eq 2 ]
  intake --columns same_as m
  [ "$(grep -c generic <<<"$output")" -eq 0 ]
  for bad in place=x 'hours=0' 'text=2' 'metres=1'; do
    intake --same "$bad" m
    [ "$status" -eq 2 ]
  done
}

@test "--known: what was taken in before does not come again, and begins matters" {
  {
    told a 2024-01-14T10:00 46.9591 142.7380 'Огромная яма на дороге у школы'
    told b 2024-01-14T11:00 46.9591 142.7380 'Огромная яма на дороге у школы'
  } >m
  uprava-route intake -q --same default m >yesterday.csv
  told c 2024-01-15T10:00 46.9591 142.7380 'Огромная яма на дороге у школы' >n
  intake --same default --known yesterday.csv --columns external_id,same_as m n
  [ "$status" -eq 0 ]
  [ "$output" = $'external_id,same_as\nc,generic:a' ]
  [[ "$stderr" == *"messages: 3, rows: 1, repeated: 2,"* ]]
  echo 'no table' >broken
  intake --known broken m
  [ "$status" -eq 3 ]
}

# Both ways of reading must agree: all at once, or a file after the other with what came before as known.
@test "the matters are the same in one run and in several" {
  awk 'BEGIN { srand(3); for (i = 1; i <= 300; i++) printf "{\"id\":\"%d\",\"created_at\":\"2024-01-%02dT%02d:00\",\"lat\":46.95%d,\"lon\":142.73%d,\"text\":\"%s %s у дома\"}\n",
    i, 1 + i / 100, i % 24, rand() * 10, rand() * 10, rand() < .5 ? "яма" : "глубокая лужа", rand() < .5 ? "опять" : "большая" }' >all
  uprava-route intake -q --same default all >at-once.csv
  [ "$(cut -d, -f17 at-once.csv | grep -c generic)" -gt 50 ]
  head -n 100 all | uprava-route intake -q --same default >known.csv
  for from in 101 201; do
    sed -n "$from,$((from + 99))p" all | uprava-route intake -q --same default --known known.csv | sed 1d >more.csv
    cat more.csv >>known.csv
  done
  cmp at-once.csv known.csv
}
