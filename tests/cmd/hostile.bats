#!/usr/bin/env bats
# What a careless or a hostile user does: nothing is lost, and the exit code says what happened.
load helper

@test "rejects never replace the input, by whatever name it is called" {
  printf 'a,b\n1,2\n' >s.csv
  cp s.csv kept.csv
  ln -s s.csv link.csv
  for name in s.csv ./s.csv link.csv; do
    run --separate-stderr -2 uprava-inventory import --schema any s.csv --rejects "$name"
    [[ $stderr == *"a file of its own is expected"* ]]
    cmp s.csv kept.csv
  done
  run --separate-stderr -2 uprava-inventory import --schema any --rejects s.csv <s.csv
  cmp s.csv kept.csv
  printf 'x\n' >out.csv
  run --separate-stderr -2 uprava-inventory import --schema any s.csv -o out.csv --rejects ./out.csv
}

@test "a byte order mark that stands twice is no part of the first column's name" {
  printf '\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n' >twice.csv
  run --separate-stderr -0 uprava-inventory import --schema any --columns a twice.csv
  [ "$output" = $'a\n1' ]
}

@test "a disk that is full, a closed output and a file too large give 4 and leave no part of a file" {
  run --separate-stderr -4 bash -c 'uprava-inventory import "$CITY/functions.csv" >/dev/full'
  run --separate-stderr -4 bash -c 'uprava-inventory import "$CITY/functions.csv" >&-'
  run --separate-stderr -4 bash -c 'uprava-inventory import --schema any <&-'
  run --separate-stderr -4 bash -c 'ulimit -f 4; uprava-inventory import "$CITY/functions.csv" -o big.csv'
  run ls -A
  echo "left: $output"
  [[ $output != *big* ]]
}
