package caiman

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// discardedGroup is where select_components puts what it takes away: a group laid
// out as estimates is, whose traces, footprints and columns are of those components
// alone. What is of the whole field stays where it was.
const discardedGroup = "estimates/discarded_components"

// discardedID is the id of a discarded component. Its number before the selection
// is not in the file, and the number of its row is that of another one.
func discardedID(i int) string { return fmt.Sprintf("discarded_%d", i) }

// addDiscarded appends the discarded components to the ROIs, as rejected ones.
func (r *reader) addDiscarded(ctx context.Context) error {
	if !r.options.Discarded || r.discarded == 0 {
		return nil
	}
	d := &reader{
		file: r.file, root: discardedGroup, dims: r.dims, framesFrom: r.framesFrom, background: r.background, handled: r.handled,
		seg: &session.Segmentation{Recording: r.seg.Recording},
	}
	path := d.take("A")
	footprints, err := d.openFootprints(path, "dims")
	if err != nil {
		return err
	}
	if d.rois = footprints.Len(); d.rois != r.discarded {
		return session.ContentErrorf(path, "has footprints of %s for %s", source.Counted(d.rois, "component"), source.Counted(r.discarded, "component"))
	}
	steps := []func(context.Context) error{d.readColumns, d.readTraces}
	if r.framesFrom == "" {
		steps = slices.Insert(steps, 1, d.readFrames)
	}
	if err := source.InSteps(ctx, steps...); err != nil {
		return err
	}
	r.seg.LeftOut = append(r.seg.LeftOut, d.seg.LeftOut...)
	r.seg.Remarks = append(r.seg.Remarks, d.seg.Remarks...)
	return r.join(d, footprints)
}

// join appends what d has read to the ROIs.
func (r *reader) join(d *reader, footprints session.Footprints) error {
	kept := r.rois
	for i := range d.rois {
		r.seg.IDs = append(r.seg.IDs, discardedID(i))
	}
	r.seg.Footprints = &joined{r.seg.Footprints, footprints}
	verdicts := &session.Acceptance{Accepted: make([]bool, kept), Rejected: make([]bool, kept)}
	if a := r.seg.Acceptance; a != nil {
		verdicts = a
	}
	verdicts.Accepted = append(verdicts.Accepted, make([]bool, d.rois)...)
	verdicts.Rejected = append(verdicts.Rejected, slices.Repeat([]bool{true}, d.rois)...)
	r.seg.Acceptance, r.seg.Discarded = verdicts, d.rois
	if kept == 0 {
		r.seg.Columns, r.seg.Traces, r.seg.Frames = d.seg.Columns, d.seg.Traces, d.seg.Frames
	} else {
		r.joinColumns(d)
		if err := r.joinTraces(d); err != nil {
			return err
		}
	}
	r.remark("the %s that select_components had removed are rejected ROIs here, %s to %s", source.Counted(d.rois, "component"), discardedID(0), discardedID(d.rois-1))
	if d.rois == 1 {
		r.seg.Remarks[len(r.seg.Remarks)-1] = fmt.Sprintf("the component that select_components had removed is a rejected ROI here, %s", discardedID(0))
	}
	r.rois += d.rois
	return nil
}

// joinColumns appends the columns that d has read to those of the same name. What
// one has and the other has not is NaN, or left out where only d has it.
func (r *reader) joinColumns(d *reader) {
	for i := range r.seg.Columns {
		c := &r.seg.Columns[i]
		width := max(c.Width, 1)
		more := slices.Repeat([]float64{math.NaN()}, width*d.rois)
		at := slices.IndexFunc(d.seg.Columns, func(other session.Column) bool { return other.Name == c.Name })
		switch {
		case at < 0:
		case max(d.seg.Columns[at].Width, 1) != width:
			r.leaveOut(d.seg.Columns[at].Source, "%d values for each component, but %d in %q", max(d.seg.Columns[at].Width, 1), width, c.Source)
		default:
			more = d.seg.Columns[at].Floats
			if d.seg.Columns[at].DType == chunkio.Float64 {
				c.DType = chunkio.Float64
			}
		}
		c.Floats = append(slices.Clip(c.Floats), more...)
	}
	for _, c := range d.seg.Columns {
		if !r.hasColumn(c.Name) {
			r.leaveOut(c.Source, "the components that were kept have none")
		}
	}
}

// joinTraces appends the traces that d has read to those of the same kind.
func (r *reader) joinTraces(d *reader) error {
	for i := range r.seg.Traces {
		t := &r.seg.Traces[i]
		if !t.Array.DType().IsFloat() {
			return session.ContentErrorf(t.Source, "is of type %v, in which nothing can be said of the discarded components", t.Array.DType())
		}
		var more chunkio.Array = &unknown{[]int{d.rois, r.seg.Frames}, t.Array.DType()}
		if other := traceOf(d.seg, t.Kind); other != nil && other.Array.DType() == t.Array.DType() {
			more = other.Array
		} else if other != nil {
			r.leaveOut(other.Source, "is of type %v, but %q of %v", other.Array.DType(), t.Source, t.Array.DType())
		}
		var err error
		if t.Array, err = chunkio.Concat(0, t.Array, more); err != nil {
			return err
		}
	}
	for _, t := range d.seg.Traces {
		if traceOf(r.seg, t.Kind) == nil {
			r.leaveOut(t.Source, "the components that were kept have none")
		}
	}
	return nil
}

// traceOf returns the trace of a kind, nil where there is none.
func traceOf(s *session.Segmentation, kind session.TraceKind) *session.Trace {
	for i := range s.Traces {
		if s.Traces[i].Kind == kind {
			return &s.Traces[i]
		}
	}
	return nil
}

// joined are footprints one after the other.
type joined struct{ first, second session.Footprints }

func (j *joined) Len() int { return j.first.Len() + j.second.Len() }

func (j *joined) Bytes() int64 {
	return session.FootprintBytes(j.first) + session.FootprintBytes(j.second)
}

func (j *joined) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	if n := j.first.Len(); i >= n {
		return j.second.Footprint(ctx, i-n, dst)
	}
	return j.first.Footprint(ctx, i, dst)
}

// unknown is an array of NaN.
type unknown struct {
	shape []int
	dtype chunkio.DType
}

func (u *unknown) Shape() []int         { return u.shape }
func (u *unknown) DType() chunkio.DType { return u.dtype }
func (u *unknown) Grain() []int         { return nil }

func (u *unknown) ReadBlock(_ context.Context, dst []byte, start, count []int) error {
	size := u.dtype.Size()
	if err := chunkio.CheckBox(u.shape, start, count, size, len(dst)); err != nil {
		return err
	}
	for at := 0; at < len(dst); at += size {
		if size == 4 {
			binary.LittleEndian.PutUint32(dst[at:], math.Float32bits(float32(math.NaN())))
		} else {
			binary.LittleEndian.PutUint64(dst[at:], math.Float64bits(math.NaN()))
		}
	}
	return nil
}
