package choice

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"roi2nwb/internal/spelling"
)

// mostNear is how many resembling ids are named.
const mostNear = 3

// nearest returns the ids that resemble a wrong one most: of numbers those next to
// it, of names those of which the fewest characters differ.
func nearest(wrong string, ids []string) []string {
	distance := func(id string) float64 { return float64(spelling.Edits(wrong, id)) }
	if n, err := strconv.ParseInt(wrong, 10, 64); err == nil {
		distance = func(id string) float64 {
			m, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return math.Inf(1)
			}
			return math.Abs(float64(m) - float64(n))
		}
	}
	type candidate struct {
		id       string
		distance float64
	}
	all := make([]candidate, len(ids))
	for i, id := range ids {
		all[i] = candidate{id, distance(id)}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	near := make([]string, min(len(all), mostNear))
	for i := range near {
		near[i] = all[i].id
	}
	return near
}
