#!/bin/sh
# fuzz.sh TIME: run every fuzz target of the module for TIME (as in 20s) each.
set -eu

grep -rl --include='*_test.go' '^func Fuzz' cmd configs internal | sort | while read -r file; do
	package=./$(dirname "$file")
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r target; do
		echo "$package $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" "$package" </dev/null
	done
done
