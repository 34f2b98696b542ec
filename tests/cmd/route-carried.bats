#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A form that was deployed with its process: no application gets past it.
load helper
load route

city=$ROOT/share/example/city

@test "submit holds applications to the form that the process carries" {
  uprava-route deploy road-photo --form "$city/forms.csv" >/dev/null
  head -40 "$city/photos.csv" >photos.csv
  route submit --process road-photo --columns row,status photos.csv
  [ "$status" -eq 1 ]
  [ "$(grep -c ',open$' <<<"$output")" -eq 35 ]
  [ "$(grep ',rejected$' <<<"$output" | cut -d, -f1 | tr '\n' ' ')" = '14 19 23 39 ' ]
  [ "$(uprava-route cases | wc -l)" -eq 36 ]
}

@test "the form lies in the store: its file may go, and one given beside it is a wrong call" {
  cp "$city/forms.csv" form.csv
  uprava-route deploy earthworks-permit --form form.csv --kind permit >/dev/null
  rm form.csv
  run -1 --separate-stderr uprava-route submit --process earthworks-permit --schema permits --columns status "$city/permits.csv"
  [ "$(sort <<<"$output" | uniq -c | tr -s ' ' | tr '\n' ';')" = ' 350 open; 50 rejected; 1 status;' ]
  route submit --process earthworks-permit --form "$city/forms.csv" --kind permit "$city/permits.csv"
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"--form: the process carries its own form"* ]]
}

@test "a form that is wrong is refused before anything is deployed" {
  printf 'kind,field,type,required,allowed,pattern,message\nx,a,strng,true,,,\n' >wrong.csv
  route deploy road-photo --form wrong.csv
  [ "$status" -eq 3 ]
  [[ "$stderr" == *'wrong.csv:2: type: "strng"'* ]]
  route deploy earthworks-permit --form "$city/forms.csv" --kind permut
  [ "$status" -eq 2 ]
  [[ "$stderr" == *'did you mean "permit"?'* ]]
  route deploy earthworks-permit --kind permit
  [ "$status" -eq 2 ]
  [ ! -e uprava.db ]
}

@test "another form makes another version, the same one does not" {
  uprava-route deploy road-photo --form "$city/forms.csv" >/dev/null
  [ "$(uprava-route deploy road-photo --form "$city/forms.csv" --columns version,status | tail -1)" = 1,known ]
  [ "$(uprava-route deploy road-photo --columns version,status | tail -1)" = 2,added ]
  [ "$(printf 'photo_id,kind\nF1,snow\n' | uprava-route submit --process road-photo --columns status | tail -1)" = open ]
}
