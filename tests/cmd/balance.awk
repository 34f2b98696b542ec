# SPDX-License-Identifier: MIT
# Is a page well-formed, as the suite writes them? Every element closed in order, attributes quoted, no bare "<" or "&".
# Prints what is wrong and ends with 1.
function wrong(what) { print what; bad = 1; exit 1 }
BEGIN {
  RS = "\1"
  split("meta link br hr img input path", list, " ")
  for (i in list) void[list[i]] = 1
}
{
  page = $0
  sub(/^<!DOCTYPE html>/, "", page)
  gsub(/<style>[^<]*<\/style>/, "", page)
  while (match(page, /<[^>]*>/)) {
    text = substr(page, 1, RSTART - 1)
    tag = substr(page, RSTART + 1, RLENGTH - 2)
    page = substr(page, RSTART + RLENGTH)
    gsub(/&(amp|lt|gt|quot|#39);/, "", text)
    if (text ~ /[&>]/) wrong("bare character in: " text)
    if (tag ~ /^\//) {
      if (depth == 0 || stack[depth] != substr(tag, 2)) wrong("</" substr(tag, 2) "> closes <" stack[depth] ">")
      depth--
      continue
    }
    if (tag !~ /^[a-z][a-z0-9]*([ \n]+[a-zA-Z][a-zA-Z0-9-]*="[^"<>]*")*[ ]*\/?$/) wrong("not a tag: <" tag ">")
    elements++
    if (tag ~ /\/$/) continue
    sub(/[ \n].*/, "", tag)
    if (!(tag in void)) stack[++depth] = tag
  }
  if (page ~ /</) wrong("an open tag at the end")
}
END {
  if (bad) exit 1
  if (depth > 0) { print "<" stack[depth] "> is not closed"; exit 1 }
  if (elements < 10) { print "hardly a page: " elements + 0 " elements"; exit 1 }
}
