# N messages of 5 to 20 words, each drawn by a seeded generator from the words of one topic's messages, one in twenty misspelt: awk -v n=N [-v seed=S] -f appeals.awk FILE (topic, unit,
# text; tab-separated)
# SPDX-License-Identifier: MIT
function draw(m) { # Park & Miller 1988, the minimal standard
  seed = (seed * 16807) % 2147483647
  return seed % m
}
BEGIN { FS = "\t"; if (!seed) seed = 20240917 }
{
  gsub(/[",;().:!?]/, " ", $3)
  if (!($1 in at)) { at[$1] = topics; topic[topics] = $1; unit[topics++] = $2 }
  parts = split($3, part, " ")
  for (i = 1; i <= parts; i++) word[at[$1], count[at[$1]]++] = part[i]
}
END {
  print "appeal_id,topic,unit_id,text"
  for (i = 1; i <= n; i++) {
    t = draw(topics)
    line = "N" i "," topic[t] "," unit[t] ","
    words = 5 + draw(16)
    for (j = 0; j < words; j++) {
      w = word[t, draw(count[t])]
      if (w ~ /^[\320\321][\001-\377]*$/ && w !~ /[ -~]/ && length(w) > 8 && draw(20) == 0) { # two bytes a letter
        k = 2 * (1 + draw(length(w) / 2 - 1))
        w = substr(w, 1, k) substr(w, k + 3)
      }
      line = line (j ? " " : "") w
    }
    print line
  }
}
