package view

import (
	"context"
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// Slice returns a view of the frames first to end-1 of s. Times stay on the clock
// of the whole. Of events, those stay that touch one of the frames, and of events
// of ROIs those whose time is not before the first frame and before the end of the
// last; where nothing says when frames were taken, all of these stay.
//
// Events of ROIs are read once. Errors are those of reading them, and of a span
// that is empty or leaves the frames.
func Slice(ctx context.Context, s *session.Segmentation, first, end int) (*session.Segmentation, error) {
	if first < 0 || end > s.Frames || first >= end {
		return nil, fmt.Errorf("frames %d:%d of %d", first, end, s.Frames)
	}
	v := *s
	v.Recording = sliceRecording(s.Recording, first, end)
	v.Traces = slices.Clone(s.Traces)
	for i := range v.Traces {
		if err := sliceArray(&v.Traces[i].Array, 1, first, end); err != nil {
			return nil, err
		}
	}
	if b := s.Background; b != nil && b.Trace != nil {
		background, trace := *b, *b.Trace
		background.Trace, v.Background = &trace, &background
		if err := sliceArray(&trace.Array, 1, first, end); err != nil {
			return nil, err
		}
	}
	if s.Shifts != nil {
		shifts := *s.Shifts
		v.Shifts = &shifts
		if err := sliceArray(&shifts.Array, 0, first, end); err != nil {
			return nil, err
		}
	}
	v.Events = nil
	for i := range s.Events {
		v.Events = append(v.Events, sliceEvents(&s.Events[i], &v.Recording))
	}
	var err error
	v.Calcium, err = sliceCalcium(ctx, s, first, end)
	return &v, err
}

// sliceArray keeps a span of one axis.
func sliceArray(a *chunkio.Array, axis, first, end int) (err error) {
	*a, err = chunkio.Range(*a, axis, first, end)
	return err
}

// sliceRecording keeps a span of the frames.
func sliceRecording(r session.Recording, first, end int) session.Recording {
	if r.Sliced.Of == 0 {
		r.Sliced.Of = r.Frames
	}
	r.Sliced.First += first
	switch {
	case r.FrameNumbers != nil:
		r.FrameNumbers = r.FrameNumbers[first:end]
	case first > 0:
		r.FrameNumbers = make([]int64, end-first)
		for i := range r.FrameNumbers {
			r.FrameNumbers[i] = int64(first + i)
		}
	}
	t := &r.Timing
	if t.Rate > 0 {
		t.Start += float64(first) / t.Rate
	}
	if t.Timestamps != nil {
		t.Timestamps = t.Timestamps[first:end]
	}
	if t.Lines != nil {
		t.Lines = t.Lines[first:end]
	}
	var invalid []session.InvalidFrames
	for _, run := range r.Invalid {
		run.First, run.Last = max(run.First, first)-first, min(run.Last, end-1)-first
		if run.First <= run.Last {
			invalid = append(invalid, run)
		}
	}
	r.Invalid = invalid
	r.Frames = end - first
	return r
}

// numberOf returns the number of a frame in the whole recording.
func numberOf(r *session.Recording, frame int) int64 {
	if r.FrameNumbers == nil {
		return int64(frame)
	}
	return r.FrameNumbers[frame]
}
