#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load deliver

# One message to a path of the recipient; further arguments go to deliver.
post() { # PATH ARGUMENTS…
  outbox notify 1
  connectors "notify~~http~$URL$1~~~~${TIMEOUT:-10}~~${SECRET_FILE:-}"
  shift
  deliver --connectors connectors.csv --columns status,receipt "$@"
}

@test "a message is posted as JSON with its key; what the recipient says is the receipt" {
  serve
  post /ok
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  key=$(column key)
  [ "$output" = $'status,receipt\n'"delivered,HTTP 200: registered as ${key:0:8}" ]
  [ "$(cat requests)" = "/ok $key -" ]
  [ "$(cat requests.body)" = "{\"key\":\"$key\",\"topic\":\"notify\",\"recipient\":\"notify\",\"case_id\":1,\"process\":\"pnotify\",\"application_id\":\"notify-1\",\"created_at\":\"2024-01-15T09:00\",\"data\":{\"application_id\":\"notify-1\",\"text\":\"Раскопка № 1\"}}" ]
}

@test "2xx is delivered; 408, 429 and 5xx are tried again; other 4xx and redirects are dead" {
  serve
  rows=()
  for code in 200 201 204 299 400 401 404 408 410 422 429 499 500 502 503 504; do
    outbox "c$code" 1
    rows+=("c$code~~http~$URL/code/$code")
  done
  connectors "${rows[@]}"
  deliver --connectors connectors.csv --columns topic,status
  [ "$status" -eq 1 ]
  [ "$output" = "topic,status
c200,delivered
c201,delivered
c204,delivered
c299,delivered
c400,dead
c401,dead
c404,dead
c408,waiting
c410,dead
c422,dead
c429,waiting
c499,dead
c500,waiting
c502,waiting
c503,waiting
c504,waiting" ]
  [ "$(column receipt | sed -n 5p)" = "HTTP 400: no" ]
}

@test "a repeat carries the same key" {
  serve
  post /flaky/2
  [ "${lines[1]}" = "waiting,HTTP 503: broken" ]
  uprava-route deliver --connectors connectors.csv --now 2024-01-16 >/dev/null
  deliver --connectors connectors.csv --now 2024-01-17 --columns attempt,status,receipt
  [ "${lines[1]}" = "3,delivered,HTTP 201: mended" ]
  [ "$(wc -l <requests)" -eq 3 ]
  [ "$(cut -d ' ' -f 2 requests | sort -u)" = "$(column key)" ]
}

@test "Retry-After is waited for, up to a day, and the recipient is left alone for the run" {
  serve
  outbox notify 20
  outbox often 1
  connectors "notify~~http~$URL/later/7200" "often~~http~$URL/later/99999999"
  deliver --connectors connectors.csv --jobs 2 --columns topic,status,receipt,next_at
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "notify,waiting,HTTP 429: not now,2024-01-15T11:00" ]
  [ "${lines[-1]}" = "often,waiting,HTTP 429: not now,2024-01-16T09:00" ]
  [[ "$stderr" == *'recipient "notify" of topic "notify" asks for a pause, and is left alone until the next run: HTTP 429: not now'* ]]
  [ "$(grep -c /later/7200 requests)" -lt 5 ]
}

@test "no answer in time, no server, no host, no HTTP: tried again, and said in words" {
  serve
  outbox a 1
  outbox b 1
  outbox c 1
  outbox d 1
  outbox e 1
  connectors "a~~http~$URL/slow/5000~~~~0.3" "b~~http~http://127.0.0.1:1/" "c~~http~http://no-such-host.invalid/" "d~~http~$URL/garbage" "e~~http~$URL/nothing"
  deliver --connectors connectors.csv --columns topic,status,receipt
  [ "$status" -eq 0 ]
  [ "$output" = "topic,status,receipt
a,waiting,no answer in time
b,waiting,no connection
c,waiting,the host's name is not known
d,waiting,the answer is not HTTP
e,waiting,the answer is not HTTP" ]
}

@test "a redirect within the host is followed; elsewhere, in circles, or for GET it is not" {
  serve
  outbox a 1
  outbox b 1
  outbox c 1
  outbox d 1
  connectors "a~~http~$URL/same" "b~~http~$URL/other" "c~~http~$URL/round" "d~~http~$URL/found"
  deliver --connectors connectors.csv --columns topic,status,receipt
  [[ "${lines[1]}" == "a,delivered,HTTP 200: registered as "* ]]
  [ "${lines[2]}" = "b,dead,HTTP 307: a redirect that is not followed" ]
  [ "${lines[3]}" = "c,dead,HTTP 308: a redirect that is not followed" ]
  [ "${lines[4]}" = "d,dead,HTTP 302: a redirect that is not followed" ]
  [ "$(grep -c '^/ok ' requests)" -eq 1 ]
  [ "$(grep -c '^/round ' requests)" -eq 4 ]
}

@test "an answer without end, and one that breaks off behind its 200, are delivered and cut" {
  serve
  outbox a 1
  outbox b 1
  connectors "a~~http~$URL/endless" "b~~http~$URL/cut"
  SECONDS=0
  deliver --connectors connectors.csv --columns topic,status,receipt
  [ "$SECONDS" -lt 20 ]
  [[ "${lines[1]}" == "a,delivered,HTTP 200: 0123456789abcdef"*… ]]
  [ "${#lines[1]}" -lt 1020 ]
  [ "${lines[2]}" = "b,delivered,HTTP 200: taken" ]
}

@test "control characters of an answer do not come into the receipt" {
  serve
  post /control -t jsonl
  [ "$output" = '{"status":"delivered","receipt":"HTTP 200: one [31mtwo three � end"}' ]
}

@test "the secret goes as a bearer token, as a header of its own, or into the address; nowhere else" {
  serve
  echo sup3rsecret >token
  echo 'Authorization: Basic dXNlcjpz' >header
  echo '12345:AbC/d' >bot
  chmod 600 token header bot
  outbox a 1
  outbox b 1
  outbox c 1
  outbox d 1
  connectors "a~~http~$URL/ok~~~~~~token" "b~~http~$URL/ok~~~~~~header" "c~~http~$URL/bot{secret}/send~~~~~~bot" "d~~http~$URL/echo~~~~~~token"
  run uprava-route deliver --connectors connectors.csv -v --columns topic,status,receipt
  [[ "$output" == *$'\nd,dead,HTTP 403: you said Bearer ***' ]]
  [[ ! "$output" =~ sup3rsecret|dXNlcjpz|AbC ]]
  [ "$(cut -d " " -f 1,3- requests | sort)" = "/bot12345:AbC%2Fd/send -
/echo Bearer sup3rsecret
/ok Basic dXNlcjpz
/ok Bearer sup3rsecret" ]
  run ! grep -aqE 'sup3rsecret|dXNlcjpz|AbC' uprava.db*
}

# A TLS server that gives one answer to each who comes, and its certificate for localhost.
serve_tls() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out "$1" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
  for ((i = 0; i < 50; i++)); do
    PORT=$((20000 + RANDOM % 20000))
    printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok' >answer
    openssl s_server -accept $PORT -cert "$1" -key key.pem -quiet -naccept 1 <answer >/dev/null 2>tls.err 3>&- &
    TLS=$!
    sleep 0.3
    kill -0 "$TLS" 2>/dev/null && break
  done
}

@test "a server whose certificate is not trusted gets nothing; with ca_file it is trusted" {
  serve_tls cert.pem
  outbox notify 1
  connectors "notify~~http~https://localhost:$PORT/"
  no_proxy=localhost deliver --connectors connectors.csv --columns status,receipt
  [[ "${lines[1]}" == "waiting,the server's certificate is not trusted: "* ]]
  kill "$TLS" 2>/dev/null || true
  serve_tls cert.pem
  connectors "notify~~http~https://localhost:$PORT/~~~~~~~cert.pem"
  no_proxy=localhost deliver --connectors connectors.csv --retry --columns status,receipt
  [ "${lines[1]}" = "delivered,HTTP 200: ok" ]
  kill "$TLS" 2>/dev/null || true
}

@test "a slow recipient and a quick one at once" {
  serve
  outbox slow 4
  outbox quick 100
  connectors "slow~~http~$URL/slow/400" "quick~~http~$URL/ok"
  deliver --connectors connectors.csv --jobs 4 --columns topic,status
  [ "$(printf '%s\n' "${lines[@]}" | sort | uniq -c | tr -s ' ' | sort -n)" = $' 1 topic,status\n 4 slow,delivered\n 100 quick,delivered' ]
  # All quick ones were asked before the slow lane began its second pair.
  [ "$(grep -n slow requests | sed -n 3p | cut -d : -f 1)" -gt 90 ]
}
