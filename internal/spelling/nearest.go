package spelling

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Nearest returns the candidate that word is most likely a slip of, or "". Of
// two that are as near, it is the one that begins more like it: the first letter
// of a word is rarely wrong.
func Nearest(word string, candidates []string) string {
	best, bestFolded, bestExact, bestBegin := "", 0, 0, 0
	for _, c := range slices.Sorted(slices.Values(candidates)) { // ties go one way
		folded := Edits(strings.ToLower(word), strings.ToLower(c))
		if folded > max(utf8.RuneCountInString(word)/3, 1) {
			continue
		}
		exact, begin := Edits(word, c), commonBeginning(word, c)
		if best == "" || cmp.Or(folded-bestFolded, exact-bestExact, bestBegin-begin) < 0 {
			best, bestFolded, bestExact, bestBegin = c, folded, exact, begin
		}
	}
	return best
}

// commonBeginning counts the bytes with which both texts begin.
func commonBeginning(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// Edits returns how many characters have to be inserted, removed or replaced, or
// swapped with a neighbour, to make b of a.
func Edits(a, b string) int {
	from, to := []rune(a), []rune(b)
	// Three rows of the table are enough: a swap looks back two of them.
	before, last, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(from); i++ {
		row[0] = i
		for j := 1; j <= len(to); j++ {
			change := last[j-1]
			if from[i-1] != to[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(to)]
}
