package session

import (
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/arraytest"

	"github.com/google/go-cmp/cmp"
)

func eventsAt(times ...float64) *CalciumEvents {
	n := []int{len(times)}
	return &CalciumEvents{
		Source: "events", ROIs: chunkio.FromBytes(n, chunkio.Int64, make([]byte, 8*len(times))),
		Times: chunkio.FromFloat64s(n, times), Amplitudes: chunkio.FromFloat64s(n, times),
	}
}

// Events of ROIs keep their places between the frames on another clock.
func TestRetimeCalcium(t *testing.T) {
	for _, c := range []struct {
		from, to Timing
		want     []float64
	}{
		{Timing{Rate: 10}, Timing{Rate: 20}, []float64{-0.05, 0, 0.125, 0.5}},
		{Timing{Rate: 10}, Timing{Timestamps: []float64{5, 6, 7, 20}}, []float64{0, 5, 13.5, 55}},
		{Timing{Timestamps: []float64{0, 0.1, 0.3, 0.4}}, Timing{Rate: 1, Start: 2}, []float64{1.25, 2, 3.75, 9.5}},
		{Timing{}, Timing{Rate: 20}, []float64{-0.1, 0, 0.25, 1}},
		{Timing{Rate: 10}, Timing{}, []float64{-0.1, 0, 0.25, 1}},
	} {
		s := &Segmentation{}
		s.Frames, s.Timing, s.Calcium = 4, c.from, eventsAt(-0.1, 0, 0.25, 1)
		s.Retime(c.to)
		got := arraytest.ReadFloats(t, s.Calcium.Times)
		for i := range got {
			if d := got[i] - c.want[i]; d > 1e-9 || d < -1e-9 {
				t.Errorf("%v to %v: %v, want %v", c.from, c.to, got, c.want)
				break
			}
		}
	}
}

func TestInvalidIntervals(t *testing.T) {
	s := &Segmentation{}
	s.Frames = 6
	s.Invalid = []InvalidFrames{{First: 1, Last: 2, Reason: "dropped"}, {First: 5, Last: 5, Reason: "blank"}}
	if got := s.InvalidIntervals(); got != nil {
		t.Errorf("%v without a clock", got)
	}
	s.Timing = Timing{Rate: 2, Start: 1}
	if d := cmp.Diff([]Interval{{1.5, 2.5, "dropped"}, {3.5, 4, "blank"}}, s.InvalidIntervals()); d != "" {
		t.Error(d)
	}
	// A frame before a gap lasts as long as others, and one that comes early shorter.
	s.Timing = Timing{Timestamps: []float64{0, 1, 2, 10, 11, 12}}
	if d := cmp.Diff([]Interval{{1, 3, "dropped"}, {12, 13, "blank"}}, s.InvalidIntervals()); d != "" {
		t.Error(d)
	}
	s.Timing = Timing{Timestamps: []float64{0, 1, 2, 2.5, 3.5, 4.5}}
	if got := s.InvalidIntervals()[0]; got.Stop != 2.5 {
		t.Errorf("the frame ends at %v", got.Stop)
	}
}

func TestCheckInvalid(t *testing.T) {
	for _, runs := range [][]InvalidFrames{{{0, 4, "x"}}, {{2, 1, "x"}}, {{-1, 0, "x"}}, {{1, 1, "x"}, {1, 2, "x"}}} {
		s := &Segmentation{}
		s.Frames, s.Invalid = 4, runs
		if s.checkInvalid() == nil {
			t.Errorf("%v passes", runs)
		}
	}
	s := &Segmentation{}
	s.Calcium = eventsAt(1, 2)
	if err := s.checkCalcium(); err != nil {
		t.Error(err)
	}
	s.Calcium.Amplitudes = chunkio.FromFloat64s([]int{1}, []float64{1})
	if s.checkCalcium() == nil {
		t.Error("columns of other lengths pass")
	}
}
