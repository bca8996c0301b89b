package page

import (
	"strings"
	"unicode"
)

// The most characters that a message shows of one word, and that it has in all.
// Whoever makes one cuts what is from a file where it can; these are for words of
// libraries and of names of any length.
const (
	LongestWord    = 500
	LongestMessage = 2000
)

// OneLine takes out of a text the line breaks that libraries put there, and
// whatever else a terminal would obey rather than show, and cuts what is very
// long.
func OneLine(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
	if len(text) > LongestWord {
		for i, word := range words {
			words[i] = shortWords(word)
		}
	}
	return withoutMiddle(strings.Join(words, " "), LongestMessage)
}

// shortWords cuts the words of a line.
func shortWords(line string) string {
	words := strings.Split(line, " ")
	for i, word := range words {
		words[i] = withoutMiddle(word, LongestWord)
	}
	return strings.Join(words, " ")
}

// withoutMiddle takes out the middle of a text of more than so many characters.
func withoutMiddle(text string, most int) string {
	if len(text) <= most {
		return text
	}
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most*2/3]) + "..." + string(runes[len(runes)-most/5:])
}
