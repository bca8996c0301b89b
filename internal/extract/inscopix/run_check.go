package inscopix

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// checkRecording holds the traces and images of a recording against the run's.
func (r *run) checkRecording(ctx context.Context, one *recording) error {
	compared, err := r.checkBoth(ctx, one)
	var wrong *contradictionError
	if errors.As(err, &wrong) || err == nil && !compared {
		// The run knows for certain which of two cell sets is the raw one, and
		// whether the only one is.
		turned := &recording{raw: one.denoised, denoised: one.raw, events: one.events, offset: one.offset}
		switch also, other := r.checkBoth(ctx, turned); {
		case other == nil && also:
			*one, err = *turned, nil
		case err == nil:
			err = other
		}
	}
	if err != nil {
		return err
	}
	return r.checkFootprints(ctx, one.cells())
}

// checkBoth holds the traces of a recording against the run's, as far as the run
// has such.
func (r *run) checkBoth(ctx context.Context, one *recording) (compared bool, err error) {
	for _, p := range []*part{one.raw, one.denoised} {
		if p == nil {
			continue
		}
		kind := session.Raw
		if p == one.denoised {
			kind = session.Denoised
		}
		if whole := r.traceOf(kind); whole != nil {
			compared = true
			if err := r.checkTraces(ctx, one, p, whole); err != nil {
				return true, err
			}
		}
	}
	return compared, nil
}

// traceOf returns the run's trace of a kind, nil where it has none.
func (r *run) traceOf(kind session.TraceKind) chunkio.Array {
	for _, t := range r.seg.Traces {
		if t.Kind == kind {
			return t.Array
		}
	}
	return nil
}

// checkTraces holds the traces of a cell set against those of the run. The run's are
// float64; the sum that raw is was made in float32.
func (r *run) checkTraces(ctx context.Context, one *recording, p *part, whole chunkio.Array) error {
	invalid := one.timing().Invalid
	differ := func(sample int, want float64, got float32, scale float64) bool {
		switch v := float64(got); {
		case v != v || isInvalid(invalid, sample):
			return false // what was not recorded is NaN in the one
		case p == one.denoised:
			return float32(want) != got
		default:
			return math.Abs(want-v) > 1e-5*(math.Abs(want)+math.Abs(v))+1e-4*scale
		}
	}
	c, err := r.compare(ctx, one, whole, p.cells.Traces, differ)
	if err == nil && c != nil {
		err = r.contradicts(p, "the trace of cell %s is %v at frame %d of the one, and %v at sample %d of the other",
			session.Quoted(p.cells.Names[c.cell]), c.want, one.offset+c.sample, c.got, c.sample)
	}
	return err
}

// checkSpikes holds the events of the cells against the run's deconvolved trace,
// of which each is a frame above zero.
func (r *run) checkSpikes(ctx context.Context, one *recording) error {
	whole, names := r.traceOf(session.Deconvolved), one.cells().cells.Names
	if whole == nil || one.events == nil || len(one.events.events.Channels) != len(names) {
		return nil
	}
	events, err := spikesOf(ctx, one.events.events, one.timing())
	if err != nil || events == nil {
		return err
	}
	c, err := r.compare(ctx, one, whole, events, func(_ int, want float64, got float32, _ float64) bool { return max(float32(want), 0) != got })
	if err == nil && c != nil {
		err = r.contradicts(one.events, "the activity of cell %s is %v at frame %d of the one, and %v at sample %d of the other",
			session.Quoted(names[c.cell]), c.want, one.offset+c.sample, c.got, c.sample)
	}
	return err
}

func isInvalid(runs []isxd.Run, sample int) bool {
	at, _ := slices.BinarySearchFunc(runs, sample, func(v isxd.Run, sample int) int { return cmp.Compare(v.Last, sample) })
	return at < len(runs) && runs[at].First <= sample
}

// checkFootprints holds the images against the run's footprints: all, or some
// where they are large.
func (r *run) checkFootprints(ctx context.Context, p *part) error {
	own := &footprints{images: p.cells.Images}
	for _, cell := range spread(own.Len(), comparedFootprints(p)) {
		var a, b session.Footprint
		if err := r.seg.Footprints.Footprint(ctx, r.row(cell), &a); err != nil {
			return err
		}
		if err := own.Footprint(ctx, cell, &b); err != nil {
			return err
		}
		if !sameFootprint(&a, &b) {
			return r.contradicts(p, "the footprint of cell %s is another in the one than in the other", session.Quoted(p.cells.Names[cell]))
		}
	}
	return nil
}

// sameFootprint reports whether two footprints have the same weights as float32,
// in whatever order.
func sameFootprint(a, b *session.Footprint) bool {
	weights := map[[2]uint32]float32{}
	for i, w := range a.W {
		if float32(w) != 0 {
			weights[[2]uint32{a.X[i], a.Y[i]}] = float32(w)
		}
	}
	if len(weights) != len(b.W) {
		return false
	}
	for i, w := range b.W {
		have, ok := weights[[2]uint32{b.X[i], b.Y[i]}]
		if !ok || math.Float32bits(have) != math.Float32bits(float32(w)) {
			return false
		}
	}
	return true
}
