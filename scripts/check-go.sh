#!/bin/sh
# check-go.sh: see that Go is there, in the version that go.mod asks for or a
# later one. A Go of 1.21 or later fetches the version that it needs by itself,
# unless GOTOOLCHAIN forbids it. Says nothing where all is well.
set -eu

needed=$(sed -n 's/^go \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' "$(dirname "$0")/../go.mod")

# number MAJOR.MINOR: a number that grows with the version.
number() {
	minor=${1#*.}
	echo $((${1%%.*} * 1000 + ${minor%%.*}))
}

missing() {
	echo "Go $needed or later is needed, $1." >&2
	echo "Get it from https://go.dev/dl, unpack it (tar -C /usr/local -xzf go*.tar.gz), and put /usr/local/go/bin first on PATH." >&2
	exit 1
}

command -v go >/dev/null 2>&1 || missing "and none was found on PATH"
# Outside of the module, an old Go does not trip over its go.mod.
found=$(cd / && GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed -n 's/^go\([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p')
[ -n "$found" ] || missing "and 'go env GOVERSION' names no version"
[ "$(number "$found")" -lt "$(number "$needed")" ] || exit 0
toolchain=$(cd / && go env GOTOOLCHAIN 2>/dev/null || echo local)
[ "$(number "$found")" -lt "$(number 1.21)" ] || [ "$toolchain" = local ] || exit 0
missing "found $found ($(command -v go))"
