package align

import (
	"context"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// Names is what the steps of an axis of a variable are called.
type Names struct {
	Values []int64 // without those that are NaN
	Steps  []int   // the step of each value; nil where they are 0, 1, 2, ...
	NaN    int     // steps that have no name
}

// CheckUnique reports whether no name stands twice.
func (a Names) CheckUnique(at string) error {
	if session.Rising(a.Values) {
		return nil
	}
	sorted := slices.Sorted(slices.Values(a.Values))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return session.ContentErrorf(at, "holds %d twice", sorted[i])
		}
	}
	return nil
}

// Find returns the step of each of the wanted names, nil where they are all the
// steps in their order. Where a name is missing, it is the number of found ones
// that tells which.
func (a Names) Find(wanted []int64) (steps []int, found int) {
	if a.Steps == nil && slices.Equal(a.Values, wanted) {
		return nil, len(wanted)
	}
	at := make(map[int64]int, len(a.Values))
	for i, value := range a.Values {
		at[value] = i
	}
	steps = make([]int, len(wanted))
	for i, name := range wanted {
		k, ok := at[name]
		if !ok {
			return nil, i
		}
		steps[i] = k
		if a.Steps != nil {
			steps[i] = a.Steps[k]
		}
	}
	return steps, len(wanted)
}

// IsCount reports whether numbers count from 0 on.
func IsCount(numbers []int64) bool {
	for i, n := range numbers {
		if n != int64(i) {
			return false
		}
	}
	return true
}

// CountTo returns 0 to n-1.
func CountTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// AllNaN tells for each of the rows of a whether it is nothing but NaN. Only of
// rows that begin with NaN it reads more than the first value.
func AllNaN(ctx context.Context, a chunkio.Array, rows []int) ([]bool, error) {
	return allNaN(ctx, a, rows, 4096)
}

// allNaN reads a suspect row step values at a time.
func allNaN(ctx context.Context, a chunkio.Array, rows []int, step int) ([]bool, error) {
	nan := make([]bool, len(rows))
	if !a.DType().IsFloat() {
		return nan, nil
	}
	units, frames, size := a.Shape()[0], a.Shape()[1], a.DType().Size()
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

// PickSteps returns a view of a with the given steps of one axis.
func PickSteps(a chunkio.Array, axis int, steps []int) (chunkio.Array, error) {
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
	first := CountTo(len(a.Shape()))
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
