package batch

import (
	"math"
	"testing"
)

// The pace of a machine is learned from a few sessions, whatever is usual, also
// where these are alike.
func TestPace(t *testing.T) {
	item := func(megabytes int64) *Item { return &Item{Plans: []Planned{{Work: megabytes << 20}}} }
	for name, tt := range map[string]struct {
		fixed, rate float64 // of the machine: seconds, and bytes a second
		ended       []int64 // MB
		of          []int64
		within      float64
	}{
		"mixed":                {0.4, 20e6, []int64{1, 100, 5, 40}, []int64{1, 10, 100, 1000}, 0.1},
		"slow to start":        {3, 200e6, []int64{1, 2, 200, 3, 1}, []int64{1, 50, 400}, 0.15},
		"alike, as the others": {0.05, 500e6, []int64{50, 50, 50}, []int64{50}, 0.01},
		"one":                  {0.5, usualRate / 5, []int64{30}, []int64{1, 30, 100}, 0.01},
		"none":                 {startup, usualRate, nil, []int64{1, 100}, 1e-9},
	} {
		p := NewPace(&Plan{Rate: usualRate})
		takes := func(mb int64) float64 { return tt.fixed + float64(mb<<20)/tt.rate }
		for _, mb := range tt.ended {
			p.Took(item(mb), takes(mb))
		}
		for _, mb := range tt.of {
			if got, want := p.Seconds(item(mb)), takes(mb); math.Abs(got/want-1) > tt.within {
				t.Errorf("%s: %d MB: %.3f s, want %.3f", name, mb, got, want)
			}
		}
	}
	p := NewPace(&Plan{Rate: usualRate})
	p.Took(item(1), 0)
	if p.n != 0 {
		t.Error("a session that took no time counts")
	}
}
