package main

import (
	"strconv"
	"strings"

	"roi2nwb/internal/metadata/tree"
)

// shellWord puts a text in single quotes, as a POSIX shell reads them.
func shellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// plainWord returns a path as a shell takes it, on one line, without quotes where
// it needs none.
func plainWord(path string) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("/._-+,@%:", r)
	}
	switch {
	case path != "" && strings.TrimFunc(path, plain) == "":
		return path
	case strings.ContainsFunc(path, func(r rune) bool { return !tree.IsPrinted(r) }):
		return strconv.QuoteToGraphic(path) // no word for a shell, but to be seen
	}
	return shellWord(path)
}
