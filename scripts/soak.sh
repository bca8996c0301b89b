#!/bin/sh
# soak.sh [TIME]: the long tests: every fuzz target for TIME (default 10m) each,
# and then what `make test` runs in short: thousands of damaged files. Prints a
# table of what was run, and exits 1 where anything failed.
set -u

cd "$(dirname "$0")/.."
status=0
scripts/fuzz.sh "${1:-10m}" || status=1

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# long NAME PACKAGE TEST [VARIABLE=VALUE...]: one test with other settings than
# usual, and what it says of itself.
long() {
	name=$1 package=$2 test=$3
	shift 3
	begin=$(date +%s)
	result=passed
	env "$@" go test -count=1 -timeout 0 -v -run "^$test\$" "$package" </dev/null >"$log" 2>&1 || result=FAILED
	printf '%-50s %5ss  %s\n' "$name" $(($(date +%s) - begin)) "$result"
	sed -n 's/^ *[a-z_]*_test\.go:[0-9]*: /    /p' "$log"
	if [ "$result" = FAILED ]; then
		tail -n 40 "$log" | sed 's/^/    /'
		status=1
	fi
}

printf '\n%-50s %6s  %s\n' 'long test' time result
long 'CaImAn files with patches (24000)' ./internal/extract TestCaimanPatches PATCH_TRIALS=24000
long 'NWB files with patches (12000)' ./internal/nwb TestNWBPatches PATCH_TRIALS=12000
long 'HDF5 sample, every fifth byte flipped' ./internal/chunkio/h5 TestFlippedBytes DAMAGE_STEP=5
long 'HDF5 files that mean harm' ./internal/chunkio/h5 TestHostileFiles
long 'every call to the system fails' ./cmd/roi2nwb TestEveryFault ROI2NWB_SOAK=1
long 'every change of source and target' ./cmd/roi2nwb TestEveryChange ROI2NWB_SOAK=1
long 'killed at random' ./cmd/roi2nwb TestKilled
exit $status
