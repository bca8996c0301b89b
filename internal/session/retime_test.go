package session

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Events move with the clock of the frames, by their frames.
func TestRetime(t *testing.T) {
	s := &Segmentation{}
	s.Frames, s.FrameNumbers = 4, []int64{10, 12, 14, 16}
	s.Events = []Events{{First: []int64{12, 13, 4, 16}, End: []int64{13, 15, 6, 20}, Times: []float64{9, 9, 9, 9}}}
	s.Retime(Timing{Rate: 10, Start: 5})
	round := func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i := range v {
			out[i] = math.Round(v[i]*1e9) / 1e9
		}
		return out
	}
	if diff := cmp.Diff([]float64{5.1, 5.15, 4.7, 5.3}, round(s.Events[0].Times)); diff != "" {
		t.Errorf("times by a rate: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]float64{0.05, 0.1, 0.1, 0.2}, round(s.Events[0].Durations)); diff != "" {
		t.Errorf("durations by a rate: -want +got:\n%s", diff)
	}
	s.Retime(Timing{Timestamps: []float64{1, 2, 4, 7}})
	if diff := cmp.Diff([]float64{2, 3, -5, 7}, round(s.Events[0].Times)); diff != "" {
		t.Errorf("times by timestamps: -want +got:\n%s", diff)
	}
	s.Retime(Timing{})
	if diff := cmp.Diff([]float64{2, 3, -5, 7}, round(s.Events[0].Times)); diff != "" {
		t.Errorf("times without timing: -want +got:\n%s", diff)
	}
}
