package dump

import (
	"context"
	"fmt"
	"slices"

	"roi2nwb/internal/session"
)

// traces returns the traces that were asked for, in that order, or else all in
// the order of session.TraceKinds.
func (s *Source) traces() ([]session.Trace, error) {
	all := slices.Clone(s.Segmentation.Traces)
	if b := s.Segmentation.Background; b != nil && b.Trace != nil {
		background := *b.Trace
		background.Kind = session.BackgroundTrace
		all = append(all, background)
	}
	if s.Traces == nil {
		order := session.TraceKinds()
		place := func(t session.Trace) int {
			if i := slices.Index(order, t.Kind); i >= 0 {
				return i
			}
			return len(order)
		}
		slices.SortStableFunc(all, func(a, b session.Trace) int { return place(a) - place(b) })
		return all, nil
	}
	chosen := make([]session.Trace, 0, len(s.Traces))
	for _, kind := range s.Traces {
		at := slices.IndexFunc(all, func(t session.Trace) bool { return t.Kind == kind })
		if at < 0 {
			return nil, &AbsentError{"trace", string(kind), kindsOf(all)}
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// traceTable has one row a frame: its place among the frames of the source, its
// time, NaN where nothing tells, and a column for each ROI of each trace,
// "raw_ID"; those of the background are numbered from 0.
func (s *Source) traceTable() (*Table, error) {
	traces, err := s.traces()
	if err != nil {
		return nil, err
	}
	columns := []string{"frame", "time"}
	for _, t := range traces {
		for i := range t.Array.Shape()[0] {
			id := fmt.Sprint(i)
			if t.Kind != session.BackgroundTrace {
				id = s.Segmentation.IDs[i]
			}
			columns = append(columns, string(t.Kind)+"_"+id)
		}
	}
	return &Table{Columns: columns, Rows: s.Segmentation.Frames, each: func(ctx context.Context, to Writer) error {
		return s.writeTraces(ctx, to, traces)
	}}, nil
}

// writeTraces reads a span of frames of all traces, and writes it frame by frame.
func (s *Source) writeTraces(ctx context.Context, to Writer, traces []session.Trace) error {
	frames, times, first := s.Segmentation.Frames, s.times(), s.first()
	frameBytes, grain := 0, 1
	for _, t := range traces {
		frameBytes += t.Array.Shape()[0] * t.Array.DType().Size()
		if g := t.Array.Grain(); g != nil {
			grain = max(grain, g[1])
		}
	}
	n := wholeGrains(stepsWithin(s.Budget/2, frameBytes, frames), grain)
	blocks := make([][]byte, len(traces))
	for start := 0; start < frames; start += n {
		span := min(n, frames-start)
		for i, t := range traces {
			if err := ctx.Err(); err != nil {
				return err
			}
			rois, size := t.Array.Shape()[0], t.Array.DType().Size()
			blocks[i] = slices.Grow(blocks[i][:0], rois*span*size)[:rois*span*size]
			if err := t.Array.ReadBlock(ctx, blocks[i], []int{0, start}, []int{rois, span}); err != nil {
				return fmt.Errorf("read trace %q: %w", t.Kind, err)
			}
		}
		for frame := range span {
			to.Int(int64(first + start + frame))
			to.Float(timeOr(times, start+frame), 64)
			for i, t := range traces {
				d := t.Array.DType()
				for at := frame * d.Size(); at < len(blocks[i]); at += span * d.Size() {
					element(to, blocks[i][at:], d)
				}
			}
			if err := to.EndRow(); err != nil {
				return err
			}
		}
	}
	return nil
}
