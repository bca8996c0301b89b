#!/bin/sh
# go-test.sh [ARGUMENT]...: run go test with these arguments on all packages, and
# show each as it is done. go test shows them in their order, so that the first
# and slowest, cmd/roi2nwb, would hold the results of all others back: it is run
# beside them, each with half of the processors.
set -eu

processors=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
half=$(((processors + 1) / 2))

slow=./cmd/roi2nwb
others=$(go list ./... | grep -v '/cmd/roi2nwb$')

echo "Testing; $slow takes the longest, some minutes, and is told last"
go test -p "$half" "$@" "$slow" &
slow_test=$!
trap 'kill "$slow_test" 2>/dev/null' EXIT
trap 'exit 130' INT TERM

status=0
# shellcheck disable=SC2086 # the list is meant to split
go test -p "$half" "$@" $others || status=1
wait "$slow_test" || status=1
trap - EXIT
exit $status
