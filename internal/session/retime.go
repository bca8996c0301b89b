package session

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sort"

	"roi2nwb/internal/chunkio"
)

// Retime replaces the timing of the frames, and puts events, which are known by
// their frames, on the new clock. Events of ROIs keep their places between the
// frames.
func (s *Segmentation) Retime(t Timing) {
	if s.Calcium != nil {
		s.Calcium.Times = s.Calcium.retimed(s.Timing, t)
	}
	s.Timing = t
	for i := range s.Events {
		s.TimeEvents(&s.Events[i])
	}
}

// Delay moves the frames, and events with them, on the clock of the session. by is
// in seconds. Where nothing says when frames were taken, or the times are wrong, it
// does nothing.
func (s *Segmentation) Delay(by float64, name string) {
	t := &s.Timing
	if by == 0 || t.Rate <= 0 && t.Timestamps == nil || s.CheckTiming() != nil {
		return
	}
	s.Move(by)
	t.Origin = fmt.Sprintf("%s, moved by %v s by %s", t.Origin, by, name)
}

// Move adds so many seconds to all times of frames and events. Other views of the
// same recording keep theirs.
func (s *Segmentation) Move(by float64) {
	t := &s.Timing
	if t.Rate > 0 {
		t.Start += by
	}
	t.Timestamps = later(t.Timestamps, by)
	s.Events = slices.Clone(s.Events)
	for i := range s.Events {
		s.Events[i].Times = later(s.Events[i].Times, by)
	}
	if s.Calcium != nil {
		events := *s.Calcium
		events.Times = chunkio.Changed(events.Times, func(raw []byte) {
			at := math.Float64frombits(binary.LittleEndian.Uint64(raw))
			binary.LittleEndian.PutUint64(raw, math.Float64bits(at+by))
		})
		s.Calcium = &events
	}
}

// later returns times that are moved.
func later(times []float64, by float64) []float64 {
	moved := slices.Clone(times)
	for i := range moved {
		moved[i] += by
	}
	return moved
}

// TimeEvents sets the times of events by those of their frames, and leaves them
// where the frames have none.
func (s *Segmentation) TimeEvents(e *Events) {
	times, durations := make([]float64, len(e.First)), make([]float64, len(e.First))
	for i := range e.First {
		begin, ok := s.timeOf(e.First[i])
		end, known := s.timeOf(e.End[i])
		if !ok || !known {
			return
		}
		times[i], durations[i] = begin, end-begin
	}
	e.Times, e.Durations = times, durations
}

// PlaceEvents sets the frames of events by their times: those in which each begins
// and is over. It leaves them where nothing says when frames were taken.
func (s *Segmentation) PlaceEvents(e *Events) {
	c := clockOf(&s.Timing)
	if c == nil {
		return
	}
	e.First, e.End = make([]int64, len(e.Times)), make([]int64, len(e.Times))
	for i, begin := range e.Times {
		e.First[i] = s.frameAt(c, begin)
		e.End[i] = e.First[i]
		if d := e.Durations[i]; d > 0 {
			e.End[i] = s.frameAt(c, begin+d)
		}
	}
}

// frameClose is how near to the next frame, in frames, a time still counts as that
// frame's own: times are rounded.
const frameClose = 1e-3

// frameAt returns the number of the frame that a time is in.
func (s *Segmentation) frameAt(c *clock, t float64) int64 {
	at := int64(math.Floor(c.position(t) + frameClose))
	if len(s.FrameNumbers) == 0 {
		return at
	}
	last := int64(len(s.FrameNumbers) - 1)
	if at < 0 {
		return s.FrameNumbers[0] + at
	}
	return s.FrameNumbers[min(at, last)] + max(at-last, 0)
}

// timeOf returns when the frame of the recording with the given number was
// taken. One that is none of the source's frames lies between two of them, or
// before or after all, at their mean distance.
func (s *Segmentation) timeOf(number int64) (seconds float64, ok bool) {
	at, ok := s.positionOf(number)
	if !ok {
		return 0, false
	}
	t := s.Timing.Timestamps
	if t == nil {
		if s.Timing.Rate <= 0 {
			return 0, false
		}
		return s.Timing.Start + at/s.Timing.Rate, true
	}
	last := len(t) - 1
	switch {
	case last < 0:
		return 0, false
	case at <= 0 || at >= float64(last):
		edge, from := t[0], 0.0
		if at > 0 {
			edge, from = t[last], float64(last)
		}
		if at != from && last == 0 {
			return 0, false
		}
		if at == from {
			return edge, true
		}
		return edge + (at-from)*(t[last]-t[0])/float64(last), true
	}
	i := int(at)
	return t[i] + (at-float64(i))*(t[i+1]-t[i]), true
}

// positionOf returns the place of a frame's number among those of the source:
// 2.5 for one halfway between the third and the fourth.
func (s *Segmentation) positionOf(number int64) (float64, bool) {
	n := s.FrameNumbers
	if n == nil {
		return float64(number), s.Frames > 0
	}
	last := len(n) - 1
	if last < 0 || !Rising(n) {
		return 0, false
	}
	i := sort.Search(len(n), func(i int) bool { return n[i] >= number })
	switch {
	case i <= last && n[i] == number:
		return float64(i), true
	case last == 0:
		return 0, false
	case i == 0 || i > last:
		edge := 0
		if i > 0 {
			edge = last
		}
		return float64(edge) + float64(number-n[edge])*float64(last)/float64(n[last]-n[0]), true
	}
	return float64(i-1) + float64(number-n[i-1])/float64(n[i]-n[i-1]), true
}

// Rising reports whether each value is larger than the one before.
func Rising(values []int64) bool {
	for i := 1; i < len(values); i++ {
		if values[i] <= values[i-1] {
			return false
		}
	}
	return true
}
