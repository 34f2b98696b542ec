#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

@test "every example of --help, and so of the man pages, runs on the city" {
  cp -r "$CITY"/. .
  ln -s "$ROOT/share" share
  cp "$ROOT"/share/processes/*.bpmn .
  cp "$ROOT"/share/example/messages/*.[jx]* .
  mkdir inbox
  echo from,to >nodes.csv
  cp responses_willingness.csv responses.csv
  printf 'function_id,other_id,verdict,who,when,why\nF0001,F0002,no,E0001,2024-01-10,different work\n' >verdicts.csv
  printf 'from,to\narchitecture,architecture\n' >nodes.csv
  printf 'duty_id,gold,difficulty\nD0001,NONE,easy\n' >gold.csv
  printf 'topic,kind,target\n*,directory,.\n' >connectors.csv
  for i in willingness competence; do
    uprava-attest score -q --instrument $i responses_$i.csv -o $i.csv
  done
  uprava-attest score -q --instrument willingness responses.csv -o scores.csv
  n=0
  for command in inventory audit route attest report; do
    while read -r verb; do
      while IFS= read -r example; do
        n=$((n + 1))
        bash -c "set -o pipefail; $example" >out 2>err || [ $? -eq 1 ] || { echo "$example"; cat err; false; }
      done < <(uprava-$command "$verb" --help | awk '/^Examples:/ { on = 1; next } on && /^  / { print substr($0, 3) }')
    done < <(uprava-$command --complete '' | cut -f 1 | grep -v '^-')
  done
  [ $n -ge 25 ]
}
