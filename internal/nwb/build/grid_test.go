package build

import (
	"math"
	"slices"
	"testing"
)

// grid returns n times from start on at a rate in Hz.
func grid(n int, start, rate float64) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = start + float64(i)/rate
	}
	return t
}

// moved returns a copy of t with one sample elsewhere.
func moved(t []float64, i int, by float64) []float64 {
	t = slices.Clone(t)
	t[i] += by
	return t
}

func TestEvenGrid(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	long := grid(100_000, 3600, 29.97)
	for _, c := range []struct {
		name        string
		times       []float64
		start, rate float64
		even        bool
	}{
		{"30 Hz", grid(100, 0, 30), 0, 30, true},
		{"an hour at 29.97 Hz", long, 3600, 29.97, true},
		{"before zero", grid(10, -2, 10), -2, 10, true},
		{"two samples", []float64{1, 1.5}, 1, 2, true},
		{"within a microsecond", moved(grid(100, 0, 30), 50, .9e-6), 0, 30, true},
		{"beyond a microsecond", moved(grid(100, 0, 30), 50, 1.2e-6), 0, 0, false},
		{"beyond, early", moved(grid(100, 0, 30), 50, -1.2e-6), 0, 0, false},
		{"a dropped frame", append(grid(50, 0, 30), grid(50, 51./30, 30)...), 0, 0, false},
		{"one sample", []float64{1}, 0, 0, false},
		{"none", nil, 0, 0, false},
		{"all at once", []float64{1, 1, 1}, 0, 0, false},
		{"backwards", []float64{2, 1, 0}, 0, 0, false},
		{"not a number inside", []float64{0, nan, 2}, 0, 0, false},
		{"not a number first", []float64{nan, 1, 2}, 0, 0, false},
		{"not a number last", []float64{0, 1, nan}, 0, 0, false},
		{"endless", []float64{0, 1, inf}, 0, 0, false},
	} {
		start, rate, even := EvenGrid(c.times)
		if even != c.even || math.Abs(start-c.start) > 1e-9 || math.Abs(rate-c.rate) > 1e-9*c.rate {
			t.Errorf("%s: start %v, rate %v, even %v, want %v, %v, %v", c.name, start, rate, even, c.start, c.rate, c.even)
		}
	}
}
