#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper
load route

# Three cases of approval.bpmn, one of them answered, all of them late; hostile text in the data.
log() {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >deployed.csv
  printf 'application_id,complete,Адрес; дом\nA,yes,"ул. ""Мира"" <1> & 2"\nB,no,x\nC,yes,"две\nстроки"\n' >a.csv
  uprava-route submit --process approval a.csv >submitted.csv
  uprava-route complete --now 2024-01-16T10:00 --task 1.1 --outcome agreed --data '{"n":5}' --actor E1 >completed.csv
  uprava-route tick --now 2024-01-25 >fired.csv
  export UPRAVA_OFFSET=+11:00
}

# The rows of history that are events of a log: all that happened but how tokens moved and waited. No gateway of approval.bpmn waits for anybody.
events() {
  uprava-route history -t tsv --columns kind "$@" | grep -cxE 'case_started|task_created|task_completed|task_cancelled|timer_fired|ended|late'
}

@test "the table, XES and OCEL tell of the same cases and events" {
  log
  uprava-route history --export xes >log.xes
  uprava-route history --export ocel >log.json
  [ "$(events)" -eq 16 ]
  [ "$(grep -c '<trace>' log.xes)" -eq 3 ]
  [ "$(grep -c '<event>' log.xes)" -eq 16 ]
  [ "$(sed -n '/^"events"/,$p' log.json | grep -c '^{"id":')" -eq 16 ]
  [ "$(grep -c '^{"id":"case:' log.json)" -eq 3 ]
  [ "$(grep -c '^{"id":"task:' log.json)" -eq "$(grep -c 'value="schedule"' log.xes)" ]
  # the same activities with the same transitions
  sed -n '/<event>/,/<\/event>/p' log.xes | awk -F '"' '/concept:name/ { name = $4 } /lifecycle:transition/ { print name "|" $4 }' | sort >xes
  sed -n 's/^{"id":"[0-9.]*","type":"\([^"]*\)",.*"lifecycle","value":"\([a-z]*\)".*/\1|\2/p' log.json | sort >ocel
  [ "$(wc -l <ocel)" -eq 16 ]
  cmp xes ocel
}

@test "one case, or the past, is told of alone" {
  log
  [ "$(uprava-route history 1 --export xes | grep -c '<event>')" -eq "$(events 1)" ]
  [ "$(uprava-route history --as-of 2024-01-15 --export xes | grep -c '<event>')" -eq 8 ]
  [ "$(uprava-route history --as-of 2024-01-15 --export ocel | sed -n '/^"events"/,$p' | grep -c '^{"id":')" -eq 8 ]
  route history 9 --export xes
  [ "$status" -eq 3 ]
  [ "$stderr" = "uprava-route: there is no case 9" ]
  [ -z "$output" ]
}

@test "moments are on the city's clock, with its offset" {
  log
  uprava-route history 1 --export xes >log.xes
  grep -qF '<date key="time:timestamp" value="2024-01-16T10:00:00+11:00"/>' log.xes
  uprava-route history 1 --export ocel --offset -03:30 >log.json
  grep -qF '"type":"Roads","time":"2024-01-16T10:00:00-03:30"' log.json
}

@test "who, where and with what outcome" {
  log
  uprava-route history 1 --export xes | awk '/<event>/ { text = "" } { text = text $0 } /<\/event>/ && text ~ /Roads"/ && text ~ /"complete"/ { print text }' >event
  [ "$(wc -l <event)" -eq 1 ]
  for part in 'key="concept:instance" value="1.1"' 'key="org:group" value="U01"' 'key="org:resource" value="E1"' 'key="outcome" value="agreed"'; do
    grep -qF "$part" event
  done
}

@test "an answer that came too late is in the log and marked" {
  log
  uprava-route complete --now 2024-01-26 --task 1.3 --outcome against --actor E2 >late.csv
  [ "$(events)" -eq 17 ]
  [ "$(uprava-route history --export xes | grep -c '<event>')" -eq 17 ]
  uprava-route history --export xes | grep -qF '<boolean key="late" value="true"/>'
  uprava-route history --export ocel | grep -F '{"name":"outcome","value":"against"}' | grep -F '{"name":"late","value":"true"}' | grep -qF '"type":"Water"'
}

@test "without an offset, with a wrong one, and with a table's options it is a usage error" {
  log
  unset UPRAVA_OFFSET
  route history --export xes
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"--offset +11:00"* ]]
  route history --export xes --offset Magadan
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"an offset from UTC is expected, such as +11:00: Magadan"* ]]
  for option in "-t csv" "--columns seq" --excel; do
    # shellcheck disable=SC2086 # two words
    route history --export xes --offset Z $option
    [ "$status" -eq 2 ]
    [ -z "$output" ]
  done
}

@test "hostile text of an application is text of the log" {
  log
  uprava-route history --export xes >log.xes
  grep -qF '<string key="Адрес__дом" value="ул. &quot;Мира&quot; &lt;1&gt; &amp; 2"/>' log.xes
  grep -qF '<string key="Адрес__дом" value="две&#10;строки"/>' log.xes
  uprava-route history --export ocel >log.json
  grep -qF '{"name":"Адрес; дом","value":"ул. \"Мира\" <1> & 2",' log.json
  grep -qF '{"name":"Адрес; дом","value":"две\nстроки",' log.json
}
