// Package terminal tells what the terminal of the program is like, and how it is
// made to draw over what it shows.
package terminal

import (
	"cmp"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// What a terminal that is not dumb obeys.
const (
	ToStart    = "\r"
	EraseAfter = "\x1b[K" // to the end of the line
	EraseBelow = "\x1b[J" // from here to the end of the screen
)

// Up goes so many lines up.
func Up(lines int) string { return "\x1b[" + strconv.Itoa(lines) + "A" }

// Columns returns the width of the terminal that stdout or stderr is, or else
// what COLUMNS says; 0 where neither tells. A terminal may be resized.
func Columns() int {
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	width, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil {
		return 0
	}
	return width
}

// IsDumb reports whether TERM names a terminal that knows no escape sequences, or
// none.
func IsDumb(term string) bool { return term == "" || term == "dumb" }

// IsASCII reports whether the locale of the environment has no UTF-8.
func IsASCII(variable func(string) string) bool {
	locale := cmp.Or(variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG"))
	locale = strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	return !strings.Contains(locale, "utf8")
}
