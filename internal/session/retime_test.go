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

// Events that were timed by their frames are placed in those frames, and events
// in the midst of a frame, before all and after all count as that frame's.
func TestPlaceEvents(t *testing.T) {
	for _, numbers := range [][]int64{nil, {10, 11, 12, 13}} {
		for _, timing := range []Timing{{Rate: 29.97, Start: 3600}, {Timestamps: []float64{1, 2, 4, 7}}} {
			s := &Segmentation{}
			s.Frames, s.FrameNumbers, s.Timing = 4, numbers, timing
			first := int64(0)
			if numbers != nil {
				first = numbers[0]
			}
			want := Events{First: []int64{first, first + 1, first - 2, first + 3}, End: []int64{first + 1, first + 3, first, first + 6}}
			got := want
			s.TimeEvents(&got)
			got.First, got.End = nil, nil
			s.PlaceEvents(&got)
			if d := cmp.Diff(want.First, got.First); d != "" {
				t.Errorf("first, %v: %s", timing, d)
			}
			if d := cmp.Diff(want.End, got.End); d != "" {
				t.Errorf("end, %v: %s", timing, d)
			}
		}
	}
	s := &Segmentation{}
	s.Frames, s.Timing = 3, Timing{Rate: 10}
	e := Events{Times: []float64{0.19, 0.1}, Durations: []float64{math.NaN(), 0}}
	s.PlaceEvents(&e)
	if d := cmp.Diff([]int64{1, 1}, e.First); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(e.First, e.End); d != "" {
		t.Error(d)
	}
	s.Timing, e.First = Timing{}, nil
	if s.PlaceEvents(&e); e.First != nil {
		t.Errorf("placed at %v without a clock", e.First)
	}
}
