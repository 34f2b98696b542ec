# shellcheck shell=bash
# For the tests of route deliver: messages in an outbox, and recipients for them.
deliver() { run --separate-stderr uprava-route deliver "$@"; }

# Puts N messages of a topic into the store's outbox, one a case. Cases are TOPIC-1 … TOPIC-N.
outbox() { # TOPIC N
  cat >process.bpmn <<B
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:uprava="urn:uprava:bpmn" id="d"><process id="p$1" isExecutable="true">
  <startEvent id="s"/><serviceTask id="t" name="Tell" uprava:topic="${3:-$1}"/><endEvent id="e"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
</process></definitions>
B
  uprava-route deploy process.bpmn >/dev/null
  { echo application_id,text; for ((i = 1; i <= $2; i++)); do echo "$1-$i,Раскопка № $i"; done; } >applications.csv
  uprava-route submit --process "p$1" applications.csv >/dev/null
}

# The table of connectors: rows of cells parted by "~", in the order of its schema; those at the end may be left out.
connectors() {
  { echo 'topic~recipient~kind~target~max_attempts~first_wait~factor~timeout~on_failure~secret_file~ca_file' && printf '%s\n' "$@"; } |
    awk -F '~' -v OFS=, '{ for (i = 1; i <= 11; i++) { gsub(/"/, "\"\"", $i); $i = "\"" $i "\"" } print }' >connectors.csv
}

# An HTTP recipient in the background (tests/unit/httpd.c): $URL, and a line a request in the file "requests".
serve() {
  "$BUILD/unit/httpd" port requests 3>&- &
  for ((i = 0; i < 200; i++)); do
    [ -s port ] && break
    sleep 0.02
  done
  URL=http://127.0.0.1:$(cat port)
  export URL no_proxy=127.0.0.1,localhost
}

# A column of all receipts, without its header.
column() { # NAME
  uprava-route deliver --list all --columns "$1" | tail -n +2
}

# How many things lie in a directory, hidden ones too.
count() { find "$1" -mindepth 1 | wc -l; } # DIRECTORY

# Whether the process runs; a zombie that nobody fetches does not.
alive() { [ -e "/proc/$1" ] && ! grep -q ') Z ' "/proc/$1/stat"; } # PID
