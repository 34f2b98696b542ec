# Applications of three years in order of receipt, five rules: awk -v n=1000000 -f deadline.awk
# SPDX-License-Identifier: MIT
BEGIN {
  srand(1)
  split("31 28 31 30 31 30 31 31 30 31 30 31", length_of, " ")
  rules = split("59fz-answer 59fz-forward 210fz-complaint permit-earthworks 8fz-answer", rule, " ")
  print "case_id,received_at,rule,unit_id,topic"
  year = 2023; month = 1; day = 1
  for (i = 0; i < n; i++) {
    if (i > 0 && int(i * 1090 / n) > int((i - 1) * 1090 / n)) {
      if (++day > length_of[month] + (year % 4 == 0 && month == 2)) { day = 1; month++ }
      if (month > 12) { month = 1; year++ }
    }
    printf "OB-%07d,%d-%02d-%02dT%02d:%02d,%s,U%02d,Гололёд и тротуары\n", i, year, month, day, rand() * 24, rand() * 60, rule[int(rand() * rules) + 1], i % 40
  }
}
