#!/bin/sh
# SPDX-License-Identifier: MIT
# What hook.sh kept becomes applications; for cron, every minute. It may be killed at any moment and run again: messages leave the spool only when the
# store has them, and the store knows what it was given before.
#
#   HOOK_SPOOL    as for hook.sh
#   HOOK_ADAPTER  telegram, vk, open311, or a jq file
#   HOOK_PROCESS  the process that the appeals enter
#   HOOK_OPTIONS  further options of route intake, parted by blanks: --offset +11:00 --secret FILE
#   UPRAVA_STORE  the store
set -eu
umask 077
: "${HOOK_ADAPTER:?}" "${HOOK_PROCESS:?}"
cd "${HOOK_SPOOL:?}"
mkdir -p new work rejects look
exec 9>lock
flock -n 9 || exit 0

# What an earlier run left in work is taken again.
for file in new/*.json; do
  [ ! -e "$file" ] || mv "$file" work/
done
# A line end behind each message, so that a broken one does not touch its neighbour.
for file in work/*.json; do
  [ -e "$file" ] || exit 0
  cat "$file"
  echo
done >messages
touch known.jsonl
set --
[ ! -s known.jsonl ] || set -- --known known.jsonl

ran() { # a command that may say 1: there is something to look at
  code=0
  "$@" || code=$?
  [ "$code" -le 1 ] || exit "$code"
}
now=$(date +%s)-$$
# shellcheck disable=SC2086 # options are words
ran uprava-route intake --adapter "$HOOK_ADAPTER" --same default "$@" ${HOOK_OPTIONS:-} \
  --rejects "rejects/$now.csv" -t jsonl -o batch.jsonl messages
[ "$code" -eq 1 ] || rm -f "rejects/$now.csv"
if [ -s batch.jsonl ]; then
  ran uprava-route submit --process "$HOOK_PROCESS" --schema appeals --key appeal_id -o "look/$now.csv" batch.jsonl
  [ "$code" -eq 1 ] || rm -f "look/$now.csv"
  # The latest appeals, whose matters new ones may be about.
  cat known.jsonl batch.jsonl >known.all
  tail -n 20000 known.all >known.new
  mv known.new known.jsonl
fi
rm -f work/*.json
