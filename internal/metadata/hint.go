package metadata

import (
	"strconv"
	"strings"
)

// shellWord puts a text in single quotes, as a POSIX shell reads them.
func shellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func quoted(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strconv.Quote(s)
	}
	return out
}
