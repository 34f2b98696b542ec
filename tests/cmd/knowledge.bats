#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What is shipped about the work under each power.
load helper

POWERS=$ROOT/share/powers

words() { # the shipped vocabularies as one table of tabs
  for file in "$POWERS"/vocabulary/*.csv; do
    uprava-inventory import --schema vocabulary -t tsv "$file" | tail -n +2
  done
}

@test "every line of the vocabularies keeps to the schema and is about a power of the catalogue" {
  words >words.tsv
  [ "$(wc -l <words.tsv)" -gt 8000 ]
  uprava-inventory import --schema powers -t tsv --columns power_id "$POWERS/ru-131fz.csv" | tail -n +2 | sort >ids
  cut -f 1 words.tsv | sort -u >named
  [ -z "$(comm -13 ids named)" ]
}

@test "every power has at least forty lines beside its title, a third of them short, and whole sentences" {
  words >words.tsv
  # shellcheck disable=SC2016
  run -0 awk -F '\t' '
    NR == FNR { if ($2 == "sentence") s[$1]++; else n[$1]++; next }
    { powers++; if (n[$1] < 40 || s[$1] < 10) print $1, n[$1] + 0, s[$1] + 0 }
    END { print powers }' words.tsv <(uprava-inventory import --schema powers -t tsv --columns power_id "$POWERS/ru-131fz.csv" | tail -n +2)
  [ "$output" = 198 ]
}

@test "no line stands twice under one power" {
  words | cut -f 1,4 | sort | uniq -d >twice
  [ ! -s twice ]
}

@test "what is no power has its topics, and words for each" {
  uprava-inventory import --schema topics -t tsv --columns topic_id "$POWERS/not-municipal.csv" | tail -n +2 | sort >topics
  uprava-inventory import --schema vocabulary -t tsv "$POWERS/not-municipal-words.csv" | tail -n +2 | cut -f 1 | sort | uniq -c | awk '$1 >= 40 { print $2 }' | sort >known
  [ "$(wc -l <topics)" -gt 50 ]
  [ -z "$(comm -3 topics known)" ]
}

@test "three of four shipped sentences find the power they were written for: neighbours share the rest" {
  words | awk -F '\t' '$2 == "sentence" { print NR "\t" $1 "\t" $4 }' >sentences.tsv
  { printf 'duty_id\tmeant\tduty\n'; cat sentences.tsv; } >duties.tsv
  run -0 sh -c 'uprava-audit map --powers ru-131fz -f tsv -t tsv --columns duty_id,rank,power_id,meant duties.tsv |
    awk -F "\t" "NR > 1 && \$2 == 1 { n++; ok += \$3 == \$4 } END { print (n > 5000 && ok / n > 0.75) ? \"most\" : ok / n }"'
  [ "$output" = most ]
}
