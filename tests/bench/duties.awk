# N duties of 8 to 25 words, drawn by a seeded generator from the words of the files given: awk -v n=N -f duties.awk FILE…
# SPDX-License-Identifier: MIT
function draw(m) { # Park & Miller 1988, the minimal standard
  seed = (seed * 16807) % 2147483647
  return seed % m
}
{
  gsub(/[",;().:]/, " ")
  for (i = 1; i <= NF; i++) word[count++] = $i
}
END {
  seed = 20240917
  print "duty_id,duty"
  for (i = 1; i <= n; i++) {
    line = "N" i ","
    words = 8 + draw(18)
    for (j = 0; j < words; j++) line = line (j ? " " : "") word[draw(count)]
    print line
  }
}
