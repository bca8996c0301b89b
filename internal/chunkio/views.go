package chunkio

import (
	"context"
	"fmt"
	"slices"
)

// Permute returns a view of a with its axes in another order: axis i of the
// view is axis axes[i] of a.
func Permute(a Array, axes []int) (Array, error) {
	shape := a.Shape()
	if len(axes) != len(shape) {
		return nil, fmt.Errorf("permute shape %v by %v: other rank", shape, axes)
	}
	seen := make([]bool, len(axes))
	for _, ax := range axes {
		if ax < 0 || ax >= len(axes) || seen[ax] {
			return nil, fmt.Errorf("permute shape %v by %v: not a permutation", shape, axes)
		}
		seen[ax] = true
	}
	return &permuted{a, slices.Clone(axes), pick(shape, axes), pick(a.Grain(), axes)}, nil
}

// pick returns v in the order of axes, nil for nil.
func pick(v, axes []int) []int {
	if v == nil {
		return nil
	}
	out := make([]int, len(axes))
	for i, ax := range axes {
		out[i] = v[ax]
	}
	return out
}

type permuted struct {
	Array
	axes         []int
	shape, grain []int
}

func (p *permuted) Shape() []int { return p.shape }
func (p *permuted) Grain() []int { return p.grain }

func (p *permuted) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	size := p.DType().Size()
	if err := CheckBox(p.shape, start, count, size, len(dst)); err != nil {
		return err
	}
	inStart, inCount := make([]int, len(p.axes)), make([]int, len(p.axes))
	for i, ax := range p.axes {
		inStart[ax], inCount[ax] = start[i], count[i]
	}
	src := make([]byte, len(dst))
	if err := p.Array.ReadBlock(ctx, src, inStart, inCount); err != nil {
		return err
	}
	inStrides := denseStrides(inCount)
	copyStrided(dst, src, count, pick(inStrides, p.axes), size)
	return nil
}

// source takes a view apart for the pipeline, which transposes while it
// shuffles: it returns the stored array and the axes that lead to a.
func source(a Array) (Array, []int) {
	if p, ok := a.(*permuted); ok {
		inner, axes := source(p.Array)
		return inner, pick(axes, p.axes)
	}
	axes := make([]int, len(a.Shape()))
	for i := range axes {
		axes[i] = i
	}
	return a, axes
}

// denseStrides returns the strides, in elements, of a dense C-order box.
func denseStrides(count []int) []int {
	strides := make([]int, len(count))
	n := 1
	for i := len(count) - 1; i >= 0; i-- {
		strides[i] = n
		n *= count[i]
	}
	return strides
}

// copyStrided gathers a dense C-order box of shape count from src, where a step
// along axis i is strides[i] elements.
func copyStrided(dst, src []byte, count, strides []int, size int) {
	if len(count) == 0 {
		copy(dst, src)
		return
	}
	last := len(count) - 1
	run, step := count[last], strides[last]
	at := make([]int, len(count))
	for out := 0; out < len(dst); {
		from := 0
		for i := range last {
			from += at[i] * strides[i]
		}
		if step == 1 {
			out += copy(dst[out:out+run*size], src[from*size:])
		} else {
			for range run {
				out += copy(dst[out:out+size], src[from*size:from*size+size])
				from += step
			}
		}
		if !next(at[:last], count[:last]) {
			return
		}
	}
}

// next steps at to the next index of a box of shape count in C order, and
// tells whether there was one.
func next(at, count []int) bool {
	for i := len(at) - 1; i >= 0; i-- {
		if at[i]++; at[i] < count[i] {
			return true
		}
		at[i] = 0
	}
	return false
}

// Reshape returns a view of a, in C order, with another shape of as many
// elements.
func Reshape(a Array, shape []int) (Array, error) {
	have, err := Count(a.Shape(), 1)
	if err != nil {
		return nil, err
	}
	want, err := Count(shape, 1)
	if err != nil {
		return nil, err
	}
	if len(a.Shape()) == 0 || have != want {
		return nil, fmt.Errorf("reshape %v to %v: other number of elements", a.Shape(), shape)
	}
	if axes, ok := sameButUnits(a.Shape(), shape); ok {
		return &unitAxes{a, slices.Clone(shape), axes}, nil
	}
	return &reshaped{a, slices.Clone(shape)}, nil
}

// sameButUnits reports whether two shapes differ in axes of one step alone, and
// returns for each axis of the first the one that it is of the other, -1 for one of
// one step.
func sameButUnits(shape, other []int) (axes []int, ok bool) {
	at := 0
	for _, n := range shape {
		if n == 1 {
			axes = append(axes, -1)
			continue
		}
		for at < len(other) && other[at] == 1 {
			at++
		}
		if at == len(other) || other[at] != n {
			return nil, false
		}
		axes = append(axes, at)
		at++
	}
	for ; at < len(other); at++ {
		if other[at] != 1 {
			return nil, false
		}
	}
	return axes, true
}

// unitAxes is an array with other axes of one step. A box of it is one box of the
// inner array.
type unitAxes struct {
	Array
	shape []int
	axes  []int // of the inner array, which they are here; -1 for one of one step
}

func (u *unitAxes) Shape() []int { return u.shape }

func (u *unitAxes) Grain() []int {
	inner := u.Array.Grain()
	if inner == nil {
		return nil
	}
	grain := slices.Repeat([]int{1}, len(u.shape))
	for i, axis := range u.axes {
		if axis >= 0 {
			grain[axis] = inner[i]
		}
	}
	return grain
}

func (u *unitAxes) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := CheckBox(u.shape, start, count, u.DType().Size(), len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	inStart, inCount := make([]int, len(u.axes)), slices.Repeat([]int{1}, len(u.axes))
	for i, axis := range u.axes {
		if axis >= 0 {
			inStart[i], inCount[i] = start[axis], count[axis]
		}
	}
	return u.Array.ReadBlock(ctx, dst, inStart, inCount)
}

type reshaped struct {
	Array
	shape []int
}

func (r *reshaped) Shape() []int { return r.shape }
func (r *reshaped) Grain() []int { return nil }

// ReadBlock reads the box in runs of consecutive elements, each of which is one
// box of the inner array or a few.
func (r *reshaped) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	size := r.DType().Size()
	if err := CheckBox(r.shape, start, count, size, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	strides := denseStrides(r.shape)
	// Axes from split on are whole, so that one step of axis split-1 ends
	// where the next begins.
	split := len(count)
	run := 1
	for split > 0 {
		split--
		run *= count[split]
		if count[split] != r.shape[split] {
			break
		}
	}
	at := make([]int, split)
	for out := 0; ; {
		from := 0
		for i := range r.shape {
			from += start[i] * strides[i]
		}
		for i := range at {
			from += at[i] * strides[i]
		}
		if err := readRun(ctx, r.Array, dst[out:out+run*size], from); err != nil {
			return err
		}
		out += run * size
		if !next(at, count[:split]) {
			return nil
		}
	}
}

// readRun reads consecutive elements in C order, beginning with element from.
func readRun(ctx context.Context, a Array, dst []byte, from int) error {
	shape, size := a.Shape(), a.DType().Size()
	strides := denseStrides(shape)
	start, count := make([]int, len(shape)), make([]int, len(shape))
	for len(dst) > 0 {
		n := len(dst) / size
		rest := from
		for i := range shape {
			start[i], rest = rest/strides[i], rest%strides[i]
			count[i] = 1
		}
		// The outermost axis along which whole steps can be read at once.
		axis := len(shape) - 1
		for axis > 0 && start[axis] == 0 && n >= strides[axis-1] {
			axis--
		}
		for i := axis + 1; i < len(shape); i++ {
			count[i] = shape[i]
		}
		count[axis] = min(shape[axis]-start[axis], n/strides[axis])
		got := count[axis] * strides[axis]
		if err := a.ReadBlock(ctx, dst[:got*size], start, count); err != nil {
			return err
		}
		dst, from = dst[got*size:], from+got
	}
	return nil
}

// Range returns a view of the elements lo to hi-1 of one axis of a.
func Range(a Array, axis, lo, hi int) (Array, error) {
	shape := slices.Clone(a.Shape())
	if axis < 0 || axis >= len(shape) || lo < 0 || hi < lo || hi > shape[axis] {
		return nil, fmt.Errorf("range %d:%d of axis %d leaves shape %v", lo, hi, axis, shape)
	}
	shape[axis] = hi - lo
	return &ranged{a, axis, lo, shape}, nil
}

type ranged struct {
	Array
	axis, lo int
	shape    []int
}

func (r *ranged) Shape() []int { return r.shape }

func (r *ranged) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := CheckBox(r.shape, start, count, r.DType().Size(), len(dst)); err != nil {
		return err
	}
	moved := slices.Clone(start)
	moved[r.axis] += r.lo
	return r.Array.ReadBlock(ctx, dst, moved, count)
}

// Select returns a view of a whose first axis holds the rows of a that rows
// names, in that order.
func Select(a Array, rows []int) (Array, error) {
	shape := slices.Clone(a.Shape())
	if len(shape) == 0 {
		return nil, fmt.Errorf("select rows of a scalar")
	}
	for _, r := range rows {
		if r < 0 || r >= shape[0] {
			return nil, fmt.Errorf("select row %d of %d", r, shape[0])
		}
	}
	shape[0] = len(rows)
	return &selected{a, slices.Clone(rows), shape}, nil
}

type selected struct {
	Array
	rows  []int
	shape []int
}

func (s *selected) Shape() []int { return s.shape }

// ReadBlock reads rows that follow each other in the source at once.
func (s *selected) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := CheckBox(s.shape, start, count, s.DType().Size(), len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	rowBytes := len(dst) / count[0]
	inStart, inCount := slices.Clone(start), slices.Clone(count)
	rows := s.rows[start[0] : start[0]+count[0]]
	for i := 0; i < len(rows); {
		j := i + 1
		for j < len(rows) && rows[j] == rows[j-1]+1 {
			j++
		}
		inStart[0], inCount[0] = rows[i], j-i
		if err := s.Array.ReadBlock(ctx, dst[i*rowBytes:j*rowBytes], inStart, inCount); err != nil {
			return err
		}
		i = j
	}
	return nil
}
