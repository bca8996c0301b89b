package session

import (
	"encoding/binary"
	"math"
	"sort"

	"roi2nwb/internal/chunkio"
)

// CalciumEvents are events of single ROIs, such as transients or spikes. The
// arrays have one value an event, in the order of the source: the number of the
// ROI (int64), the time in seconds on the clock of the frames (float64), and the
// amplitude.
type CalciumEvents struct {
	Source      string
	Description string
	Unit        string // of the amplitudes

	ROIs, Times, Amplitudes chunkio.Array
}

// Len returns the number of events.
func (c *CalciumEvents) Len() int { return c.ROIs.Shape()[0] }

// checkCalcium compares the columns of events of ROIs with each other.
func (s *Segmentation) checkCalcium() error {
	c := s.Calcium
	if c == nil {
		return nil
	}
	for _, column := range []chunkio.Array{c.Times, c.Amplitudes} {
		if err := checkShape(c.Source, "the ROIs of the events", column.Shape(), c.ROIs.Shape()...); err != nil {
			return err
		}
	}
	return nil
}

// checkInvalid compares runs of invalid frames with the frames.
func (s *Segmentation) checkInvalid() error {
	next := 0
	for _, r := range s.Invalid {
		if r.First < next || r.Last < r.First || r.Last >= s.Frames {
			return ContentErrorf(r.Reason, "marks frames %d to %d, of frames 0 to %d", r.First, r.Last, s.Frames-1)
		}
		next = r.Last + 1
	}
	return nil
}

// Interval is a span of time in seconds, with what is said of it.
type Interval struct {
	Start, Stop float64
	Reason      string
}

// InvalidIntervals returns when there are no valid frames, one interval for each
// run, and none where nothing says when frames were taken. A frame lasts until
// the next, but not over a gap in the recording.
func (s *Segmentation) InvalidIntervals() []Interval {
	t := &s.Timing
	if len(s.Invalid) == 0 || t.Timestamps == nil && t.Rate <= 0 {
		return nil
	}
	step := typicalStep(t.Timestamps)
	all := make([]Interval, len(s.Invalid))
	for i, r := range s.Invalid {
		v := Interval{Reason: r.Reason}
		if t.Timestamps == nil {
			v.Start, v.Stop = t.Start+float64(r.First)/t.Rate, t.Start+float64(r.Last+1)/t.Rate
		} else {
			v.Start, v.Stop = t.Timestamps[r.First], t.Timestamps[r.Last]+step
			if r.Last+1 < len(t.Timestamps) {
				v.Stop = math.Min(v.Stop, t.Timestamps[r.Last+1])
			}
		}
		all[i] = v
	}
	return all
}

// retimed returns the times of the events on another clock of the frames, nil
// kept where either clock is not known.
func (c *CalciumEvents) retimed(from, to Timing) chunkio.Array {
	before, after := clockOf(&from), clockOf(&to)
	if before == nil || after == nil {
		return c.Times
	}
	return chunkio.Changed(c.Times, func(raw []byte) {
		t := math.Float64frombits(binary.LittleEndian.Uint64(raw))
		binary.LittleEndian.PutUint64(raw, math.Float64bits(after.at(before.position(t))))
	})
}

// clock is when frames were taken: by their times, or evenly.
type clock struct {
	times       []float64
	start, rate float64
}

func clockOf(t *Timing) *clock {
	switch last := len(t.Timestamps) - 1; {
	case last > 0 && t.Timestamps[last] > t.Timestamps[0]:
		return &clock{times: t.Timestamps, start: t.Timestamps[0], rate: float64(last) / (t.Timestamps[last] - t.Timestamps[0])}
	case t.Timestamps == nil && t.Rate > 0:
		return &clock{start: t.Start, rate: t.Rate}
	}
	return nil
}

// position returns the place of a time among the frames: 2.5 for one halfway
// between the third and the fourth.
func (c *clock) position(t float64) float64 {
	if c.times == nil {
		return (t - c.start) * c.rate
	}
	i := sort.SearchFloat64s(c.times, t)
	switch last := len(c.times) - 1; {
	case i == 0:
		return (t - c.times[0]) * c.rate
	case i > last:
		return float64(last) + (t-c.times[last])*c.rate
	case c.times[i] == c.times[i-1]:
		return float64(i)
	default:
		return float64(i-1) + (t-c.times[i-1])/(c.times[i]-c.times[i-1])
	}
}

// at returns the time of a place among the frames.
func (c *clock) at(position float64) float64 {
	if c.times == nil {
		return c.start + position/c.rate
	}
	last := len(c.times) - 1
	switch {
	case position <= 0:
		return c.times[0] + position/c.rate
	case position >= float64(last):
		return c.times[last] + (position-float64(last))/c.rate
	}
	i := int(position)
	return c.times[i] + (position-float64(i))*(c.times[i+1]-c.times[i])
}
