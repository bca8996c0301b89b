package inspect

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"roi2nwb/internal/session"
)

// valuesOf returns the numbers of a column, nil where it has none.
func valuesOf(c session.Column) []float64 {
	if c.Ints == nil {
		return c.Floats
	}
	values := make([]float64, len(c.Ints))
	for i, v := range c.Ints {
		values[i] = float64(v)
	}
	return values
}

// rangeOf measures the values of a column.
func rangeOf(c session.Column, values []float64) Range {
	r := Range{Name: c.Name, Source: c.Source}
	finite := make([]float64, 0, len(values)+1) // median adds one
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			r.NaN++
		case math.IsInf(v, 0):
			r.Infinite++
		default:
			finite = append(finite, v)
		}
	}
	if len(finite) > 0 {
		slices.Sort(finite)
		middle := median(finite)
		r.Min, r.Median, r.Max = &finite[0], &middle, &finite[len(finite)-1]
	}
	return r
}

// median returns the median of sorted, finite values, of which there is one at
// least. The mean of the two middle values stands for an even number of them.
//
// stat.Quantile interpolates at the position p*n among n values; the median is
// at (n+1)/2, which one value more at the end makes p*n of p = 1/2.
func median(sorted []float64) float64 {
	return stat.Quantile(0.5, stat.LinInterp, append(sorted, sorted[len(sorted)-1]), nil)
}
