package tree

import (
	"strconv"
	"strings"
)

// ShellWord puts a text in single quotes, as a POSIX shell reads them.
func ShellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// Quoted returns texts in double quotes, as messages show them.
func Quoted(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strconv.Quote(s)
	}
	return out
}
