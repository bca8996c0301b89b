package build_test

import (
	"errors"
	"math"
	"testing"

	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// A series has a rate or a time for each frame, never both.
func TestSeriesTiming(t *testing.T) {
	uneven := []float64{1, 1.1, 1.21, 1.3, 1.4}
	for _, c := range []struct {
		name   string
		timing session.Timing
		rate   float64 // 0 where there are timestamps
		start  float64
	}{
		{"a rate", session.Timing{Rate: 20}, 20, 0},
		{"a rate and a start", session.Timing{Rate: 20, Start: 7}, 20, 7},
		{"even times", session.Timing{Timestamps: []float64{1, 1.1, 1.2, 1.3, 1.4}}, 10, 1},
		{"times go before a rate", session.Timing{Rate: 20, Timestamps: []float64{1, 1.1, 1.2, 1.3, 1.4}}, 10, 1},
		{"uneven times", session.Timing{Rate: 20, Timestamps: uneven}, 0, 0},
	} {
		seg := nwbtest.Drawing(session.Field{Width: 4, Height: 3}, 5, session.Footprint{X: []uint32{1}, Y: []uint32{1}, W: []float64{1}})
		seg.Timing = c.timing
		series, _ := nwbtest.Object(t, nwbtest.Planned(t, seg, nwbtest.Options()), nwbtest.SeriesPath)
		var start, stamps *plan.Dataset
		for _, d := range series.Datasets {
			switch d.Name {
			case "starting_time":
				start = d
			case "timestamps":
				stamps = d
			}
		}
		if (start != nil) != (c.rate > 0) || (stamps != nil) != (c.rate == 0) {
			t.Errorf("%s: starting_time %v, timestamps %v", c.name, start, stamps)
			continue
		}
		if stamps != nil {
			if string(stamps.Data.(plan.Bytes)) != string(plan.Float64Bytes(uneven...)) {
				t.Errorf("%s: other timestamps than given", c.name)
			}
			continue
		}
		rate, _ := plan.AttrValue(start.Attrs, "rate").(float64)
		if math.Abs(rate-c.rate) > 1e-9 || string(start.Data.(plan.Bytes)) != string(plan.Float64Bytes(c.start)) {
			t.Errorf("%s: rate %v, want %v", c.name, rate, c.rate)
		}
	}
}

func TestNoTiming(t *testing.T) {
	seg := nwbtest.Drawing(session.Field{Width: 4, Height: 3}, 5, session.Footprint{})
	seg.Timing = session.Timing{}
	if _, err := nwbtest.BuildOne(seg, nwbtest.Metadata(t), nwbtest.Options()); !errors.Is(err, build.ErrNoTiming) {
		t.Errorf("got %v, want %v", err, build.ErrNoTiming)
	}
	seg.Timing = session.Timing{Timestamps: []float64{1, 2}}
	if _, err := nwbtest.BuildOne(seg, nwbtest.Metadata(t), nwbtest.Options()); err == nil {
		t.Error("2 times for 5 frames are accepted")
	}
}
