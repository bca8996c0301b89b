package tree

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns the candidate that word is most likely a slip of, or "". Of
// two that are as near, it is the one that begins more like it: the first letter
// of a word is rarely wrong.
func Nearest(word string, candidates []string) string {
	best, bestFolded, bestExact, bestBegin := "", 0, 0, 0
	for _, c := range slices.Sorted(slices.Values(candidates)) { // ties go one way
		folded := editDistance(strings.ToLower(word), strings.ToLower(c))
		if folded > max(len(word)/3, 1) {
			continue
		}
		exact, begin := editDistance(word, c), commonBeginning(word, c)
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

// editDistance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b.
func editDistance(a, b string) int {
	// Three rows of the table suffice; bytes do, since known keys are ASCII.
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
