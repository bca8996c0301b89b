package view

import (
	"slices"

	"roi2nwb/internal/session"
)

// Renumber returns a view of s as a recording of its own, whose first frame has
// the number 0. Events keep their frames, and all keeps its time.
func Renumber(s *session.Segmentation) *session.Segmentation {
	v := *s
	if s.Calcium != nil {
		calcium := *s.Calcium // it can be given other times, and s is to keep its own
		v.Calcium = &calcium
	}
	by := int64(0)
	if len(s.FrameNumbers) > 0 {
		by = s.FrameNumbers[0]
	}
	v.FrameNumbers = lower(s.FrameNumbers, by)
	if isCount(v.FrameNumbers) {
		v.FrameNumbers = nil
	}
	v.Events = slices.Clone(s.Events)
	for i := range v.Events {
		e := &v.Events[i]
		e.First, e.End = lower(e.First, by), lower(e.End, by)
	}
	return &v
}

// Rewind returns a view of s whose first frame is taken at 0 s, with all that has
// a time moved as much. Where nothing says when frames were taken, nothing moves.
func Rewind(s *session.Segmentation) *session.Segmentation {
	v := *s
	t := &v.Timing
	by := t.Start
	switch {
	case len(t.Timestamps) > 0:
		by = t.Timestamps[0]
	case t.Rate <= 0:
		return &v
	}
	v.Move(-by)
	t.Start = 0
	return &v
}

// lower returns the numbers less so much, nil of nil.
func lower(numbers []int64, by int64) []int64 {
	out := slices.Clone(numbers)
	for i := range out {
		out[i] -= by
	}
	return out
}

// isCount reports whether numbers are 0, 1, 2 and so on.
func isCount(numbers []int64) bool {
	for i, n := range numbers {
		if n != int64(i) {
			return false
		}
	}
	return true
}
