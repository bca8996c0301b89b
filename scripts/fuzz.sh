#!/bin/sh
# fuzz.sh TIME [PATTERN]: run every fuzz target of the module, or those whose
# package and name match a pattern of grep -E, for TIME (as in 20s) each, one
# after another. Prints a table of what was run; what go test said is shown
# where a target fails. The exit status is 1 where any did.
set -eu

time=$1
pattern=${2:-.}

# What targets write is many small files: in memory, where the system has that.
scratch=$(mktemp -d /dev/shm/roi2nwb-fuzz.XXXXXX 2>/dev/null || mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
export TMPDIR="$scratch"

targets() {
	grep -rl --include='*_test.go' '^func Fuzz' cmd configs internal | sort | while read -r file; do
		sed -n "s|^func \(Fuzz[A-Za-z0-9_]*\)(.*|./$(dirname "$file") \1|p" "$file"
	done | grep -E "$pattern"
}

# number LABEL: the last number behind a label in the log.
number() {
	sed -n "s/.*$1\([0-9][0-9]*\).*/\1/p" "$scratch/log" | tail -n 1
}

printf '%-50s %6s %12s %8s  %s\n' target time executions corpus result
targets >"$scratch/targets"
status=0
while read -r package target; do
	begin=$(date +%s)
	result=passed
	# The minimizing of inputs that are merely new would take most of the time.
	go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x -parallel "${FUZZ_PARALLEL:-2}" "$package" \
		</dev/null >"$scratch/log" 2>&1 || result=FAILED
	printf '%-50s %5ss %12s %8s  %s\n' "${package#./} $target" $(($(date +%s) - begin)) \
		"$(number 'execs: ')" "$(number '(total: ')" "$result"
	if [ "$result" = FAILED ]; then
		sed 's/^/    /' "$scratch/log"
		status=1
	fi
	# Processes that were fuzzing end without tidying up.
	find "$scratch" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
done <"$scratch/targets"
exit $status
