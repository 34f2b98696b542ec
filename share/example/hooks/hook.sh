#!/bin/sh
# SPDX-License-Identifier: MIT
# A CGI program that takes messages of a bot or a community and keeps them for take.sh. The sender is told 200 only when the message is on disk: what
# is not taken comes again.
#
# The web server sets, beside what CGI asks for:
#   HOOK_SPOOL    a directory of the web server's own (mode 0700)
#   HOOK_MAX      the largest message in bytes; otherwise 1048576
#   HOOK_QUEUE    how many messages may wait; otherwise 10000
#   HOOK_SECRET   a file with the token that Telegram sends in a header (secret_token of setWebhook); otherwise none is asked for. VK's secret
#                 stands in the message: see route intake --secret
#   HOOK_CONFIRM  a file with the answer to VK's confirmation
set -u
umask 077
PATH=/usr/local/bin:/usr/bin:/bin

answer() { # status, body
  printf 'Status: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s' "$1" "$2"
  exit 0
}
failed() { answer "500 Internal Server Error" "not taken"; }

spool=${HOOK_SPOOL:-}
most=${HOOK_MAX:-1048576}
length=${CONTENT_LENGTH:-}
mkdir -p "$spool/tmp" "$spool/new" 2>/dev/null || failed

[ "${REQUEST_METHOD:-}" = POST ] || answer "405 Method Not Allowed" "POST is expected"
case $length in
  '' | *[!0-9]*) answer "411 Length Required" "the length is expected" ;;
  ??????????*) answer "413 Payload Too Large" "at most $most bytes" ;;
esac
[ "$length" -le "$most" ] || answer "413 Payload Too Large" "at most $most bytes"
if [ -n "${HOOK_SECRET:-}" ]; then
  secret=$(head -n 1 "$HOOK_SECRET") || failed
  [ "$secret" = "${HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN:-}" ] || answer "403 Forbidden" "the token is missing or wrong"
fi
[ "$(find "$spool/new" -type f | wc -l)" -lt "${HOOK_QUEUE:-10000}" ] || answer "503 Service Unavailable" "too many messages wait"

file=$(mktemp "$spool/tmp/XXXXXXXX") || failed
trap 'rm -f "$file"' EXIT
head -c "$length" >"$file" || failed
got=$(wc -c <"$file")
if [ "$got" -ne "$length" ] || [ "$got" -eq 0 ]; then
  answer "400 Bad Request" "the message is not as long as it says"
fi

reply=ok
if [ -n "${HOOK_CONFIRM:-}" ] && tr -d ' \t\r\n' <"$file" | grep -q '[{,]"type":"confirmation"[,}]'; then
  reply=$(head -n 1 "$HOOK_CONFIRM") || failed
fi

# Named by the moment and by what it says: the order is kept, and a message that comes twice in a second is one.
name=$(date +%s)-$(sha256sum <"$file" | cut -c 1-32).json
sync "$file" || failed
mv "$file" "$spool/new/$name" || failed
sync "$spool/new" || failed
answer "200 OK" "$reply"
