package tree

import "strconv"

// Quoted returns texts in double quotes, as messages show them.
func Quoted(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strconv.Quote(s)
	}
	return out
}
