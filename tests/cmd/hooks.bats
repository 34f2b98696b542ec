#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# share/example/hooks, run as a web server and as cron would run them.
load helper

HOOKS=$ROOT/share/example/hooks

# The environment of a CGI program and nothing else; the message is standard input. Further words are NAME=value.
post() { # length
  local length=$1
  shift
  env -i REQUEST_METHOD=POST CONTENT_LENGTH="$length" HOOK_SPOOL="$PWD/spool" "$@" sh "$HOOKS/hook.sh"
}
send() { # a message; further words are NAME=value
  local message=$1
  shift
  printf %s "$message" | post "$(printf %s "$message" | wc -c)" "$@"
}
told() { # status, body
  [ "$(tr -d '\r' <<<"$output")" = "Status: $1
Content-Type: text/plain; charset=utf-8

$2" ]
}
waiting() { find spool/new -type f | wc -l; }
update() { printf '{"update_id":%s,"message":{"message_id":%s,"from":{"id":7,"is_bot":false},"chat":{"id":7},"date":%s,"text":"%s"}}' "$1" "$1" "$((1700000000 + $1))" "$2"; }
take() {
  HOOK_SPOOL=$PWD/spool HOOK_ADAPTER=telegram HOOK_PROCESS=approval UPRAVA_STORE=$PWD/store.db run --separate-stderr sh "$HOOKS/take.sh"
}
store() { UPRAVA_STORE=$PWD/store.db uprava-route deploy "$DATA/bpmn/approval.bpmn" >/dev/null; }
cases() { UPRAVA_STORE=$PWD/store.db uprava-route cases -t tsv --columns application_id | sed 1d; }

@test "a message is answered 200 when it lies in the spool as it came, readable for nobody else" {
  run send "$(update 1 'Яма')"
  told "200 OK" ok
  [ "$(waiting)" -eq 1 ]
  [ "$(cat spool/new/*)" = "$(update 1 'Яма')" ]
  [ "$(stat -c %a spool/new/*)" = 600 ]
  [ -z "$(ls spool/tmp)" ]
}

@test "what is no whole message is refused with the right status, and nothing is kept" {
  while IFS='|' read -r length said body; do
    run post "$length" HOOK_MAX=100 <<<'{"update_id":1}'
    told "$said" "$body"
  done <<'ROWS'
|411 Length Required|the length is expected
-1|411 Length Required|the length is expected
1e3|411 Length Required|the length is expected
101|413 Payload Too Large|at most 100 bytes
99999999999999999999|413 Payload Too Large|at most 100 bytes
50|400 Bad Request|the message is not as long as it says
0|400 Bad Request|the message is not as long as it says
ROWS
  run send '{}' REQUEST_METHOD=GET
  told "405 Method Not Allowed" "POST is expected"
  [ "$(waiting)" -eq 0 ]
  [ -z "$(ls spool/tmp)" ]
  run send '{}' HOOK_SPOOL=/proc/nothing
  told "500 Internal Server Error" "not taken"
}

@test "only so many bytes are read as were announced" {
  printf '{"update_id":1}and more' >body
  run post 15 <body
  told "200 OK" ok
  [ "$(cat spool/new/*)" = '{"update_id":1}' ]
}

@test "Telegram's token is asked for, from a file; without a file to read nothing is let in" {
  echo word >token
  run send '{}' HOOK_SECRET="$PWD/token" HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN=word
  told "200 OK" ok
  for wrong in wor "" "word "; do
    run send '{}' HOOK_SECRET="$PWD/token" HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN="$wrong"
    told "403 Forbidden" "the token is missing or wrong"
  done
  run send '{}' HOOK_SECRET="$PWD/none"
  [[ "$output" == *"Status: 500"* ]]
  [ "$(waiting)" -eq 1 ]
}

@test "VK's confirmation is answered with the word of the file, and no other message is" {
  echo 5f3a >confirm
  run send '{ "type" : "confirmation", "group_id": 5 }' HOOK_CONFIRM="$PWD/confirm"
  told "200 OK" 5f3a
  run send '{"type":"message_new","object":{"text":"{\"type\":\"confirmation\"}"}}' HOOK_CONFIRM="$PWD/confirm"
  told "200 OK" ok
}

@test "a full queue is told to the sender, who comes again" {
  send '{"a":1}' >/dev/null
  send '{"a":2}' >/dev/null
  run send '{"a":3}' HOOK_QUEUE=2
  told "503 Service Unavailable" "too many messages wait"
}

@test "what was kept becomes cases, once each; what is bad is set aside and stops nothing" {
  store
  send "$(update 1 'Яма на дороге')" >/dev/null
  send '{"update_id":2,"message":' >/dev/null
  send "$(update 3 'Снег во дворе')" >/dev/null
  send '{"update_id":4,"poll":{}}' >/dev/null
  take
  [ "$status" -eq 0 ]
  [ "$(cases)" = $'telegram:7/1\ntelegram:7/3' ]
  [ "$(waiting)" -eq 0 ]
  [ -z "$(ls spool/work)" ]
  grep -q '{""update_id"":2,""message"":' spool/rejects/*.csv
  # The sender has not heard our answer and sends again.
  send "$(update 1 'Яма на дороге')" >/dev/null
  send "$(update 5 'Фонарь не горит')" >/dev/null
  take
  [ "$status" -eq 0 ]
  [ "$(cases)" = $'telegram:7/1\ntelegram:7/3\ntelegram:7/5' ]
  take
  [ "$status" -eq 0 ]
}

@test "a run that was killed between its steps is made good by the next" {
  store
  send "$(update 1 'Яма на дороге')" >/dev/null
  take
  # As if it had been killed after submit, before it forgot the messages.
  update 1 'Яма на дороге' >spool/work/1-x.json
  update 2 'Снег' >spool/work/2-x.json
  rm spool/known.jsonl
  take
  [ "$status" -eq 0 ]
  [ "$(cases)" = $'telegram:7/1\ntelegram:7/2' ]
}

@test "without a store nothing leaves the spool" {
  send "$(update 1 'Яма на дороге')" >/dev/null
  take
  [ "$status" -gt 1 ]
  [ "$(find spool/work -type f | wc -l)" -eq 1 ]
  store
  take
  [ "$status" -eq 0 ]
  [ "$(cases)" = telegram:7/1 ]
}
