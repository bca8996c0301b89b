package minian

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/align"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// readAxis reads the names of the steps of an axis of v: its coordinate of the
// same name. ok is false where there is none.
func readAxis(ctx context.Context, v *variable, dim string) (a align.Names, ok bool, err error) {
	c, err := v.coordinate(dim, dim)
	if err != nil || c == nil {
		return align.Names{}, false, err
	}
	values, known, err := c.integers(ctx)
	if err != nil {
		return align.Names{}, false, err
	}
	a.Values = values
	if slices.Contains(known, false) {
		a.Values, a.Steps = nil, []int{}
		for i, value := range values {
			if known[i] {
				a.Values, a.Steps = append(a.Values, value), append(a.Steps, i)
			}
		}
		a.NaN = len(values) - len(a.Values)
	}
	return a, true, a.CheckUnique(c.at)
}

// readUnits finds the ROIs: the units of A, in its order, that every trace has.
func (r *reader) readUnits(ctx context.Context) error {
	r.footprints = r.take(footprintsName)
	if r.footprints == nil {
		return session.ContentErrorf(footprintsName, "is not there")
	}
	if _, err := r.footprints.along("unit_id", "height", "width"); err != nil {
		return err
	}
	units, ok, err := readAxis(ctx, r.footprints, "unit_id")
	if err != nil {
		return err
	}
	if !ok {
		return session.ContentErrorf(r.footprints.at, "has no coordinate %q", "unit_id")
	}
	if units.NaN > 0 {
		r.leaveOut(r.footprints.at, "%s whose id is NaN", source.Counted(units.NaN, "unit"))
	}
	r.ids = slices.Clone(units.Values)
	for _, t := range traceVariables() {
		v := r.trace(t)
		if v == nil {
			continue
		}
		have, ok, err := readAxis(ctx, v, "unit_id")
		if err != nil {
			return err
		}
		if !ok {
			return session.ContentErrorf(v.at, "has no coordinate %q, by which it could be aligned with %q", "unit_id", r.footprints.at)
		}
		r.keepUnits(v, units.Values, have.Values)
	}
	if len(r.ids) == 0 {
		return &session.EmptyError{Inside: r.footprints.at}
	}
	r.nameUnits()
	return nil
}

// keepUnits keeps the ROIs that v has, and tells what only one of the two has.
func (r *reader) keepUnits(v *variable, footprints, have []int64) {
	if slices.Equal(r.ids, have) {
		return
	}
	of := func(ids []int64) map[int64]bool {
		set := make(map[int64]bool, len(ids))
		for _, id := range ids {
			set[id] = true
		}
		return set
	}
	there, drawn := of(have), of(footprints)
	without := func(ids []int64, set map[int64]bool) (out []int64) {
		for _, id := range ids {
			if !set[id] {
				out = append(out, id)
			}
		}
		return out
	}
	if lacking := without(r.ids, there); len(lacking) > 0 {
		r.leaveOut("unit_id "+source.NumbersText(lacking), "%q lacks %s", v.at, source.ThisOrThese(len(lacking), "unit"))
		r.ids = slices.DeleteFunc(r.ids, func(id int64) bool { return !there[id] })
	}
	if more := without(have, drawn); len(more) > 0 {
		r.leaveOut(v.at+", unit_id "+source.NumbersText(more), "%q lacks %s", r.footprints.at, source.ThisOrThese(len(more), "unit"))
	}
}

// nameUnits makes the ids of the ROIs from those of the units.
func (r *reader) nameUnits() {
	r.seg.IDs = make([]string, len(r.ids))
	for i, id := range r.ids {
		r.seg.IDs[i] = strconv.FormatInt(id, 10)
	}
}

// dropNaNUnits drops the units that have nothing but NaN in a trace, as CalTrig
// does when it opens a session: merging leaves such rows. What Minian alone
// wrote is taken as it is.
func (r *reader) dropNaNUnits(ctx context.Context) error {
	if r.store.variables["E"] == nil && r.place.config == nil {
		return nil
	}
	for _, name := range []string{"C", "S", "YrA"} {
		v := r.store.variables[name]
		if v == nil || !v.has("unit_id", "frame") || r.seg.Frames == 0 {
			continue
		}
		a, err := v.along("unit_id", "frame")
		if err != nil {
			return err
		}
		rows, err := r.rowsOf(ctx, v)
		if err != nil {
			return err
		}
		if rows == nil {
			rows = align.CountTo(len(r.ids))
		}
		dropped, err := align.AllNaN(ctx, a, rows)
		if err != nil {
			return fmt.Errorf("read %q: %w", v.at, err)
		}
		var ids []int64
		kept := r.ids[:0:0]
		for i, id := range r.ids {
			if dropped[i] {
				ids = append(ids, id)
			} else {
				kept = append(kept, id)
			}
		}
		if len(ids) > 0 {
			r.leaveOut("unit_id "+source.NumbersText(ids), "%q holds nothing but NaN for %s", v.at, source.ThisOrThese(len(ids), "unit"))
		}
		r.ids = kept
	}
	if len(r.ids) == 0 {
		return &session.EmptyError{Inside: r.footprints.at}
	}
	r.nameUnits()
	return nil
}

// rowsOf returns where the ROIs are along the units of v, nil where they are
// all of them in their order.
func (r *reader) rowsOf(ctx context.Context, v *variable) ([]int, error) {
	have, _, err := readAxis(ctx, v, "unit_id")
	if err != nil {
		return nil, err
	}
	rows, found := have.Find(r.ids)
	if found < len(r.ids) {
		return nil, session.ContentErrorf(v.at, "has no unit %d, which %q has", r.ids[found], r.footprints.at)
	}
	return rows, nil
}

// alignUnits returns a, whose first axis is that of v's units, with a row for
// each ROI.
func (r *reader) alignUnits(ctx context.Context, v *variable, a chunkio.Array) (chunkio.Array, error) {
	rows, err := r.rowsOf(ctx, v)
	if err != nil || rows == nil {
		return a, err
	}
	return align.PickSteps(a, 0, rows)
}

// readFrames finds the frames: those of the first trace that there is. Others
// may have more, as what was not cut to a part of the recording has.
func (r *reader) readFrames(ctx context.Context) error {
	for _, name := range []string{"C", "S", "YrA"} {
		v := r.store.variables[name]
		if v == nil || !v.has("unit_id", "frame") {
			continue
		}
		axis, _, err := readAxis(ctx, v, "frame")
		if err != nil {
			return err
		}
		if axis.NaN > 0 {
			return session.ContentErrorf(v.at, "has %s without a number", source.Counted(axis.NaN, "frame"))
		}
		r.framesFrom, r.seg.Frames, r.frames = v, v.length("frame"), axis.Values
		break
	}
	if r.framesFrom == nil {
		return session.ContentErrorf(r.footprints.at, "has no traces beside it: none of C, S and YrA has a value for each unit and frame")
	}
	if !align.IsCount(r.frames) {
		r.seg.FrameNumbers = r.frames
	}
	return nil
}

// alignFrames returns a, one of whose axes is that of v's frames, with a step
// for each frame of the session.
func (r *reader) alignFrames(ctx context.Context, v *variable, a chunkio.Array, axis int) (chunkio.Array, error) {
	have, ok, err := readAxis(ctx, v, "frame")
	if err != nil {
		return nil, err
	}
	if !ok || r.frames == nil {
		if n := v.length("frame"); n != r.seg.Frames {
			return nil, session.ContentErrorf(v.at, "has %d frames, but %q has %d", n, r.framesFrom.at, r.seg.Frames)
		}
		return a, nil
	}
	steps, found := have.Find(r.frames)
	if found < len(r.frames) {
		return nil, session.ContentErrorf(v.at, "has no frame %d, which %q has (%d frames and %d)", r.frames[found], r.framesFrom.at, v.length("frame"), r.seg.Frames)
	}
	if steps == nil {
		return a, nil
	}
	if more := v.length("frame") - len(steps); more > 0 {
		r.leaveOut(v.at, "%s that %q does not have", source.Counted(more, "frame"), r.framesFrom.at)
	}
	return align.PickSteps(a, axis, steps)
}
