package inscopix

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// withRun makes a segmentation of a CaImAn result and the parts that the tool made
// beside it.
func (s *series) withRun(ctx context.Context, path string, open func(context.Context, string) (*session.Segmentation, error)) (seg *session.Segmentation, err error) {
	seg, err = open(ctx, path)
	if err != nil {
		return nil, err
	}
	run := &run{series: s, path: path, seg: seg}
	if err := run.merge(ctx); err != nil {
		return nil, errors.Join(err, seg.Close())
	}
	all := closers{s.collection}
	if seg.Closer != nil {
		all = append(all, seg.Closer)
	}
	seg.Closer = all
	return seg, nil
}

// closers closes several.
type closers []io.Closer

func (c closers) Close() error {
	var err error
	for _, one := range c {
		err = errors.Join(err, one.Close())
	}
	return err
}

// run is a CaImAn result, to which the parts are added.
type run struct {
	*series
	path string
	seg  *session.Segmentation
}

// contradicts returns the error for a part that is not of the run.
func (r *run) contradicts(p *part, format string, args ...any) error {
	return &contradictionError{fmt.Errorf("%q and %q do not belong together: "+format, append([]any{r.path, p.path}, args...)...)}
}

func (r *run) merge(ctx context.Context) error {
	p := r.first().cells()
	field := session.Field{Width: p.cells.Spacing.Width, Height: p.cells.Spacing.Height}
	if r.seg.Field != field {
		return r.contradicts(p, "the one has a field of view of %d x %d pixels, the other of %d x %d", r.seg.Field.Width, r.seg.Field.Height, field.Width, field.Height)
	}
	for _, one := range r.recordings[1:] {
		if len(one.cells().cells.Names) != len(p.cells.Names) {
			return contradiction(p, one.cells(), "the one has %d cells, the other %d, and both are of one result of CaImAn", len(p.cells.Names), len(one.cells().cells.Names))
		}
	}
	var err error
	if r.rows, err = r.match(ctx, p); err != nil {
		return err
	}
	r.forgetMovie()
	if err := r.place(ctx); err != nil {
		return err
	}
	for _, one := range r.chosen {
		if err := r.checkRecording(ctx, one); err != nil {
			return err
		}
		if err := r.checkSpikes(ctx, one); err != nil {
			return err
		}
	}
	if err := r.checkJoined(ctx); err != nil {
		return err
	}
	for cell, name := range p.cells.Names {
		r.seg.IDs[r.row(cell)] = name
	}
	r.seg.Named = true
	if err := r.cut(); err != nil {
		return err
	}
	if err := r.retime(); err != nil {
		return err
	}
	if err := r.addCalcium(ctx, r.seg); err != nil {
		return err
	}
	r.describe(r.seg)
	return nil
}

// forgetMovie takes out what the run has of the first movie's footer, which the
// parts have of each movie.
func (r *run) forgetMovie() {
	const group = "movie_metadata"
	r.seg.Hints = slices.DeleteFunc(r.seg.Hints, func(h session.Hint) bool { return strings.HasPrefix(h.Origin, group) })
	r.seg.Parameters = slices.DeleteFunc(r.seg.Parameters, func(p session.Parameter) bool { return strings.HasPrefix(p.Group, group) })
	r.seg.Remarks = slices.DeleteFunc(r.seg.Remarks, func(s string) bool { return strings.Contains(s, group) })
}

// place finds which frames of the run each recording is. They follow each other in
// the order of their starts.
func (r *run) place(ctx context.Context) error {
	frames := 0
	for _, one := range r.recordings {
		one.offset = frames
		frames += one.timing().Samples
	}
	if frames != r.seg.Frames {
		return r.contradicts(r.recordings[0].cells(), "the one has %d frames, the recordings together %d", r.seg.Frames, frames)
	}
	unknown := slices.ContainsFunc(r.recordings, func(one *recording) bool { return one.timing().Start.IsEpoch() })
	if !unknown || len(r.recordings) == 1 {
		return nil
	}
	return r.placeByContent(ctx)
}

// placeByContent finds the recordings among the frames of the run by their traces,
// where nothing says when they began: the next is one whose traces are those of
// the run from there on.
func (r *run) placeByContent(ctx context.Context) error {
	left := slices.Clone(r.recordings)
	var placed []*recording
	for at := 0; len(left) > 0; {
		next := -1
		for i, one := range left {
			one.offset = at
			err := r.checkRecording(ctx, one)
			var wrong *contradictionError
			if err != nil && !errors.As(err, &wrong) {
				return err
			}
			if err == nil {
				next = i
				break
			}
		}
		if next < 0 {
			return r.contradicts(left[0].cells(), "the traces from frame %d on are of none of the recordings", at)
		}
		one := left[next]
		at += one.timing().Samples
		placed, left = append(placed, one), slices.Delete(left, next, next+1)
	}
	which := slices.Index(r.recordings, r.chosen[0])
	copy(r.recordings, placed)
	if len(r.chosen) == 1 {
		r.chosen = r.recordings[which : which+1]
	} else {
		r.chosen = r.recordings
	}
	return nil
}

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

// cut leaves of the run's traces the frames of the chosen recording.
func (r *run) cut() error {
	if len(r.chosen) == len(r.recordings) {
		return nil
	}
	one := r.chosen[0]
	lo, hi := one.offset, one.offset+one.timing().Samples
	for i := range r.seg.Traces {
		t := &r.seg.Traces[i]
		var err error
		if t.Array, err = chunkio.Range(t.Array, 1, lo, hi); err != nil {
			return err
		}
	}
	if b := r.seg.Background; b != nil && b.Trace != nil {
		cut, err := chunkio.Range(b.Trace.Array, 1, lo, hi)
		if err != nil {
			return err
		}
		trace := *b.Trace
		trace.Array = cut
		b.Trace = &trace
	}
	for i := range r.seg.Images {
		r.seg.Images[i].Description += fmt.Sprintf(" Of all %d recordings of the run.", len(r.recordings))
	}
	r.seg.Frames = hi - lo
	r.seg.AddRemark("the recording is frames %d to %d of %q, in which %d recordings follow each other", lo, hi-1, filepath.Base(r.path), len(r.recordings))
	return nil
}

// retime takes the parts' word on when frames were taken, unless they were made
// from a movie of another format: then the run knows the rate better.
func (r *run) retime() error {
	t := r.first().timing()
	if isCut(t) && r.seg.Timing.Rate > 0 {
		r.seg.AddRemark("the rate is the run's, %v Hz: %q has %d ms between samples, which the tool cuts to whole milliseconds for movies that are no .isxd files",
			r.seg.Timing.Rate, r.first().cells().name, wholeMillis(t.Period))
		return nil
	}
	before := r.seg.Timing
	r.seg.Hints = slices.DeleteFunc(r.seg.Hints, func(h session.Hint) bool { return h.Path == "Ophys.ImagingPlane.imaging_rate" })
	if err := r.readTiming(context.Background(), r.seg); err != nil {
		return err
	}
	exact := 1 / t.Period.Float()
	if micro := 2e-6 * exact * exact; before.Rate > 0 && math.Abs(before.Rate-exact) > micro {
		r.seg.AddRemark("the rate is that of %q, %v Hz; the run was told %v Hz", r.first().cells().name, exact, before.Rate)
	}
	r.seg.Remarks = slices.DeleteFunc(r.seg.Remarks, func(s string) bool { return s == defaultRateRemark })
	return nil
}

// defaultRateRemark is what is said of a run's rate, which parts know better.
const defaultRateRemark = `"params/data/fr" is 30, which is also what CaImAn assumes where nobody gave it`
