#!/bin/sh
# The main job on the sample city, as a user would type it: make demo. Needs nothing but the programs.
#   demo.sh BIN OUT
# SPDX-License-Identifier: MIT
set -eu
bin=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
city=$(cd "$(dirname "$0")/city" && pwd)
PATH=$bin:$PATH
export PATH UPRAVA_NOW=2023-12-31T18:00 UPRAVA_STORE="$out/uprava.db"
unset UPRAVA_SHARE LC_ALL LANG
rm -f "$out"/uprava.db*
cd "$city"

# Shows the command, then runs it. An exit code of 1 says that there is something to look at, and here there is.
show() {
  printf '\n$ %s\n' "$(printf '%s' "$1" | sed "s|$out/|build/demo/|g")"
  sh -c "$1" || [ $? -eq 1 ]
}

# How many rows of a table an expression keeps.
count() {
  uprava inventory import --schema any --where "$2" -t jsonl "$1" | wc -l
}

started=$(date +%s)
echo "== 1. inventory: 1,200 functions; duplicates out; the 225 that cost the town most"
show "uprava inventory import --refs units=units.csv functions.csv -o $out/functions.csv"
show "uprava inventory duplicates $out/functions.csv -o $out/duplicates.csv"
show "uprava inventory duplicates --drop $out/functions.csv | uprava inventory plan --limit 225 -o $out/plan.csv"
show "uprava inventory plan --limit 5 --columns rank,unit_id,title,hours_year,action -t table $out/functions.csv"

echo
echo "== 2. audit: every duty set against the powers of 131-FZ"
show "uprava audit map --powers ru-131fz duties.csv -o $out/map.csv"
show "uprava audit gaps --powers ru-131fz --duties duties.csv -o $out/findings.csv $out/map.csv"
show "uprava audit why --powers ru-131fz --duties duties.csv -t table D0001 131-17.1-06"

echo
echo "== 3. attest: two questionnaires, 614 people, 100, 30"
show "uprava attest score -q --instrument willingness responses_willingness.csv -o $out/willingness.csv"
show "uprava attest score -q --instrument competence responses_competence.csv -o $out/competence.csv"
show "uprava attest select --stages shortlist=100,expert_group=30 --score total,competence.total --join competence=$out/competence.csv \\
    --people staff.csv --by sector --max 8,3 --exclude exempt=maternity_leave --exclude exempt=pregnant \\
    $out/willingness.csv -o $out/experts.csv"

echo
echo "== 4. route: photo reports checked, permits sent to all offices at once"
show "uprava route check -q --form forms.csv --rejects $out/photos_refused.csv photos.csv -o $out/photos.csv 2>/dev/null"
show "uprava route deploy earthworks-permit --now 2023-12-04T09:00"
show "uprava route submit -q --process earthworks-permit --schema permits --form forms.csv --kind permit permits.csv --now 2023-12-04T09:00 -o $out/submitted.csv"
show "uprava route tasks --now 2023-12-04T09:00 -t table --columns task_id,activity,unit_id,due_at,answered | head -n 12"
echo
echo "  every office agrees within the week, and the decision follows:"
day=5
while :; do
  now=2023-12-$(printf %02d $day)T16:00
  uprava route tick -q --now "$now" -o "$out/fired.csv"
  uprava route tasks --now "$now" --columns task_id,activity -o "$out/open.csv"
  [ "$(wc -l <"$out/open.csv")" -gt 1 ] || break
  awk -F, 'NR == 1 { print "task_id,outcome,actor" } NR > 1 { print $1 "," (/решени/ ? "granted" : "agreed") ",E0001" }' "$out/open.csv" |
    uprava route complete -q --now "$now" -o "$out/completed.csv"
  day=$((day + 2))
  [ $day -lt 30 ] || break
done
show "uprava route cases --process earthworks-permit --columns case_id,application_id,status,outcome,started_at,ended_at -o $out/cases.csv"
echo
echo "  photos go to everyone who answers for their kind, messages to the unit that past cases tell, each with its term of the law:"
show "uprava route deploy road-photo appeal-59fz --now 2023-12-25T09:00"
show "uprava route submit -q --process road-photo --now 2023-12-25T09:00 $out/photos.csv -o $out/photo_cases.csv"
show "uprava route intake -q --adapter telegram ../messages/updates.jsonl | uprava route suggest --cases appeals.csv -o $out/appeals.csv"
show "uprava route submit -q --process appeal-59fz --now 2023-12-25T09:00 $out/appeals.csv -o $out/appeal_cases.csv"
show "uprava route tasks --unit U17 --overdue -t table --columns task_id,application_id,activity,due_at,answered | head -n 6"
printf 'topic,kind,target\n*,directory,%s\n' "$out/sent" >"$out/connectors.csv"
mkdir -p "$out/sent"
show "uprava route deliver -q --connectors $out/connectors.csv -o $out/receipts.csv"
show "uprava route history --export xes --offset +11:00 -o $out/history.xes"
show "uprava route verify -t table"

echo
echo "== 5. report: sixteen indicators, one page"
for t in pre post; do
  uprava attest score -q --instrument training training_$t.csv -o "$out/training_${t}_scores.csv"
done
tables="--table training_pre_scores=$out/training_pre_scores.csv --table training_post_scores=$out/training_post_scores.csv"
for t in operations operations_tobe functions events plan projects training_post photos forms selection; do
  tables="$tables --table $t=$t.csv"
done
show "uprava report kpi --define concept-2030 $tables --lang ru -o $out/kpi.csv"
show "uprava report html --lang ru --title 'Город: итоги 2023 года' --table 'kpi:Показатели=$out/kpi.csv' --table 'plan:Прикладной план=$out/plan.csv' \\
    --table 'findings:Обязанности и полномочия=$out/findings.csv' --table 'duplicates:Повторы функций=$out/duplicates.csv' --rows 25 -o $out/summary.html"

duplicates=$(count "$out/duplicates.csv" '.keep == "false"')
unheld=$(count "$out/findings.csv" '.check == "power_without_holder" and .severity == "error"')
passed=$(count "$out/willingness.csv" '.passed == "true"')
shortlist=$(count "$out/experts.csv" '.stage != ""')
experts=$(count "$out/experts.csv" '.stage == "expert_group"')
median() { # process, from, to: the median of days a case took
  awk -F, -v from="$2" -v to="$3" -v process="$1" '
    function day(t,   y, m) { # of the civil calendar, with hours as fractions
      y = substr(t, 1, 4); m = substr(t, 6, 2) + 0; if (m < 3) { y--; m += 12 }
      return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m - 457) / 5) + substr(t, 9, 2) + substr(t, 12, 2) / 24 + substr(t, 15, 2) / 1440
    }
    $2 == process { if (!($1 in first)) first[$1] = $5; last[$1] = $5 }
    END { for (c in first) if (first[c] >= from && first[c] < to) print day(last[c]) - day(first[c]) }' events.csv |
    sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] }'
}
before=$(median "Разрешение на земляные работы" 2023-01-01 2023-07-01)
after=$(median "Разрешение на земляные работы" 2023-07-01 2024-01-01)
cat <<END

== In build/demo, set against the real project's numbers
                                              here     the real project
  functions in the register                   $(printf %5s "$(count functions.csv true)")     1,200
  ... that repeat another                     $(printf %5s "$duplicates")     not published
  functions in the applied plan               $(printf %5s "$(count "$out/plan.csv" true)")     225
  mandatory powers nobody's duty names        $(printf %5s "$unheld")     not published
  employees                                   $(printf %5s "$(count staff.csv true)")     614
  ... willing enough                          $(printf %5s "$passed")     not published
  ... on the short list                       $(printf %5s "$shortlist")     about 100
  ... in the expert group                     $(printf %5s "$experts")     30
  photo reports refused until filled in       $(printf %5s "$(count "$out/photos_refused.csv" true)")     not published
  days for an excavation permit, paper        $(printf %5s "$before")     a month
  days for an excavation permit, electronic   $(printf %5s "$after")     a week
  tasks that the photos became                $(printf %5s "$(uprava route tasks --process road-photo -t jsonl | wc -l)")     not published
  permits granted on the electronic route     $(printf %5s "$(count "$out/cases.csv" '.outcome | test("выдано"; "i")')")     not published
  seconds for all this                        $(printf %5s "$(($(date +%s) - started))")
  the page for the mayor: build/demo/summary.html
END
