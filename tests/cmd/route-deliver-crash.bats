#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Deliverers killed at any moment, and several at once. UPRAVA_KILLS: how many are killed (make soak asks for more).
load helper
load deliver

# Lays a lock for its message: two of one key at the same time would see each other.
adapter() { # SECONDS
  cat >adapter <<S
#!/bin/sh
key=\$(sed 's/.*"key":"\([0-9a-f]*\)".*/\1/')
mkdir "locks/\$key" 2>/dev/null || { echo "\$key" >>collisions; exit 1; }
sleep $1
echo "\$key" >>sent
rmdir "locks/\$key"
echo "got \$key"
S
  chmod +x adapter
  mkdir -p locks
  connectors 'notify~~command~./adapter~1000~0~1~1'
}

@test "several deliverers at once share the work: each message is sent once, and by no two at the same time" {
  outbox notify 200
  adapter 0.01
  for i in 1 2 3; do
    uprava-route deliver --connectors connectors.csv --jobs 4 --columns key,status >"out$i" 3>&- &
  done
  wait
  [ ! -e collisions ]
  [ "$(wc -l <sent)" -eq 200 ]
  [ "$(sort -u sent | wc -l)" -eq 200 ]
  [ "$(cat out1 out2 out3 | grep -c ',delivered$')" -eq 200 ]
  [ "$(cat out1 out2 out3 | grep ',delivered$' | sort -u | wc -l)" -eq 200 ]
  [ "$(uprava-route history --columns kind | grep -c '^delivered$')" -eq 200 ]
  uprava-route verify >/dev/null
}

@test "killed at any moment, nothing is lost, doubled in the records, or sent under two keys" {
  kills=${UPRAVA_KILLS:-12}
  outbox notify 400
  mkdir out
  connectors 'notify~archive~directory~out~1000~0~1~0.2' 'notify~sms~command~tee -a sent~1000~0~1~0.5'
  for ((k = 0; k < kills; k++)); do
    uprava-route deliver --connectors connectors.csv --lease 1 --jobs 4 --now "2024-01-15T09:$(printf %02d $((k % 60)))" >/dev/null 2>&1 3>&- &
    pid=$!
    sleep "0.0$((RANDOM % 10))$((RANDOM % 10))"
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    uprava-route verify >/dev/null
  done
  for ((k = 0; k < 20; k++)); do
    uprava-route deliver --connectors connectors.csv --lease 1 --now 2024-01-16 >/dev/null
    [ "$(column status | sort -u)" = delivered ] && break
    sleep 0.3
  done
  [ "$(column status | sort | uniq -c | tr -s ' ')" = ' 800 delivered' ]
  [ "$(uprava-route history --columns kind | grep -c '^delivered$')" -eq 800 ]
  # Nothing is left of those killed but messages, whole and one a key.
  [ "$(count out)" -eq 400 ]
  [ "$(cat out/*.json | grep -o '}}{' | wc -l)" -eq 399 ]
  uprava-route deliver --list all --columns recipient,key | sed -n 's/^archive,//p' | sort >keys
  find out -name '*.json' | sed 's|out/||; s/.json$//' | sort | cmp - keys
  # At least once, and every time under the same key.
  grep -o '"key":"[0-9a-f]*"' sent | sort -u | sed 's/"key":"\(.*\)"/\1/' >sent.keys
  uprava-route deliver --list all --columns recipient,key | sed -n 's/^sms,//p' | sort | cmp - sent.keys
  uprava-route verify >/dev/null
  uprava-route rebuild --check >/dev/null
}

@test "who is killed between sending and recording sends again, under the same key, when his claim is over" {
  outbox notify 1
  cat >adapter <<'S'
#!/bin/sh
echo "$(sed 's/.*"key":"\([0-9a-f]*\)".*/\1/')" >>sent
[ -e again ] || { touch again; kill -9 $PPID; sleep 5; }
echo fine
S
  chmod +x adapter
  connectors 'notify~~command~./adapter~5~0~1~1'
  uprava-route deliver --connectors connectors.csv --lease 2 >/dev/null 2>&1 || [ $? -eq 137 ]
  [ "$(wc -l <sent)" -eq 1 ]
  # The claim holds: another run leaves the message alone.
  deliver --connectors connectors.csv --lease 2
  [ "${#lines[@]}" -eq 1 ]
  [ "$(wc -l <sent)" -eq 1 ]
  sleep 2.2
  deliver --connectors connectors.csv --lease 2 --columns attempt,status,receipt
  [ "${lines[1]}" = 1,delivered,fine ]
  [ "$(sort -u sent | wc -l)" -eq 1 ]
  [ "$(wc -l <sent)" -eq 2 ]
}

@test "who was stopped until his claims were over sends nothing of them when he goes on" {
  outbox notify 3
  cat >adapter <<'S'
#!/bin/sh
echo "$(sed 's/.*"application_id":"\([^"]*\)".*/\1/')" >>sent
sleep 0.5
S
  chmod +x adapter
  connectors 'notify~~command~./adapter~5~0~1~1'
  uprava-route deliver --connectors connectors.csv --lease 2 --jobs 1 >/dev/null 3>&- &
  pid=$!
  for ((i = 0; i < 100; i++)); do
    [ -s sent ] && break
    sleep 0.02
  done
  kill -STOP $pid
  sleep 2.3
  uprava-route deliver --connectors connectors.csv --lease 2 --jobs 3 >/dev/null
  kill -CONT $pid
  wait $pid
  # The first was under way when he was stopped, and went out again under its key; the others went out once.
  [ "$(sort sent | uniq -c | tr -s ' ')" = $' 2 notify-1\n 1 notify-2\n 1 notify-3' ]
  [ "$(uprava-route history --columns kind | grep -c '^delivered$')" -eq 3 ]
  uprava-route verify >/dev/null
}

@test "an adapter does not outlive the deliverer that is killed" {
  outbox notify 1
  connectors 'notify~~command~sh -c "echo $$ >child; exec sleep 60"'
  uprava-route deliver --connectors connectors.csv >/dev/null 2>&1 3>&- &
  pid=$!
  for ((i = 0; i < 100; i++)); do
    [ -s child ] && break
    sleep 0.05
  done
  kill -9 $pid
  wait $pid 2>/dev/null || true
  sleep 0.2
  run ! alive "$(cat child)"
}
