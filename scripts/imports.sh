#!/bin/sh
# Prints each of our packages with those of ours that it imports, tests aside.
# "cgo" marks a package that is compiled with cgo, "needs cgo" one that imports
# such a package, directly or not. Packages without a mark are pure Go.
set -eu
module=$(go list -m)
go list -f '{{.ImportPath}}|{{len .CgoFiles}}|{{join .Deps " "}}|{{join .Imports " "}}' ./... |
	awk -F'|' -v module="$module/" '
		function ours(path) { return index(path, module) == 1 }
		function short(path) { return substr(path, length(module) + 1) }
		{ order[NR] = $1; cgo[$1] = $2 > 0; deps[$1] = $3; imports[$1] = $4 }
		END {
			for (i = 1; i <= NR; i++) {
				name = order[i]
				mark = ""
				n = split(deps[name], all, " ")
				for (k = 1; k <= n; k++) if (cgo[all[k]]) mark = "  (needs cgo)"
				if (cgo[name]) mark = "  (cgo)"
				print short(name) mark
				n = split(imports[name], all, " ")
				for (k = 1; k <= n; k++) if (ours(all[k])) print "    -> " short(all[k])
			}
		}'
