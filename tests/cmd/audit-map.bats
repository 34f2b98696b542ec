#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

catalogue() {
  cat >powers.csv <<'END'
power_id,kind,title
P1,mandatory,содержание и ремонт автомобильных дорог местного значения
P2,mandatory,организация общего образования в муниципальных школах
P3,optional,создание музеев
P4,delegated,опека и попечительство над несовершеннолетними
END
  cat >duties.csv <<'END'
duty_id,position_id,duty,remark
D1,S1,Организует содержание и ремонт дорог,x
D2,S1,Поливает цветы в кабинете начальника,y
D3,S2,«Опека» над несовершеннолетними,z
D4,S2,Встречает делегации школ,w
END
}

@test "a duty has the power that shares its words; a duty without one has an empty power and verdict none" {
  catalogue
  run --separate-stderr -0 uprava-audit map --powers powers.csv --columns duty_id,rank,power_id,verdict,power,position_id,remark duties.csv
  [ "${lines[0]}" = "duty_id,rank,power_id,verdict,power,position_id,remark" ]
  [ "${lines[1]}" = "D1,1,P1,sure,содержание и ремонт автомобильных дорог местного значения,S1,x" ]
  [ "${lines[2]}" = "D2,1,,none,,S1,y" ]
  [ "${lines[3]}" = "D3,1,P4,sure,опека и попечительство над несовершеннолетними,S2,z" ]
  [ -z "$stderr" ]
}

@test "why quotes the words on both sides" {
  catalogue
  run -0 uprava-audit map --powers powers.csv -t jsonl --columns duty_id,why duties.csv
  [[ ${lines[0]} == *"ремонт~ремонт "[0-9]* ]]
  [[ ${lines[1]} == *"no municipal power: "*"Поливает~«поливает цветы»"* ]]
}

@test "every duty of the city has ranks from 1 without a gap, at most --top, candidates by score" {
  uprava-audit map --powers ru-131fz --top 3 -t tsv --columns duty_id,rank,power_id,score,verdict "$CITY/duties.csv" >map.tsv
  # shellcheck disable=SC2016
  run -0 awk -F '\t' '
    NR == 1 { next }
    $1 != last { if ($2 != 1) print; last = $1; duties++; before = 1e9 }
    { if ($2 > 3 || ($1 == was && $2 != rank + 1)) print; was = $1; rank = $2 }
    $3 != "" && $5 == "weak" { if ($4 > before || $4 <= 0) print; before = $4 }
    END { print duties }' map.tsv
  [ "$output" = "$(($(wc -l <"$CITY/duties.csv") - 1))" ]
}

@test "--top 1 gives the first rows of --top 3" {
  uprava-audit map --powers ru-131fz "$CITY/duties.csv" -t tsv | awk -F '\t' 'NR == 1 || $2 == 1' >one
  [ "$(wc -l <one)" -eq "$(wc -l <"$CITY/duties.csv")" ]
  uprava-audit map --powers ru-131fz --top 3 "$CITY/duties.csv" -t tsv | awk -F '\t' 'NR == 1 || $2 == 1' | cmp - one
}

@test "a duty's map does not depend on the other duties" {
  uprava-audit map --powers ru-131fz "$CITY/duties.csv" -t tsv | tail -n +2 | sort >whole
  { head -n 1 "$CITY/duties.csv"; tail -n +2 "$CITY/duties.csv" | sort -r; } >shuffled.csv
  uprava-audit map --powers ru-131fz shuffled.csv -t tsv | tail -n +2 | sort | cmp - whole
}

@test "a shipped catalogue by name and the same one by path give the same map" {
  uprava-audit map --powers ru-131fz "$CITY/duties.csv" >name
  uprava-audit map --powers "$ROOT/share/powers/ru-131fz.csv" "$CITY/duties.csv" | cmp - name
}

@test "what people decided comes first: yes is sure, no is no candidate" {
  catalogue
  printf 'duty_id,power_id,verdict,who,why\nD2,P3,yes,Иванова,музей растений\nD1,P1,no,Петров,это подряд\n' >verdicts.csv
  run -0 uprava-audit map --powers powers.csv --verdicts verdicts.csv --top 2 --columns duty_id,rank,power_id,verdict,why duties.csv
  [[ $output == *"D2,1,P3,sure,decided by Иванова: музей растений"* ]]
  [[ $output != *"D1,"*",P1,"* ]]
}

@test "a verdict is an example for duties that are alike: the same words are sure, much the same are likely" {
  catalogue
  cat >>duties.csv <<'END'
D5,S1,"поливает цветы, в кабинете начальника!",
D6,S1,Поливает цветы в кабинете начальника отдела,
D7,S3,Ремонт и содержание дорог,
END
  printf 'duty_id,power_id,verdict,who,why\nD2,P3,yes,Иванова,музей растений\nD1,P1,no,Петров,это подряд\n' >verdicts.csv
  run -0 uprava-audit map --powers powers.csv --verdicts verdicts.csv --columns duty_id,power_id,verdict,decided_by,why duties.csv
  [[ $output == *"D5,P3,sure,Иванова,\"as D2 (alike 1.00), decided by Иванова: музей растений\""* ]]
  [[ $output == *"D6,P3,likely,Иванова,\"as D2 (alike 0.8"* ]]
  [[ $output != *"D7,P1,"* ]]
}

@test "no power by decision is not the same as nothing found" {
  catalogue
  printf 'duty_id,power_id,verdict,who,why\nD1,,none,Петров,личное поручение\n' >verdicts.csv
  run -0 uprava-audit map --powers powers.csv --verdicts verdicts.csv --columns duty_id,power_id,verdict,decided_by,why duties.csv
  [ "${lines[1]}" = "D1,,none,Петров,decided by Петров: личное поручение" ]
  [[ ${lines[2]} == "D2,,none,,"* ]]
}

@test "a duty that serves a power by one verdict and none by another is an error with both lines" {
  catalogue
  printf 'duty_id,power_id,verdict,who\nD1,,none,x\nD1,P1,yes,y\n' >verdicts.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv --verdicts verdicts.csv duties.csv
  [[ $stderr == *'verdicts.csv:3: verdict: "D1" serves a power here and none in line 2'* ]]
  printf 'duty_id,power_id,verdict,who\nD2,,none,x\nD1,P1,yes,y\n' >verdicts.csv
  run -0 uprava-audit map --powers powers.csv --verdicts verdicts.csv --columns duty_id,why duties.csv
  [ "${lines[1]}" = "D1,decided by y" ]
}

@test "a verdict for a power that the catalogue does not have is an error with its place" {
  catalogue
  printf 'duty_id,power_id,verdict,who\nD1,P1,yes,x\nD1,P9,yes,x\n' >verdicts.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv --verdicts verdicts.csv duties.csv
  [[ $stderr == *'verdicts.csv:3: power_id: unknown power "P9"'* ]]
  [ -z "$output" ]
}

@test "--review leaves out what is sure or decided and begins with the least certain" {
  uprava-audit map --powers ru-131fz -t tsv --columns duty_id,rank,verdict,confidence "$CITY/duties.csv" | awk -F '\t' 'NR > 1 && $2 == 1 && $3 != "sure" { print $1 }' | sort >want
  id=$(head -n 1 want)
  uprava-audit map --powers ru-131fz --review -t tsv --columns duty_id,rank,verdict,confidence "$CITY/duties.csv" | awk -F '\t' 'NR > 1 && $2 == 1' >got
  cut -f 1 got | sort | cmp - want
  cut -f 4 got | sort -n -c
  printf 'duty_id,power_id,verdict,who\n%s,,none,x\n' "$id" >verdicts.csv
  run -1 sh -c "uprava-audit map --powers ru-131fz --review --verdicts verdicts.csv '$CITY/duties.csv' | grep -c ^$id,"
  [ "$output" = 0 ]
}

@test "a text of ten thousand words is mapped, and never more than weak" {
  { printf 'duty_id,duty\nL1,"'; awk 'BEGIN { for (i = 0; i < 10000; i++) printf "%s%d, ", i % 3 ? "дорога" : "библиотека", i % 400 }'; printf 'ремонт дорог"\n'; } >long.csv
  run -0 uprava-audit map --powers ru-131fz --columns duty_id,verdict long.csv
  [[ ${lines[1]} == L1,weak || ${lines[1]} == L1,none ]]
}

@test "any number of threads gives the same bytes" {
  UPRAVA_THREADS=1 uprava-audit map --powers ru-131fz --top 2 "$CITY/duties.csv" >one
  UPRAVA_THREADS=5 uprava-audit map --powers ru-131fz --top 2 "$CITY/duties.csv" | cmp - one
}

@test "a vocabulary of one's own is known beside the shipped one; a bad line is named" {
  catalogue
  printf 'power_id,kind,weight,text\nP3,object,3,чучело мамонта\n' >words.csv
  echo 'D5,S1,Описывает чучело мамонта для музеев,' >>duties.csv
  run -0 uprava-audit map --powers powers.csv --vocabulary words.csv --columns duty_id,power_id,why duties.csv
  [[ $output == *"D5,P3,"*"мамонта~«чучело мамонта»"* ]]
  echo 'P9,object,3,чучело' >>words.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv --vocabulary words.csv duties.csv
  [[ $stderr == *'words.csv:3: power_id: unknown power "P9"'* ]]
  sed -i '$d' words.csv
  echo 'ОБЩ-ИНФО,object,3,чучело мамонта' >>words.csv
  run -0 uprava-audit map --powers powers.csv --vocabulary words.csv duties.csv
  sed -i '$d' words.csv
  echo 'P3,thing,9,x' >>words.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv --vocabulary words.csv duties.csv
  [[ $stderr == *"words.csv:3: "*kind*weight* ]]
}

@test "an unknown catalogue is named" {
  catalogue
  run --separate-stderr -2 uprava-audit map --powers no-such-law duties.csv
  [ -z "$output" ]
  [[ $stderr == *no-such-law* ]]
}

@test "without --powers the call is wrong" {
  run --separate-stderr -2 uprava-audit map "$CITY/duties.csv"
  [[ $stderr == *--powers* ]]
}

@test "a power that is there twice is an error" {
  catalogue
  echo 'P1,mandatory,ещё раз' >>powers.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv duties.csv
  [[ $stderr == *powers.csv:6:* ]]
}

editions() {
  cat >powers.csv <<'END'
power_id,kind,title,valid_from,valid_to
P1,mandatory,содержание автомобильных дорог,2010-01-01,2023-12-31
P1,mandatory,ремонт тротуаров,2024-01-01,
P2,mandatory,создание музеев,,2023-06-30
END
  printf 'duty_id,duty\nD1,Содержание автомобильных дорог\nD2,Ремонт тротуаров\nD3,Создание музеев\n' >duties.csv
}

@test "--as-of takes the edition that is valid on the day; what is not valid is no candidate; the day of --now is the default" {
  editions
  run -0 uprava-audit map --powers powers.csv --as-of 2023-06-30 --columns duty_id,power_id,power duties.csv
  [ "${lines[1]}" = "D1,P1,содержание автомобильных дорог" ]
  [ "${lines[2]}" = "D2,," ]
  [ "${lines[3]}" = "D3,P2,создание музеев" ]
  uprava-audit map --powers powers.csv duties.csv >today
  run -0 uprava-audit map --powers powers.csv --as-of 2024-01-15 --columns duty_id,power_id,power duties.csv
  [ "${lines[1]}" = "D1,," ]
  [ "${lines[2]}" = "D2,P1,ремонт тротуаров" ]
  [ "${lines[3]}" = "D3,," ]
  uprava-audit map --powers powers.csv --as-of 01.01.2024 duties.csv | cmp - today
}

@test "a verdict on a power that is not valid is kept and shown, and is no example for others" {
  editions
  printf 'D4,Создание музеев\nD5,Ремонт тротуаров\n' >>duties.csv
  printf 'duty_id,power_id,verdict,who,why\nD3,P2,yes,Иванова,по уставу\nD5,P2,no,Иванова,\n' >verdicts.csv
  run -0 uprava-audit map --powers powers.csv --verdicts verdicts.csv --columns duty_id,rank,power_id,verdict,decided_by duties.csv
  [ "${lines[3]}" = "D3,1,P2,sure,Иванова" ]
  [ "${lines[4]}" = "D4,1,,none," ]
  [ "${lines[5]}" = "D5,1,P1,sure," ]
}

@test "editions of one power whose periods overlap are an error that names both lines" {
  editions
  sed -i 's/2023-12-31/2024-01-01/' powers.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv duties.csv
  [[ $stderr == *'powers.csv:3: power_id: "P1" is there twice for the same time (line 2)'* ]]
  printf 'power_id,title,valid_from,valid_to\nP1,дороги,2024-01-02,2024-01-01\n' >powers.csv
  run --separate-stderr -3 uprava-audit map --powers powers.csv duties.csv
  [[ $stderr == *'powers.csv:2: valid_to: the power "P1" ends before it begins'* ]]
}

@test "topic_id says what a duty without a power is about" {
  catalogue
  run -0 uprava-audit map --powers powers.csv --columns duty_id,power_id,topic_id duties.csv
  [ "${lines[1]}" = "D1,P1," ]
  [[ ${lines[2]} == "D2,,"?* ]]
  topic=${lines[2]#D2,,}
  run -0 uprava-inventory import --schema topics --columns topic_id "$ROOT/share/powers/not-municipal.csv"
  [[ $'\n'"$output"$'\n' == *$'\n'"$topic"$'\n'* ]]
}

# The score of a text for a power or a topic, in thousandths.
score() {
  uprava-audit why --powers ru-131fz --duties "$CITY/duties.csv" -t tsv --columns score "$1" "$2" | awk 'NR > 1 { s += $1 } END { printf "%d\n", s * 1000 + 0.5 }'
}

@test "a topic is named exactly where the words say it louder than the best power" {
  uprava-audit map --powers ru-131fz --top 2 -t tsv --columns duty_id,rank,power_id,verdict,topic_id,why "$CITY/duties.csv" |
    awk -F '\t' '$2 == 1 { duty = ""; if ($4 == "none") { duty = $1; topic = $5 } } $2 == 2 && duty == $1 { print (topic ? "named" : "not"), duty, $3, topic }' >pairs
  n=0
  while read -r _ duty power topic; do
    n=$((n + 1))
    [ "$(score "$duty" "$topic")" -ge "$(score "$duty" "$power")" ]
  done < <(grep ^named pairs | head -n 5)
  [ $n -eq 5 ]
  [ "$(uprava-audit map --powers ru-131fz -t tsv --columns verdict,topic_id,why "$CITY/duties.csv" | awk -F '\t' '$1 == "none" && $2 == "" && $3 ~ /^hardly less like/' | wc -l)" -gt 5 ]
}
