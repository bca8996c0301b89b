package choice

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// mostNear is how many resembling ids are named.
const mostNear = 3

// nearest returns the ids that resemble a wrong one most: of numbers those next to
// it, of names those of which the fewest characters differ.
func nearest(wrong string, ids []string) []string {
	distance := func(id string) float64 { return float64(edits(wrong, id)) }
	if n, err := strconv.ParseInt(wrong, 10, 64); err == nil {
		distance = func(id string) float64 {
			m, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return math.Inf(1)
			}
			return math.Abs(float64(m) - float64(n))
		}
	}
	all := slices.Clone(ids)
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(distance(a), distance(b)) })
	return all[:min(len(all), mostNear)]
}

// edits returns how many characters have to be added, removed or replaced to make
// one text of another (Levenshtein).
func edits(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, c := range from {
		corner := row[0]
		row[0] = i + 1
		for j, d := range to {
			cost := corner
			if c != d {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, corner+1)
		}
	}
	return row[len(to)]
}
