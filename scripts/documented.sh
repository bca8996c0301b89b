#!/bin/sh
# Fails where docs/architecture.md does not name a package of the module, or
# names one that does not exist.
set -eu
page=docs/architecture.md
module=$(go list -m)
have=$(go list ./... | sed "s|^$module/||" | sort)
named=$(grep -oE '`(cmd|configs|internal)[a-z0-9/]*`' "$page" | tr -d '`' | sort -u)
status=0
for package in $have; do
	echo "$named" | grep -qxF "$package" || { echo "$page does not name the package $package" >&2; status=1; }
done
for package in $named; do
	echo "$have" | grep -qxF "$package" || { echo "$page names $package, which is no package" >&2; status=1; }
done
exit $status
