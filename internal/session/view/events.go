package view

import (
	"context"
	"encoding/binary"
	"math"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// sliceEvents keeps the events that touch a frame of r. Events are known by the
// numbers of their frames.
func sliceEvents(e *session.Events, r *session.Recording) session.Events {
	first, last := numberOf(r, 0), numberOf(r, r.Frames-1)
	var kept []int
	for i, begin := range e.First {
		// An event that begins and ends in one frame touches it.
		if begin <= last && (e.End[i] > first || begin >= first) {
			kept = append(kept, i)
		}
	}
	out := *e
	out.Times, out.Durations = pick(e.Times, kept), pick(e.Durations, kept)
	out.First, out.End = pick(e.First, kept), pick(e.End, kept)
	return out
}

// chooseEvents keeps the events of ROIs that have a place, and gives those ROIs
// their new numbers.
func chooseEvents(ctx context.Context, c *session.CalciumEvents, place []int) (*session.CalciumEvents, error) {
	if c == nil {
		return nil, nil
	}
	number := func(raw []byte) int {
		roi := int64(binary.LittleEndian.Uint64(raw))
		if roi < 0 || roi >= int64(len(place)) {
			return -1
		}
		return place[roi]
	}
	out, err := keepEvents(ctx, c, c.ROIs, func(raw []byte) bool { return number(raw) >= 0 })
	if err != nil {
		return nil, err
	}
	out.ROIs = chunkio.Changed(out.ROIs, func(raw []byte) { binary.LittleEndian.PutUint64(raw, uint64(number(raw))) })
	return out, nil
}

// sliceCalcium keeps the events of ROIs in a span of the frames of s.
func sliceCalcium(ctx context.Context, s *session.Segmentation, first, end int) (*session.CalciumEvents, error) {
	if s.Calcium == nil {
		return nil, nil
	}
	t := &s.Timing
	if t.Timestamps == nil && t.Rate <= 0 {
		return s.Calcium, nil
	}
	begin := func(frame int) float64 {
		if t.Timestamps == nil {
			return t.Start + float64(frame)/t.Rate
		}
		return t.Timestamps[frame]
	}
	// All that is before the first frame of the whole, or after its last, belongs
	// to that frame: nothing is lost between slices.
	from, to := math.Inf(-1), math.Inf(1)
	if first > 0 {
		from = begin(first)
	}
	if end < s.Frames {
		to = begin(end)
	}
	return keepEvents(ctx, s.Calcium, s.Calcium.Times, func(raw []byte) bool {
		at := math.Float64frombits(binary.LittleEndian.Uint64(raw))
		return at >= from && at < to
	})
}

// keepEvents keeps the events of which a column passes a test.
func keepEvents(ctx context.Context, c *session.CalciumEvents, column chunkio.Array, pass func(raw []byte) bool) (*session.CalciumEvents, error) {
	index, err := newIndex(ctx, column, pass)
	if err != nil {
		return nil, err
	}
	out := *c
	out.ROIs, out.Times, out.Amplitudes = index.of(c.ROIs), index.of(c.Times), index.of(c.Amplitudes)
	return &out, nil
}
