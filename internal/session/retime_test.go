package session

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio/arraytest"
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

// All that has a time moves by the same, but for what has none.
func TestDelay(t *testing.T) {
	for _, timing := range []Timing{{Rate: 10, Start: 1, Origin: "o"}, {Timestamps: []float64{1, 2, 4}, Origin: "o"}} {
		s := &Segmentation{}
		s.Frames, s.Timing = 3, timing
		s.Events = []Events{{Times: []float64{1.7}, Durations: []float64{2}}}
		s.Calcium = eventsAt(1.25, 3.5)
		before := *s
		s.Delay(0.5, "a wish")
		want := timing
		want.Origin = "o, moved by 0.5 s by a wish"
		if timing.Rate > 0 {
			want.Start = 1.5
		} else {
			want.Timestamps = []float64{1.5, 2.5, 4.5}
		}
		if d := cmp.Diff(want, s.Timing); d != "" {
			t.Error(d)
		}
		if s.Events[0].Times[0] != 2.2 || before.Events[0].Times[0] != 1.7 || s.Events[0].Durations[0] != 2 {
			t.Errorf("events at %v, of %v before", s.Events, before.Events)
		}
		if got := arraytest.ReadFloats(t, s.Calcium.Times); !cmp.Equal(got, []float64{1.75, 4}) {
			t.Errorf("events of ROIs at %v", got)
		}
	}
	for _, timing := range []Timing{{}, {Timestamps: []float64{1, 0, 2}}} {
		s := &Segmentation{}
		s.Frames, s.Timing = 3, timing
		if s.Delay(1, "a wish"); !cmp.Equal(s.Timing, timing) {
			t.Errorf("%v became %v", timing, s.Timing)
		}
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
