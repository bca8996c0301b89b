package view

import (
	"math"
	"slices"
	"testing"

	"roi2nwb/internal/session"
)

// A slice that becomes a recording of its own begins at frame 0 and at 0 s, and
// what is between its frames stays between them.
func TestAlone(t *testing.T) {
	whole := sampleSegmentation()
	before := valuesOf(t, whole)
	part := slice(t, whole, 3, 9)
	alone := Rewind(Renumber(part))
	if alone.FrameNumbers[0] != 0 || alone.FrameNumbers[1] != 2 || alone.Timing.Timestamps[0] != 0 || alone.Timing.Timestamps[5] != 5./8 {
		t.Errorf("frames %v at %v", alone.FrameNumbers, alone.Timing.Timestamps)
	}
	if alone.Frames != 6 || alone.Sliced != part.Sliced || !slices.Equal(alone.Timing.Lines, part.Timing.Lines) {
		t.Errorf("%d frames, sliced %v", alone.Frames, alone.Sliced)
	}
	for i, e := range alone.Events {
		was := part.Events[i]
		if len(e.First) == 0 || len(e.First) != len(was.First) {
			t.Fatalf("%d events of %d", len(e.First), len(was.First))
		}
		for j := range e.First {
			if e.First[j] != was.First[j]-part.FrameNumbers[0] || e.End[j] != was.End[j]-part.FrameNumbers[0] || e.Times[j] != was.Times[j]-part.Timing.Timestamps[0] || e.Durations[j] != was.Durations[j] {
				t.Errorf("event %d of %v was that of %v", j, e, was)
			}
		}
		timed := *alone
		timed.TimeEvents(&e)
		for j := range e.Times {
			if math.Abs(e.Times[j]-alone.Events[i].Times[j]) > 1e-12 {
				t.Errorf("event %d is at %v by its frames, and at %v", j, e.Times[j], alone.Events[i].Times[j])
			}
		}
	}
	was := read(t, part.Calcium.Times)
	for i, at := range read(t, alone.Calcium.Times) {
		if at != was[i]-part.Timing.Timestamps[0] {
			t.Errorf("event of an ROI at %v was at %v", at, was[i])
		}
	}
	if after := valuesOf(t, whole); !slices.Equal(after.Recording.FrameNumbers, before.Recording.FrameNumbers) || !slices.Equal(after.Result.Events[0].Times, before.Result.Events[0].Times) {
		t.Error("the whole has changed")
	}
}

func TestAloneByRate(t *testing.T) {
	whole := sampleSegmentation()
	whole.FrameNumbers, whole.Timing = nil, session.Timing{Rate: 8, Start: 100}
	part := slice(t, whole, 4, 8)
	if alone := Rewind(Renumber(part)); alone.FrameNumbers != nil || alone.Timing.Start != 0 || alone.Timing.Rate != 8 {
		t.Errorf("%v, %+v", alone.FrameNumbers, alone.Timing)
	}
	whole.Timing = session.Timing{}
	if untimed := Rewind(whole); untimed.Timing.Start != 0 || untimed.Events[0].Times[0] != whole.Events[0].Times[0] {
		t.Error("times have moved that are on no clock")
	}
}
