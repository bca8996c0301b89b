package session

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// shownRunes is how many characters of a text from a file a message shows.
const shownRunes = 60

// Quoted quotes a text from a file for a message: what a terminal would obey is
// escaped, and of a long text the beginning is shown.
func Quoted(text string) string {
	if cut, long := firstRunes(text, shownRunes); long {
		return strconv.Quote(cut) + "..."
	}
	return strconv.Quote(text)
}

// ShownPath is Quoted for a path, which is shown as it is where that can be done.
func ShownPath(path string) string {
	q := strconv.Quote(path)
	if q[1:len(q)-1] == path && !strings.ContainsAny(path, " ") {
		return path
	}
	return q
}

// firstRunes returns the first n characters of a text, and whether there are
// more.
func firstRunes(text string, n int) (first string, more bool) {
	at := 0
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return text[:at], at < len(text)
}
