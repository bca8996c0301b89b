package extract

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"roi2nwb/internal/chunkio"
)

// axisNames is what the steps of an axis of a variable are called.
type axisNames struct {
	values []int64 // without those that are NaN
	steps  []int   // the step of each value; nil where they are 0, 1, 2, ...
	nan    int     // steps that have no name
}

// readAxis reads the names of the steps of an axis of v: its coordinate of the
// same name. ok is false where there is none.
func readAxis(ctx context.Context, v *minianVariable, dim string) (a axisNames, ok bool, err error) {
	c, err := v.coordinate(dim, dim)
	if err != nil || c == nil {
		return axisNames{}, false, err
	}
	values, known, err := c.integers(ctx)
	if err != nil {
		return axisNames{}, false, err
	}
	a.values = values
	if slices.Contains(known, false) {
		a.values, a.steps = nil, []int{}
		for i, value := range values {
			if known[i] {
				a.values, a.steps = append(a.values, value), append(a.steps, i)
			}
		}
		a.nan = len(values) - len(a.values)
	}
	return a, true, a.checkUnique(c.at)
}

// checkUnique tells whether no name stands twice.
func (a axisNames) checkUnique(at string) error {
	if rising(a.values) {
		return nil
	}
	sorted := slices.Sorted(slices.Values(a.values))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return contentErrorf(at, "holds %d twice", sorted[i])
		}
	}
	return nil
}

// rising tells whether each value is larger than the one before.
func rising(values []int64) bool {
	for i := 1; i < len(values); i++ {
		if values[i] <= values[i-1] {
			return false
		}
	}
	return true
}

// find returns the step of each of the wanted names, nil where they are all the
// steps in their order. Where a name is missing, it is the number of found ones
// that tells which.
func (a axisNames) find(wanted []int64) (steps []int, found int) {
	if a.steps == nil && slices.Equal(a.values, wanted) {
		return nil, len(wanted)
	}
	at := make(map[int64]int, len(a.values))
	for i, value := range a.values {
		at[value] = i
	}
	steps = make([]int, len(wanted))
	for i, name := range wanted {
		k, ok := at[name]
		if !ok {
			return nil, i
		}
		steps[i] = k
		if a.steps != nil {
			steps[i] = a.steps[k]
		}
	}
	return steps, len(wanted)
}

// readUnits finds the ROIs: the units of A, in its order, that every trace has.
func (r *minianReader) readUnits(ctx context.Context) error {
	r.footprints = r.take(minianFootprints)
	if r.footprints == nil {
		return contentErrorf(minianFootprints, "is not there")
	}
	if _, err := r.footprints.along("unit_id", "height", "width"); err != nil {
		return err
	}
	units, ok, err := readAxis(ctx, r.footprints, "unit_id")
	if err != nil {
		return err
	}
	if !ok {
		return contentErrorf(r.footprints.at, "has no coordinate %q", "unit_id")
	}
	if units.nan > 0 {
		r.leaveOut(r.footprints.at, "%s whose id is NaN", counted(units.nan, "unit"))
	}
	r.ids = slices.Clone(units.values)
	for _, t := range minianTraces() {
		v := r.trace(t)
		if v == nil {
			continue
		}
		have, ok, err := readAxis(ctx, v, "unit_id")
		if err != nil {
			return err
		}
		if !ok {
			return contentErrorf(v.at, "has no coordinate %q, by which it could be aligned with %q", "unit_id", r.footprints.at)
		}
		r.keepUnits(v, units.values, have.values)
	}
	if len(r.ids) == 0 {
		return &EmptyError{Inside: r.footprints.at}
	}
	r.nameUnits()
	return nil
}

// keepUnits keeps the ROIs that v has, and tells what only one of the two has.
func (r *minianReader) keepUnits(v *minianVariable, footprints, have []int64) {
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
		r.leaveOut("unit_id "+numbersText(lacking), "%q lacks %s", v.at, thisOrThese(len(lacking), "unit"))
		r.ids = slices.DeleteFunc(r.ids, func(id int64) bool { return !there[id] })
	}
	if more := without(have, drawn); len(more) > 0 {
		r.leaveOut(v.at+", unit_id "+numbersText(more), "%q lacks %s", r.footprints.at, thisOrThese(len(more), "unit"))
	}
}

// nameUnits makes the ids of the ROIs from those of the units.
func (r *minianReader) nameUnits() {
	r.seg.IDs = make([]string, len(r.ids))
	for i, id := range r.ids {
		r.seg.IDs[i] = strconv.FormatInt(id, 10)
	}
}

func thisOrThese(n int, noun string) string {
	if n == 1 {
		return "this " + noun
	}
	return "these " + noun + "s"
}

// numbersText lists numbers, the first few of many.
func numbersText(numbers []int64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return listed(texts)
}

// dropNaNUnits drops the units that have nothing but NaN in a trace, as CalTrig
// does when it opens a session: merging leaves such rows. What Minian alone
// wrote is taken as it is.
func (r *minianReader) dropNaNUnits(ctx context.Context) error {
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
			rows = countTo(len(r.ids))
		}
		dropped, err := allNaN(ctx, a, rows)
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
			r.leaveOut("unit_id "+numbersText(ids), "%q holds nothing but NaN for %s", v.at, thisOrThese(len(ids), "unit"))
		}
		r.ids = kept
	}
	if len(r.ids) == 0 {
		return &EmptyError{Inside: r.footprints.at}
	}
	r.nameUnits()
	return nil
}

// countTo returns 0 to n-1.
func countTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// allNaN tells for each of the rows of a whether it is nothing but NaN. Only of
// rows that begin with NaN it reads more than the first value.
func allNaN(ctx context.Context, a chunkio.Array, rows []int) ([]bool, error) {
	nan := make([]bool, len(rows))
	if !a.DType().IsFloat() {
		return nan, nil
	}
	units, frames, size := a.Shape()[0], a.Shape()[1], a.DType().Size()
	const step = 4096
	raw, values := make([]byte, max(step, units)*size), make([]float64, max(step, units))
	if err := a.ReadBlock(ctx, raw[:units*size], []int{0, 0}, []int{units, 1}); err != nil {
		return nil, err
	}
	chunkio.Float64s(values[:units], raw, a.DType())
	var suspects []int
	for i, row := range rows {
		if nan[i] = math.IsNaN(values[row]); nan[i] {
			suspects = append(suspects, i)
		}
	}
	for _, i := range suspects {
		for at := 0; at < frames && nan[i]; at += step {
			n := min(step, frames-at)
			if err := a.ReadBlock(ctx, raw[:n*size], []int{rows[i], at}, []int{1, n}); err != nil {
				return nil, err
			}
			chunkio.Float64s(values[:n], raw, a.DType())
			nan[i] = !slices.ContainsFunc(values[:n], func(x float64) bool { return !math.IsNaN(x) })
		}
	}
	return nan, nil
}

// rowsOf returns where the ROIs are along the units of v, nil where they are
// all of them in their order.
func (r *minianReader) rowsOf(ctx context.Context, v *minianVariable) ([]int, error) {
	have, _, err := readAxis(ctx, v, "unit_id")
	if err != nil {
		return nil, err
	}
	rows, found := have.find(r.ids)
	if found < len(r.ids) {
		return nil, contentErrorf(v.at, "has no unit %d, which %q has", r.ids[found], r.footprints.at)
	}
	return rows, nil
}

// alignUnits returns a, whose first axis is that of v's units, with a row for
// each ROI.
func (r *minianReader) alignUnits(ctx context.Context, v *minianVariable, a chunkio.Array) (chunkio.Array, error) {
	rows, err := r.rowsOf(ctx, v)
	if err != nil || rows == nil {
		return a, err
	}
	return pickSteps(a, 0, rows)
}

// readFrames finds the frames: those of the first trace that there is. Others
// may have more, as what was not cut to a part of the recording has.
func (r *minianReader) readFrames(ctx context.Context) error {
	for _, name := range []string{"C", "S", "YrA"} {
		v := r.store.variables[name]
		if v == nil || !v.has("unit_id", "frame") {
			continue
		}
		axis, _, err := readAxis(ctx, v, "frame")
		if err != nil {
			return err
		}
		if axis.nan > 0 {
			return contentErrorf(v.at, "has %s without a number", counted(axis.nan, "frame"))
		}
		r.framesFrom, r.seg.Frames, r.frames = v, v.length("frame"), axis.values
		break
	}
	if r.framesFrom == nil {
		return contentErrorf(r.footprints.at, "has no traces beside it: none of C, S and YrA has a value for each unit and frame")
	}
	if !isCount(r.frames) {
		r.seg.FrameNumbers = r.frames
	}
	return nil
}

// isCount tells whether numbers count from 0 on.
func isCount(numbers []int64) bool {
	for i, n := range numbers {
		if n != int64(i) {
			return false
		}
	}
	return true
}

// alignFrames returns a, one of whose axes is that of v's frames, with a step
// for each frame of the session.
func (r *minianReader) alignFrames(ctx context.Context, v *minianVariable, a chunkio.Array, axis int) (chunkio.Array, error) {
	have, ok, err := readAxis(ctx, v, "frame")
	if err != nil {
		return nil, err
	}
	if !ok || r.frames == nil {
		if n := v.length("frame"); n != r.seg.Frames {
			return nil, contentErrorf(v.at, "has %d frames, but %q has %d", n, r.framesFrom.at, r.seg.Frames)
		}
		return a, nil
	}
	steps, found := have.find(r.frames)
	if found < len(r.frames) {
		return nil, contentErrorf(v.at, "has no frame %d, which %q has (%d frames and %d)", r.frames[found], r.framesFrom.at, v.length("frame"), r.seg.Frames)
	}
	if steps == nil {
		return a, nil
	}
	if more := v.length("frame") - len(steps); more > 0 {
		r.leaveOut(v.at, "%s that %q does not have", counted(more, "frame"), r.framesFrom.at)
	}
	return pickSteps(a, axis, steps)
}

// pickSteps returns a view of a with the given steps of one axis.
func pickSteps(a chunkio.Array, axis int, steps []int) (chunkio.Array, error) {
	length := a.Shape()[axis]
	inOrder := true
	for i, s := range steps {
		inOrder = inOrder && s == steps[0]+i
	}
	if inOrder && len(steps) > 0 {
		if len(steps) == length {
			return a, nil
		}
		return chunkio.Range(a, axis, steps[0], steps[0]+len(steps))
	}
	if axis == 0 {
		return chunkio.Select(a, steps)
	}
	first := countTo(len(a.Shape()))
	first[0], first[axis] = axis, 0
	turned, err := chunkio.Permute(a, first)
	if err != nil {
		return nil, err
	}
	if turned, err = chunkio.Select(turned, steps); err != nil {
		return nil, err
	}
	return chunkio.Permute(turned, first)
}
