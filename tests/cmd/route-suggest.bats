#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

past() {
  cat >past.csv <<'END'
appeal_id,topic,unit_id,text
N1,Вода,U1,нет горячей воды третий день
N2,Вода,U1,"из крана идёт ржавая вода, водоканал молчит"
N3,Вода,U1,прорвало трубу во дворе
N4,Свет,U2,не горит фонарь у подъезда
N5,Свет,U2,"темно на остановке, лампа перегорела"
N6,Свет,U2,"столб упал, света на улице нет"
N7,,,ещё никто не смотрел
END
}

@test "a message has the topic and the unit of past cases that are like it; the case in the same words is named" {
  past
  printf 'appeal_id,channel,text\nA1,VK,Не горит фонарь у подъезда\nA2,OK,Лампочка погасла\n' >new.csv
  run --separate-stderr -0 uprava-route suggest --cases past.csv --columns appeal_id,rank,topic,unit_id,channel,verdict new.csv
  [ "$output" = "appeal_id,rank,topic,unit_id,channel,verdict
A1,1,Свет,U2,VK,sure
A2,1,Свет,U2,OK,likely" ]
  [ -z "$stderr" ]
  run -0 uprava-route suggest --cases past.csv --columns why -t jsonl new.csv
  [[ "${lines[0]}" = *"the same matter: N4 1.00"* ]]
  [[ "${lines[1]}" = *"Лампочка (освещение)"* ]]
}

@test "a message that shares no word with any past case is known by its concern" {
  past
  printf 'text\nСветильник мигает\nВодопровод еле капает\n' >new.csv
  run -0 uprava-route suggest --cases past.csv --columns appeal_id,topic new.csv
  [ "$output" = "appeal_id,topic
1,Свет
2,Вода" ]
}

@test "what is like no topic has a first row without one; nothing is lost, not even an empty text" {
  past
  printf 'appeal_id,text\nA1,Запись к врачу в поликлинике\nA2,\nA3,абракадабра\n' >new.csv
  run -0 uprava-route suggest --cases past.csv --top 3 --columns appeal_id,rank,topic,verdict new.csv
  [ "$(grep -c ',1,,none$' <<<"$output")" -eq 3 ]
  [ "$(grep -c ',[23],Вода,weak$' <<<"$output")" -eq 3 ]
  [ "$(grep -c ',[23],Свет,weak$' <<<"$output")" -eq 3 ]
  [ "${#lines[@]}" -eq 10 ]
  run -0 uprava-route suggest --cases past.csv --columns appeal_id new.csv
  [ "$output" = $'appeal_id\nA1\nA2\nA3' ]
}

@test "slips of the pen, Latin look-alikes, greetings and addresses do not matter" {
  past
  printf 'text\n"Добрый день! Нет гoрячей вoды трeтий день на Мира, д. 5. Примите меры, заранее спасибо"\n' >new.csv
  run -0 uprava-route suggest --cases past.csv --columns topic,why -t jsonl new.csv
  [[ "$output" = *'"Вода"'*"the same matter: N1"* ]]
  printf 'text\nне горит фонаррь у подьезда\n' >new.csv
  run -0 uprava-route suggest --cases past.csv --columns topic,why -t jsonl new.csv
  [[ "$output" = *'"Свет"'* ]]
}

@test "of a topic's units the message goes to the one whose cases it is like" {
  printf 'appeal_id,topic,unit_id,text\n1,ЖКХ,U1,батареи ледяные\n2,ЖКХ,U1,в квартире холодно\n3,ЖКХ,U1,дайте отопление\n4,ЖКХ,U2,крыша течёт\n5,ЖКХ,U2,лифт сломан\n6,ЖКХ,U2,подъезд грязный\n' >past.csv
  printf 'text\nрадиатор холодный\nлифт стоит\n' >new.csv
  uprava-route suggest --cases past.csv --top 2 --columns appeal_id,topic,unit_id new.csv | grep ЖКХ >said
  [ "$(cat said)" = "1,ЖКХ,U1
2,ЖКХ,U2" ]
}

@test "--text names the column of the text, in the input and in cases that have it too" {
  past
  printf 'body\nНе горит фонарь\n' >new.csv
  run -0 uprava-route suggest --cases past.csv --text body --columns topic,text new.csv
  [ "${lines[1]}" = "Свет,Не горит фонарь" ]
  sed '1s/text/body/' past.csv >body.csv
  run -0 uprava-route suggest --cases body.csv --text body --columns topic new.csv
  [ "${lines[1]}" = "Свет" ]
  run --separate-stderr -3 uprava-route suggest --cases body.csv new.csv
  [[ "$stderr" = *"text"*"column is missing"* ]]
}

@test "cases may come in several files; one without an id is named by its place" {
  past
  printf 'topic,unit_id,text\nСобаки,U9,стая собак у школы\n' >more.csv
  printf 'text\nСтая собак у школы!\n' >new.csv
  run -0 uprava-route suggest --cases past.csv --cases more.csv --columns topic,why new.csv
  [[ "${lines[1]}" = "Собаки,"*"the same matter: more.csv:2 1.00"* ]]
}

@test "cases in Windows-1251 with semicolons teach the same" {
  past
  uprava-inventory import --schema any -t csv past.csv | sed 's/;/ /g' | sed 's/,/;/; s/,/;/; s/,/;/' | tr -d '"' | iconv -t cp1251 >office.csv
  printf 'text\nНе горит фонарь\nРжавая вода\n' >new.csv
  uprava-route suggest --cases past.csv --columns topic,unit_id,confidence new.csv >one
  uprava-route suggest --cases office.csv --columns topic,unit_id,confidence new.csv >two
  cmp one two
}

@test "without a labelled case, or without the file, there is an error and no output" {
  printf 'appeal_id,topic,text\n1,,вода\n' >past.csv
  printf 'text\nвода\n' >new.csv
  run --separate-stderr -3 uprava-route suggest --cases past.csv new.csv
  [ -z "$output" ]
  [[ "$stderr" = *"past.csv: no case has a topic"* ]]
  run --separate-stderr -4 uprava-route suggest --cases absent.csv new.csv
  [ -z "$output" ]
  run --separate-stderr -2 uprava-route suggest new.csv
  [[ "$stderr" = *"--cases"* ]]
}

@test "a past case given again has its own topic, nearly always; threads do not change a byte; the words come in the language asked for" {
  uprava-route suggest --cases "$CITY/appeals.csv" --top 3 "$CITY/appeals.csv" >many
  UPRAVA_THREADS=1 uprava-route suggest --cases "$CITY/appeals.csv" --top 3 "$CITY/appeals.csv" >one
  cmp many one
  uprava-route suggest --cases "$CITY/appeals.csv" -t tsv --columns appeal_id,topic "$CITY/appeals.csv" | tail -n +2 >said
  uprava-inventory import --schema any -t tsv --columns appeal_id,topic "$CITY/appeals.csv" | tail -n +2 >so
  [ "$(wc -l <said)" -eq 1200 ]
  [ "$(comm -12 <(sort said) <(sort so) | wc -l)" -ge 1180 ]
  printf 'text\nПандус у аптеки превратился в горку для катания\n' >new.csv
  run -0 uprava-route suggest --lang ru --cases "$CITY/appeals.csv" --columns why new.csv
  [[ "$output" = *"о том же: OB-"*" и ещё "* ]]
}

@test "the concerns of residents: the lines of one stand together, each has ten expressions or more and none of them twice" {
  uprava-inventory import --schema any -t tsv "$ROOT/share/text/concerns.csv" | tail -n +2 >lines
  cut -f 1 lines | uniq >concerns
  [ "$(wc -l <concerns)" -ge 45 ]
  [ -z "$(sort concerns | uniq -d)" ]
  awk -F '\t' '{ n = split($2, a, ";"); for (i = 1; i <= n; i++) print $1 "\t" a[i] }' lines >expressions
  [ -z "$(sort expressions | uniq -d)" ]
  [ -z "$(awk -F '\t' '$2 == "" || $2 ~ /^ | $/' expressions)" ]
  [ "$(cut -f 1 expressions | uniq -c | sort -n | awk 'NR == 1 { print $1 }')" -ge 10 ]
}
