#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The shipped route of a street photo: a decision table says who is asked, and until when.
load helper
load route

photos() {
  export UPRAVA_NOW=2024-04-25T10:00
  printf 'photo_id,kind\nF1,dump\nF2,unheard-of\n' >photos.csv
}

@test "a photo goes to everyone whom the table names, each with the term of its kind" {
  photos
  uprava-route deploy road-photo >/dev/null
  uprava-route submit --process road-photo photos.csv >/dev/null
  [ "$(uprava-route tasks --columns application_id,unit_id,due_at)" = 'application_id,unit_id,due_at
F2,U01,2024-04-26T23:59:59
F1,U10,2024-05-02T23:59:59
F1,U17,2024-05-02T23:59:59' ]
}

@test "a term that is over is reported, and the task stays" {
  photos
  uprava-route deploy road-photo >/dev/null
  uprava-route submit --process road-photo photos.csv >/dev/null
  uprava-route tick --now 2024-05-03 >/dev/null
  uprava-route tick --now 2024-05-03 --columns node >again.csv
  [ "$(cat again.csv)" = node ]
  [ "$(uprava-route tasks --columns application_id,activity | grep -c 'Доложить о просрочке')" -eq 2 ]
  [ "$(uprava-route tasks --columns activity | grep -c 'Устранить')" -eq 3 ]
}

@test "when all have mended it, its author is told; a refusal is looked into" {
  photos
  uprava-route deploy road-photo >/dev/null
  uprava-route submit --process road-photo photos.csv >/dev/null
  uprava-route tasks --columns task_id,application_id -t tsv | sed -n 's/\tF1$//p' >f1
  uprava-route complete --task "$(sed -n 1p f1)" --outcome fixed >/dev/null
  [ "$(uprava-route tasks --columns task_id,answered | sed -n "s/^$(sed -n 2p f1),//p")" = 1/2 ]
  run -0 --separate-stderr uprava-route complete --task "$(sed -n 2p f1)" --outcome fixed --columns ended
  [ "${lines[1]}" = Устранено ]
  f2=$(uprava-route tasks --columns task_id | tail -1)
  run -0 --separate-stderr uprava-route complete --task "$f2" --outcome refused --columns opened
  [ "${lines[1]}" = "Проверить отказ" ]
}

@test "a table of one's own is given by name, Windows-1251 and semicolons too, and is kept with the version" {
  photos
  printf 'F;Вид [kind];Кому [out:units[]];Срок [out:term]\n1;-;U05;2wd\n' | iconv -t cp1251 >own.csv
  uprava-route deploy --table road-photo=own.csv road-photo >/dev/null
  rm own.csv
  uprava-route submit --process road-photo photos.csv >/dev/null
  [ "$(uprava-route tasks --columns unit_id | sort -u)" = $'U05\nunit_id' ]
  route deploy road-photo
  [[ "$output" == *road-photo,2,*added* ]]
}

@test "a table that is not there, or is wrong, is told before anything is deployed" {
  photos
  cp "$ROOT/share/processes/road-photo.bpmn" .
  route deploy road-photo.bpmn
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'road-photo.bpmn:11: whom: there is no decision table "road-photo" (lay road-photo.csv beside the process, or give it with --table)'* ]]
  printf 'F;kind;out:units[]\n1;[1..;U05\n' >road-photo.csv
  route deploy road-photo.bpmn
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'road-photo.csv:2: kind: '* ]]
  [ "$(uprava-route history | wc -l)" -eq 1 ]
}

@test "lint looks into a table: rules that hold at once, values for which none does" {
  printf 'U;area_m2;out:fee\n1;<= 20;10\n2;[15..30];20\n' >fee.csv
  run -1 --separate-stderr uprava-route lint --check --columns element_id,check fee.csv
  [[ "$output" == *overlap* ]]
  [[ "$output" == *gap* ]]
}

called() { # ASKS: a process of this name, which asks the table fee and gives a task to whom it names
  printf '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:u="urn:u"><process id="%s"><startEvent id="s"/><businessRuleTask id="r" u:decisionRef="fee"/>
<%s id="t" %s/><sequenceFlow id="f" sourceRef="s" targetRef="r"/><sequenceFlow id="g" sourceRef="r" targetRef="t"/></process></definitions>' "$@"
}

@test "a called process brings its own tables, also where its caller has one of that name" {
  mkdir inner outer
  called inner userTask 'u:unit="${who}"' >inner/inner.bpmn
  printf 'F,id,out:who\n1,A,ONE\n2,-,TWO\n' >inner/fee.csv
  called outer callActivity 'calledElement="inner"' >outer/outer.bpmn
  printf 'F,id,out:who\n1,-,NOBODY\n' >outer/fee.csv
  printf 'id\nA\nB\n' >a.csv
  uprava-route deploy inner/inner.bpmn outer/outer.bpmn >/dev/null
  uprava-route submit --process outer a.csv >/dev/null
  [ "$(uprava-route tasks --columns application_id,unit_id)" = $'application_id,unit_id\nA,ONE\nB,TWO' ]
  printf 'F,id,out:who\n1,-,THREE\n' >inner/fee.csv
  uprava-route deploy inner/inner.bpmn >/dev/null
  printf 'id\nC\n' >c.csv
  uprava-route submit --process outer c.csv >/dev/null
  [ "$(uprava-route tasks --columns application_id,unit_id --unit TWO)" = $'application_id,unit_id\nB,TWO\nC,TWO' ]
  run -0 uprava-route verify
}

@test "what is wrong in a called process is told with the file that it is wrong in" {
  called inner userTask 'u:unit="${who}"' >inner.bpmn
  called outer callActivity 'calledElement="inner"' >outer.bpmn
  printf 'F,id,out:who\n1,-,ONE\n' >fee.csv
  sed 's/u:decisionRef="fee"//' inner.bpmn >bare.bpmn
  run --separate-stderr uprava-route lint --columns file,element_id,check outer.bpmn bare.bpmn
  [[ "$output" == *"bare.bpmn,t/r,unsupported"* ]]
}
