package view

import (
	"context"
	"sort"

	"roi2nwb/internal/chunkio"
)

// indexStep is how many values of a column are read together, and have one entry
// in its index.
const indexStep = 1 << 15

// index tells which values of a column pass a test, in one number for indexStep
// values: how many of those before them pass. The column is read again for the
// rest.
type index struct {
	column chunkio.Array
	pass   func(raw []byte) bool
	step   int
	before []int // of each step, and of all at the end
}

// newIndex reads a column.
func newIndex(ctx context.Context, column chunkio.Array, pass func(raw []byte) bool) (*index, error) {
	return newIndexOf(ctx, column, pass, indexStep)
}

func newIndexOf(ctx context.Context, column chunkio.Array, pass func(raw []byte) bool, step int) (*index, error) {
	x := &index{column: column, pass: pass, step: step, before: []int{0}}
	n := 0
	for first := 0; first < column.Shape()[0]; first += step {
		passed, err := x.passed(ctx, first)
		if err != nil {
			return nil, err
		}
		n += len(passed)
		x.before = append(x.before, n)
	}
	return x, nil
}

// passed returns which values of the step that begins at first pass, counted from
// there.
func (x *index) passed(ctx context.Context, first int) (at []int, err error) {
	size := x.column.DType().Size()
	n := min(x.step, x.column.Shape()[0]-first)
	raw := make([]byte, n*size)
	if err := x.column.ReadBlock(ctx, raw, []int{first}, []int{n}); err != nil {
		return nil, err
	}
	for i := range n {
		if x.pass(raw[i*size : (i+1)*size]) {
			at = append(at, i)
		}
	}
	return at, nil
}

// of returns the values of an array, as long as the column, whose values there
// pass.
func (x *index) of(a chunkio.Array) chunkio.Array {
	return &kept{a, x, []int{x.before[len(x.before)-1]}}
}

// kept is an array of one axis without the values that do not pass.
type kept struct {
	chunkio.Array
	index *index
	shape []int
}

func (k *kept) Shape() []int { return k.shape }

func (k *kept) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	size := k.DType().Size()
	if err := chunkio.CheckBox(k.shape, start, count, size, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	x := k.index
	end := start[0] + count[0]
	// The last step before which no more than start have passed.
	step := sort.SearchInts(x.before, start[0]+1) - 1
	for at := start[0]; at < end; step++ {
		first := step * x.step
		passed, err := x.passed(ctx, first)
		if err != nil {
			return err
		}
		passed = passed[at-x.before[step] : min(len(passed), end-x.before[step])]
		if len(passed) == 0 {
			continue
		}
		if dst, err = k.gather(ctx, dst, first, passed); err != nil {
			return err
		}
		at += len(passed)
	}
	return nil
}

// gather reads the values at some places after first, and returns the rest of dst.
func (k *kept) gather(ctx context.Context, dst []byte, first int, places []int) ([]byte, error) {
	size := k.DType().Size()
	from, to := places[0], places[len(places)-1]+1
	raw := make([]byte, (to-from)*size)
	if err := k.Array.ReadBlock(ctx, raw, []int{first + from}, []int{to - from}); err != nil {
		return nil, err
	}
	for _, at := range places {
		n := copy(dst, raw[(at-from)*size:][:size])
		dst = dst[n:]
	}
	return dst, nil
}
