#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load deliver

@test "a directory gets one JSON file a message, named by its key, and the receipt says where" {
  outbox notify 2
  mkdir out
  connectors 'notify~archive~directory~out'
  deliver --connectors connectors.csv
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  key=$(column key | head -1)
  [[ "$key" =~ ^[0-9a-f]{32}$ ]]
  [ "${lines[0]}" = case_id,topic,recipient,key,attempt,status,receipt,next_at ]
  [ "${lines[1]}" = "1,notify,archive,$key,1,delivered,out/$key.json," ]
  [ "${#lines[@]}" -eq 3 ]
  [ "$(count out)" -eq 2 ]
  [ "$(cat "out/$key.json")" = "{\"key\":\"$key\",\"topic\":\"notify\",\"recipient\":\"archive\",\"case_id\":1,\"process\":\"pnotify\",\"application_id\":\"notify-1\",\"created_at\":\"2024-01-15T09:00\",\"data\":{\"application_id\":\"notify-1\",\"text\":\"Раскопка № 1\"}}" ]
  [ "$(stat -c %a "out/$key.json")" = 640 ]
}

@test "what was delivered is delivered once; every outcome is an event" {
  outbox notify 3
  mkdir out
  connectors 'notify~~directory~out'
  uprava-route deliver --connectors connectors.csv >/dev/null
  uprava-route history >before
  deliver --connectors connectors.csv
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 1 ]
  [ "$(uprava-route history)" = "$(cat before)" ]
  [ "$(uprava-route history --columns kind | grep -c '^delivered$')" -eq 3 ]
  [[ "$(uprava-route history 2 --columns kind,detail -t jsonl | tail -1)" == *'"kind":"delivered"'*'"topic\":\"notify\"'* ]]
  uprava-route verify >/dev/null
}

@test "a topic's message goes to each of its recipients, under keys of their own; * is for topics without a row" {
  outbox notify 1
  outbox other 1
  mkdir a b c
  connectors 'notify~one~directory~a' 'notify~two~directory~b' '*~~directory~c'
  deliver --connectors connectors.csv --columns topic,recipient,status
  [ "$output" = "topic,recipient,status
notify,one,delivered
notify,two,delivered
other,other,delivered" ]
  [ "$(count a),$(count b),$(count c)" = 1,1,1 ]
  [ "$(column key | sort -u | wc -l)" -eq 3 ]
}

@test "the keys of two stores differ" {
  outbox notify 1
  UPRAVA_NOW=2024-01-15T09:01 UPRAVA_STORE=other.db outbox notify 1
  mkdir out
  connectors 'notify~~directory~out'
  uprava-route deliver --connectors connectors.csv >/dev/null
  UPRAVA_STORE=other.db uprava-route deliver --now 2024-01-16 --connectors connectors.csv >/dev/null
  [ "$(count out)" -eq 2 ]
}

@test "a topic without a connector is named, and its messages wait" {
  outbox notify 1
  outbox other 2
  mkdir out
  connectors 'notify~~directory~out'
  deliver --connectors connectors.csv
  [ "$status" -eq 0 ]
  [ "$stderr" = 'uprava-route: topic "other" has no connector: its messages wait' ]
  deliver --list waiting --columns topic,recipient,status
  [ "$output" = $'topic,recipient,status\nother,,waiting\nother,,waiting' ]
}

@test "the message comes on a command's standard input; its output is the receipt, and no shell sees its words" {
  outbox notify 1
  cat >adapter <<'S'
#!/bin/sh
cat >message
printf '%s|' "$@"
env | grep -c SECRET
pwd >where
S
  chmod +x adapter
  SECRET=s
  export SECRET
  connectors 'notify~~command~./adapter $(touch hacked) ; "two words" *|x'
  deliver --connectors connectors.csv --columns status,receipt
  [ "$output" = $'status,receipt\ndelivered,$(touch|hacked)|;|two words|*|x|0' ]
  [ "$(uprava-route deliver --list all --columns key -t jsonl)" = "{\"key\":\"$(sed 's/.*"key":"\([^"]*\)".*/\1/' message)\"}" ]
  [ ! -e hacked ]
  [ "$(cat where)" = "$PWD" ]
}

@test "the words of a command may be a JSON array, and the table may be JSON" {
  outbox notify 1
  echo '[{"topic": "notify", "kind": "command", "target": ["printf", "%s+", "a b", "c"]}]' >connectors.json
  deliver --connectors connectors.json --columns receipt
  [ "$output" = $'receipt\na b+c+' ]
}

@test "exit code 75 is tried again after a wait that grows, until a message is dead: then the exit code is 1" {
  outbox notify 1
  connectors 'notify~~command~sh -c "echo busy >&2; exit 75"~3~60~10'
  deliver --connectors connectors.csv --columns attempt,status,receipt
  [ "$status" -eq 0 ]
  [ "$output" = $'attempt,status,receipt\n1,waiting,exit code 75: busy' ]
  first=$(column next_at)
  [[ "$first" > 2024-01-15T09:00:59 && "$first" < 2024-01-15T09:01:16 ]]
  deliver --connectors connectors.csv
  [ "${#lines[@]}" -eq 1 ]
  deliver --connectors connectors.csv --now 2024-01-15T09:02 --columns attempt,status
  [ "${lines[1]}" = 2,waiting ]
  second=$(column next_at)
  [[ "$second" > 2024-01-15T09:11:59 && "$second" < 2024-01-15T09:14:31 ]]
  deliver --connectors connectors.csv --now 2024-01-15T10:00 --columns attempt,status,next_at
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = 3,dead, ]
  [ "$(uprava-route history --columns kind | grep -cE '^(dead|delivered)$')" -eq 1 ]
  deliver --connectors connectors.csv --now 2025-01-01
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 1 ]
}

@test "a message is attempted once in a run, also when it waits for nothing" {
  outbox notify 1
  connectors 'notify~~command~sh -c "echo x >>calls; exit 75"~9~0'
  deliver --connectors connectors.csv --columns attempt,status,next_at
  [ "${lines[1]}" = 1,waiting,2024-01-15T09:00:01 ]
  [ "$(wc -l <calls)" -eq 1 ]
}

@test "the wait is spread by the key, and the same for the same key" {
  outbox notify 30
  connectors 'notify~~command~false~9~1000'
  cp uprava.db twin.db
  uprava-route deliver --connectors connectors.csv --columns next_at >one
  UPRAVA_STORE=twin.db uprava-route deliver --connectors connectors.csv --jobs 1 --columns next_at >two
  cmp one two
  [ "$(sort -u one | wc -l)" -gt 20 ]
}

@test "other exit codes are tried again, or dead where the table says so; 75 never" {
  outbox notify 1
  outbox strict 1
  outbox busy 1
  connectors 'notify~~command~sh -c "exit 3"' 'strict~~command~sh -c "exit 3"~~~~~dead' 'busy~~command~sh -c "exit 75"~~~~~dead'
  deliver --connectors connectors.csv --columns topic,status,receipt
  [ "$status" -eq 1 ]
  [ "$output" = $'topic,status,receipt\nnotify,waiting,exit code 3\nstrict,dead,exit code 3\nbusy,waiting,exit code 75' ]
}

@test "dead letters are listed, and revived by --retry, one or all" {
  outbox notify 3
  connectors 'notify~~command~sh -c "exit 1"~1'
  uprava-route deliver --connectors connectors.csv >/dev/null || [ $? -eq 1 ]
  deliver --list dead --columns case_id,attempt,status,next_at
  [ "$status" -eq 0 ]
  [ "$output" = $'case_id,attempt,status,next_at\n1,1,dead,\n2,1,dead,\n3,1,dead,' ]
  connectors 'notify~~command~echo mended~1'
  key=$(column key | sed -n 2p)
  deliver --connectors connectors.csv --retry --key "$key" --columns case_id,attempt,status,receipt
  [ "$status" -eq 0 ]
  [ "$output" = $'case_id,attempt,status,receipt\n2,1,delivered,mended' ]
  deliver --connectors connectors.csv --retry --limit 1 --columns case_id,status
  [ "$output" = $'case_id,status\n1,delivered' ]
  deliver --connectors connectors.csv --retry --columns case_id,status
  [ "$output" = $'case_id,status\n3,delivered' ]
  [ "$(uprava-route history --columns kind | grep -c '^revived$')" -eq 3 ]
  [ "$(column status | sort -u)" = delivered ]
  uprava-route verify >/dev/null
}

@test "--retry does not wait for the next attempt, and keeps the count of those made" {
  outbox notify 1
  connectors 'notify~~command~sh -c "exit 75"'
  uprava-route deliver --connectors connectors.csv >/dev/null
  deliver --connectors connectors.csv --retry --columns attempt,status
  [ "${lines[1]}" = 2,waiting ]
}

@test "a dry run shows what would be attempted and changes nothing" {
  outbox notify 3
  outbox other 1
  mkdir out
  connectors 'notify~one~directory~out' 'notify~two~directory~out' 'other~~command~sh -c "exit 1"~1'
  uprava-route deliver --connectors connectors.csv --topic other >/dev/null || [ $? -eq 1 ]
  uprava-route deliver --list all >before
  deliver --connectors connectors.csv --dry-run --columns case_id,recipient,attempt,status
  [ "$status" -eq 0 ]
  [ "$output" = $'case_id,recipient,attempt,status\n1,one,0,waiting\n1,two,0,waiting\n2,one,0,waiting\n2,two,0,waiting\n3,one,0,waiting\n3,two,0,waiting' ]
  deliver --connectors connectors.csv --dry-run --retry --topic other --columns case_id,status
  [ "${lines[1]}" = 4,waiting ]
  [ "$(count out)" -eq 0 ]
  [ "$(uprava-route deliver --list all)" = "$(cat before)" ]
  uprava-route deliver --connectors connectors.csv --dry-run --columns key >dry
  uprava-route deliver --connectors connectors.csv --columns key >wet
  cmp dry wet
}

@test "--topic, --recipient and --limit choose; what is left out waits" {
  outbox notify 3
  outbox other 1
  mkdir out
  connectors 'notify~one~directory~out' 'notify~two~directory~out' 'other~~directory~out'
  deliver --connectors connectors.csv --topic notify --recipient two --limit 2 --columns case_id,recipient
  [ "$output" = $'case_id,recipient\n1,two\n2,two' ]
  [ "$(column status | sort | uniq -c | tr -s ' ')" = $' 2 delivered\n 4 waiting' ]
  deliver --connectors connectors.csv --columns case_id,recipient
  [ "$output" = $'case_id,recipient\n1,one\n2,one\n3,one\n3,two\n4,other' ]
}

@test "a slow recipient does not hold the others, nor the order of rows" {
  outbox slow 2
  outbox quick 40
  connectors 'slow~~command~sh -c "sleep 1; date +%s%N >>slow"' 'quick~~command~sh -c "date +%s%N >>quick"'
  deliver --connectors connectors.csv --jobs 2 --columns case_id
  [ "$output" = "$(echo case_id; seq 42)" ]
  [ "$(wc -l <quick)" -eq 40 ]
  # Only the last slow one is later than all the quick ones: with one queue for all, both would be.
  [ "$(sort -n quick | tail -1)" -lt "$(sort -n slow | tail -1)" ]
}

@test "who cannot be reached is left alone after three attempts, and said to be; the others have theirs" {
  outbox gone 50
  outbox notify 5
  mkdir out
  connectors 'gone~~directory~nowhere' 'notify~~directory~out'
  deliver --connectors connectors.csv --jobs 2
  [ "$status" -eq 0 ]
  [[ "$stderr" == 'uprava-route: recipient "gone" of topic "gone" cannot be reached, and is left alone until the next run: nowhere: No such file or directory' ]]
  [ "$(column status | grep -c delivered)" -eq 5 ]
  [ "$(uprava-route deliver --list waiting --columns topic,attempt | grep -c '^gone,0$')" -ge 45 ]
  mkdir nowhere
  uprava-route deliver --connectors connectors.csv --now 2024-01-16 >/dev/null
  [ "$(column status | sort -u)" = delivered ]
}

@test "a command that is late is ended with all it started, and tried again" {
  outbox notify 1
  connectors 'notify~~command~sh -c "sleep 60 & echo $! >child; wait"~~~~0.3'
  SECONDS=0
  deliver --connectors connectors.csv --columns status,receipt
  [ "${lines[1]}" = "waiting,not done in time" ]
  [ "$SECONDS" -lt 20 ]
  sleep 0.1
  run ! alive "$(cat child)"
}

@test "a command that is not there, or was killed, is tried again" {
  outbox a 1
  outbox b 1
  connectors 'a~~command~no-such-adapter' 'b~~command~sh -c "kill -9 $$"'
  deliver --connectors connectors.csv --columns topic,status,receipt
  [ "$output" = $'topic,status,receipt\na,waiting,no-such-adapter: No such file or directory\nb,waiting,ended by a signal' ]
}

@test "a hostile topic, recipient or application is only text: files lie where the table says" {
  outbox evil 1 '../../etc/passwd&#10;&quot;'
  mkdir out
  connectors '*~../x~directory~out'
  deliver --connectors connectors.csv
  [ "$status" -eq 0 ]
  [ "$(find . -name '*.json' | wc -l)" -eq 1 ]
  [ "$(find out -name '*.json' | wc -l)" -eq 1 ]
  grep -qF '"recipient":"../x"' out/*.json
}

@test "a link in the directory is replaced, not followed; a repeat replaces the file" {
  outbox notify 1
  mkdir out
  connectors 'notify~~directory~out'
  key=$(uprava-route deliver --connectors connectors.csv --dry-run --columns key | tail -1)
  echo mine >victim
  ln -s ../victim "out/$key.json"
  uprava-route deliver --connectors connectors.csv >/dev/null
  [ "$(cat victim)" = mine ]
  [ ! -L "out/$key.json" ]
  [ "$(find out -mindepth 1)" = "out/$key.json" ]
}

@test "a receipt is one line of text, whatever the command says" {
  outbox notify 1
  outbox long 1
  connectors 'notify~~command~printf " a\r\n\033[31mb\000\001\377\t c\342\200\256d \n\n"' 'long~~command~sh -c "yes я | head -c 3000000"'
  deliver --connectors connectors.csv --columns receipt -t jsonl
  [ "${lines[0]}" = '{"receipt":"a [31mb �c d"}' ] || [ "${lines[0]}" = '{"receipt":"a [31mb � c d"}' ]
  [ "${#lines[1]}" -lt 1020 ]
  [[ "${lines[1]}" == *'я…"}' ]]
  uprava-route verify >/dev/null
}

@test "a secret is a file that the command is told of: it is in no environment, and blotted out of what the command says" {
  outbox notify 2
  printf 'tops3cret token\n' >secret
  chmod 600 secret
  cat >adapter <<'S'
#!/bin/sh
tr '\0' '\n' </proc/$$/environ >>environment
cat "$UPRAVA_SECRET_FILE"
grep -q '"application_id":"notify-1"' || { cat "$UPRAVA_SECRET_FILE" >&2; exit 1; }
S
  chmod +x adapter
  connectors 'notify~~command~./adapter~~~~~~secret'
  deliver --connectors connectors.csv --columns receipt -v
  [ "$output" = $'receipt\n*** ***\nexit code 1: *** ***' ]
  run ! grep -qE 'tops3cret' environment
  [ "$(grep -c '^UPRAVA_SECRET_FILE=/' environment)" -eq 2 ]
  run ! grep -aq tops3cret uprava.db*
}

@test "a table of connectors that cannot be meant is refused with its place, and nothing is sent" {
  outbox notify 1
  echo s >open
  chmod 644 open
  printf '\n' >empty
  printf 'a\001b\n' >control
  echo token >good
  chmod 600 empty control good
  while IFS='|' read -r row want; do
    connectors "$row"
    deliver --connectors connectors.csv
    [ "$status" -eq 3 ] || { echo "$row: $status $stderr"; return 1; }
    [[ "$stderr" == "uprava-route: connectors.csv:2: $want"* ]] || { echo "$row: $stderr"; return 1; }
    [ -z "$output" ]
  done <<'T'
~~directory~out|topic: the cell must not be empty
 ~~directory~out|topic: the cell must not be empty
notify~~mail~x|kind:
notify~~directory~|target: the cell must not be empty
notify~~directory~out~0|max_attempts:
notify~~directory~out~~~0.5|factor:
notify~~command~a 'b|target: a quote is not closed
notify~~command~[1]|target: a JSON array of strings is expected
notify~~http~ftp://x/|target: an address begins with https:// or http://
notify~~http~https://u:p@x/|target: a name and a password do not belong into the address: put them into secret_file
notify~~http~https:///x|target: the address names no host
notify~~http~https://x y/|target: an address holds no blanks and no backslashes
notify~~http~http://x.example/~~~~~~good|target: a secret goes out by https:// alone
notify~~http~http://localhost.example/~~~~~~good|target: a secret goes out by https:// alone
notify~~http~https://x/{secret}|target: {secret} needs a secret_file, and stands behind the host
notify~~http~https://{secret}.x/~~~~~~good|target: {secret} needs a secret_file, and stands behind the host
notify~~http~https://x/~~~~~dead|on_failure: only a command has on_failure
notify~~directory~out~~~~~~good|secret_file: a directory has no secret
notify~~command~a~~~~~~~ca.pem|ca_file: only http has certificates
notify~~command~a~~~~~~missing|secret_file: missing: No such file or directory
notify~~command~a~~~~~~.|secret_file: .: this is no file
notify~~command~a~~~~~~open|secret_file: open: everybody may read this file
notify~~command~a~~~~~~empty|secret_file: empty: the first line must hold the secret
notify~~command~a~~~~~~control|secret_file: control: the first line must hold the secret
T
  connectors 'notify~~directory~a' 'notify~~directory~b'
  deliver --connectors connectors.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == 'uprava-route: connectors.csv:3: recipient: topic "notify" has recipient "notify" already'* ]]
  [ "$(column attempt)" = 0 ]
}

@test "called wrongly, it says so" {
  deliver
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"--connectors or --list is needed"* ]]
  outbox notify 1
  connectors 'notify~~directory~out~~~~10'
  deliver --connectors connectors.csv --lease 15
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"a lease of 15000 ms is shorter than twice the longest timeout, 10000 ms"* ]]
}

@test "paths of the table begin where it lies" {
  outbox notify 1
  mkdir -p conf/out
  printf 'topic,kind,target\nnotify,directory,out\n' >conf/connectors.csv
  uprava-route deliver --connectors conf/connectors.csv >/dev/null
  [ "$(count conf/out)" -eq 1 ]
}

@test "the headers may be Russian, with semicolons, in Windows-1251" {
  outbox notify 1
  mkdir out
  printf 'Тема;Получатель;Вид канала;Куда\nnotify;Архив города;directory;out\n' | iconv -t cp1251 >connectors.csv
  deliver --connectors connectors.csv --columns recipient,status
  [ "$output" = $'recipient,status\nАрхив города,delivered' ]
}

@test "a message sent for each of a list says for whom" {
  cat >each.bpmn <<'B'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:uprava="urn:uprava:bpmn"><process id="each">
<startEvent id="s"/><subProcess id="p"><multiInstanceLoopCharacteristics uprava:collection="units" uprava:elementVariable="unit"/>
<startEvent id="ps"/><serviceTask id="tell" uprava:topic="notify"/><sequenceFlow id="f1" sourceRef="ps" targetRef="tell"/></subProcess>
<sequenceFlow id="f2" sourceRef="s" targetRef="p"/></process></definitions>
B
  uprava-route deploy each.bpmn >/dev/null
  printf 'application_id,units,unit\nA,U01|U02,none\n' | uprava-route submit --process each >/dev/null
  mkdir out
  connectors 'notify~~directory~out'
  deliver --connectors connectors.csv
  [ "$status" -eq 0 ]
  [ "$(cat out/*.json | grep -o '"unit":"[^"]*"' | sort | tr '\n' ' ')" = '"unit":"U01" "unit":"U02" ' ]
}
