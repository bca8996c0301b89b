package schema

import "strings"

// TodoRule is the rule that a value breaks which still says TODO.
const TodoRule = "todo"

// IsTodo reports whether a value is the word that templates put where a value
// is still to be given, or begins with it.
func IsTodo(value string) bool {
	rest, found := strings.CutPrefix(strings.TrimSpace(value), TodoWord)
	return found && (rest == "" || !isWord(rune(rest[0])))
}

func isWord(c rune) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// TodoWord is what stands in a template where a value is wanted.
const TodoWord = "TODO"
