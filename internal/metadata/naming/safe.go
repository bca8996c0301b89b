package naming

import (
	"strings"
	"unicode"
)

// maxElement is how long the name of a file or folder can be, in bytes: what
// file systems of Linux, macOS and Windows have in common.
const maxElement = 255

// safeElement makes a value fit to stand in the name of a file or folder, on
// any system that the file may travel to. A value that is not empty does not
// become so.
func safeElement(value string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\<>:"|?*`, r) || !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(value, "-"))
	// A dot in front hides a file, or is a way to another folder; a dash makes
	// it look like a flag.
	rest := strings.TrimLeft(safe, ".-")
	safe = strings.Repeat("_", len(safe)-len(rest)) + rest
	if isDevice(safe) {
		return "_" + safe
	}
	return safe
}

// isDevice reports whether Windows takes a name for that of a device.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem = strings.TrimRight(stem, " "); stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	port := strings.TrimPrefix(strings.TrimPrefix(stem, "COM"), "LPT")
	return len(stem) == 4 && len(port) == 1 && port >= "1" && port <= "9"
}

// dandiLabel makes a value a label of DANDI's, as in sub-LABEL: a dash stands
// for each character that `dandi organize` replaces, and for those without a
// shape. (dandi-cli, dandi/organize.py: _sanitize_value replaces
// [_*\\/<>:|"'?%@;,\s] and dots; LABELREGEX forbids the same but for commas and
// spaces.)
func dandiLabel(value string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`_*\/<>:|"'?%@;,.`, r) || unicode.IsSpace(r) || !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(value, "-"))
}
