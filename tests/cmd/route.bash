# shellcheck shell=bash
# For the tests of route's verbs over a store: a small process (approval.bpmn: roads and water are asked at once, silence
# of the water is consent after five days, then someone decides) and three applications, of which one is sent back at once.
route() { run --separate-stderr uprava-route "$@"; }

store() {
  uprava-route deploy "$DATA/bpmn/approval.bpmn" >deployed.csv
  printf 'application_id,complete\nA,yes\nB,no\nC,yes\n' >a.csv
  uprava-route submit --process approval a.csv >submitted.csv
}
