package inscopix

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
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
	return &contradictionError{r.path, p.path, fmt.Sprintf(format, args...)}
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
		r.remarkCompared(one)
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
