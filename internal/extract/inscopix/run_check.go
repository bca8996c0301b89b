package inscopix

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// checkRecording holds images and traces of some cells of a recording against the
// run's.
func (r *run) checkRecording(ctx context.Context, one *recording) error {
	err := r.checkBoth(ctx, one)
	var wrong *contradictionError
	if errors.As(err, &wrong) {
		// The run knows for certain which of two cell sets is the raw one, and
		// whether the only one is.
		turned := &recording{raw: one.denoised, denoised: one.raw, events: one.events, offset: one.offset}
		if r.checkBoth(ctx, turned) == nil {
			*one, err = *turned, nil
		}
	}
	if err != nil {
		return err
	}
	return r.checkFootprints(ctx, one.cells())
}

// checkBoth holds the traces of a recording against the run's.
func (r *run) checkBoth(ctx context.Context, one *recording) error {
	for _, p := range []*part{one.raw, one.denoised} {
		if p == nil {
			continue
		}
		if err := r.checkTraces(ctx, one, p); err != nil {
			return err
		}
	}
	return nil
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

// checkedFrames is how many frames are held against the run's.
const checkedFrames = 4096

// checkTraces holds some traces of a cell set against the run's. The run's are
// float64; the sum that raw is was made in float32.
func (r *run) checkTraces(ctx context.Context, one *recording, p *part) error {
	kind := session.Raw
	if p == one.denoised {
		kind = session.Denoised
	}
	whole := r.traceOf(kind)
	if whole == nil {
		return nil
	}
	frames := min(one.timing().Samples, checkedFrames)
	size := whole.DType().Size()
	raw, own, values := make([]byte, size*frames), make([]byte, 4*frames), make([]float64, frames)
	for _, cell := range spread(len(p.cells.Names), sampledCells) {
		if err := whole.ReadBlock(ctx, raw, []int{r.row(cell), one.offset}, []int{1, frames}); err != nil {
			return err
		}
		chunkio.Float64s(values, raw, whole.DType())
		if err := p.cells.Traces.ReadBlock(ctx, own, []int{cell, 0}, []int{1, frames}); err != nil {
			return err
		}
		for i, want := range values {
			got := float64(math.Float32frombits(binary.LittleEndian.Uint32(own[4*i:])))
			if got != got || isInvalid(one.timing(), i) {
				continue // what was not recorded is NaN in the one
			}
			if kind == session.Denoised && float64(float32(want)) != got || math.Abs(want-got) > 1e-5*(math.Abs(want)+math.Abs(got))+1e-4*scaleOf(values) {
				return r.contradicts(p, "the trace of cell %s is %v at frame %d of the one, and %v at sample %d of the other",
					session.Quoted(p.cells.Names[cell]), want, one.offset+i, got, i)
			}
		}
	}
	return nil
}

// checkSpikes holds the events of some cells against the run's deconvolved trace,
// of which each is a frame above zero.
func (r *run) checkSpikes(ctx context.Context, one *recording) error {
	whole := r.traceOf(session.Deconvolved)
	if whole == nil || one.events == nil || len(one.events.events.Channels) != len(one.cells().cells.Names) {
		return nil
	}
	events, err := spikesOf(ctx, one.events.events, one.timing())
	if err != nil || events == nil {
		return err
	}
	frames := min(one.timing().Samples, checkedFrames)
	size := whole.DType().Size()
	raw, own, values := make([]byte, size*frames), make([]byte, 4*frames), make([]float64, frames)
	for _, cell := range spread(len(one.cells().cells.Names), sampledCells) {
		if err := whole.ReadBlock(ctx, raw, []int{r.row(cell), one.offset}, []int{1, frames}); err != nil {
			return err
		}
		chunkio.Float64s(values, raw, whole.DType())
		if err := events.ReadBlock(ctx, own, []int{cell, 0}, []int{1, frames}); err != nil {
			return err
		}
		for i, want := range values {
			if got := math.Float32frombits(binary.LittleEndian.Uint32(own[4*i:])); max(float32(want), 0) != got {
				return r.contradicts(one.events, "the activity of cell %s is %v at frame %d of the one, and %v at sample %d of the other",
					session.Quoted(one.cells().cells.Names[cell]), want, one.offset+i, got, i)
			}
		}
	}
	return nil
}

// scaleOf returns the largest magnitude of values.
func scaleOf(values []float64) float64 {
	most := 0.0
	for _, v := range values {
		most = math.Max(most, math.Abs(v))
	}
	return most
}

func isInvalid(t *isxd.Timing, sample int) bool {
	return slices.ContainsFunc(t.Invalid, func(v isxd.Run) bool { return v.First <= sample && sample <= v.Last })
}

// checkFootprints holds some images against the run's footprints.
func (r *run) checkFootprints(ctx context.Context, p *part) error {
	own := &footprints{images: p.cells.Images}
	for _, cell := range spread(own.Len(), sampledCells) {
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
