#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helper

@test "the demo runs the main job, and its numbers are the real project's" {
  run sh "$ROOT/share/example/demo.sh" "$BUILD/bin" out
  [ "$status" -eq 0 ]
  for file in plan.csv duplicates.csv findings.csv experts.csv kpi.csv summary.html uprava.db; do
    [ -s out/$file ]
  done
  grep -Eq 'functions in the register +1200 ' <<<"$output"
  grep -Eq 'functions in the applied plan +225 ' <<<"$output"
  grep -Eq 'on the short list +100 ' <<<"$output"
  grep -Eq 'in the expert group +30 ' <<<"$output"
  grep -Eq 'paper +30\.7 ' <<<"$output"
  grep -Eq 'electronic +6\.7 ' <<<"$output"
  [ "$(awk -F, 'NR > 1' out/plan.csv | wc -l)" -eq 225 ]
}
