package dump

import (
	"context"
	"fmt"
	"io"
	"strings"

	"roi2nwb/internal/chunkio"
)

// descriptions are NumPy's names of types, as numpy.lib.format has them.
var descriptions = map[chunkio.DType]string{
	chunkio.Bool: "|b1", chunkio.Int8: "|i1", chunkio.Int16: "<i2", chunkio.Int32: "<i4", chunkio.Int64: "<i8",
	chunkio.Uint8: "|u1", chunkio.Uint16: "<u2", chunkio.Uint32: "<u4", chunkio.Uint64: "<u8",
	chunkio.Float32: "<f4", chunkio.Float64: "<f8",
}

// headerAlignment is what the length of a header is a multiple of.
const headerAlignment = 64

// writeHeader writes the header of version 1.0 of the .npy format:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
func writeHeader(to io.Writer, shape []int, d chunkio.DType) error {
	axes := make([]string, len(shape))
	for i, n := range shape {
		axes[i] = fmt.Sprint(n)
	}
	tuple := strings.Join(axes, ", ")
	if len(axes) == 1 {
		tuple += ","
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descriptions[d], tuple)
	const before = len("\x93NUMPY\x01\x00") + 2
	total := (before + len(head) + 1 + headerAlignment - 1) / headerAlignment * headerAlignment
	head += strings.Repeat(" ", total-before-len(head)-1) + "\n"
	_, err := fmt.Fprintf(to, "\x93NUMPY\x01\x00%c%c%s", len(head)%256, 0, head)
	return err
}

// writeArray writes an array, a few steps of its first axis at a time.
func writeArray(ctx context.Context, to io.Writer, a chunkio.Array, budget int) error {
	if err := writeHeader(to, a.Shape(), a.DType()); err != nil {
		return err
	}
	return eachSlab(ctx, a, budget, func(_, _ int, raw []byte) error {
		_, err := to.Write(raw)
		return err
	})
}

// eachSlab reads an array in whole steps of its first axis, as many as the
// budget allows, and a multiple of its grain where that fits. A view may hold as
// much again.
func eachSlab(ctx context.Context, a chunkio.Array, budget int, do func(first, n int, raw []byte) error) error {
	shape := a.Shape()
	step, err := chunkio.Count(shape[1:], a.DType().Size())
	if err != nil || step == 0 {
		return err
	}
	step *= a.DType().Size()
	n := stepsWithin(budget/2, step, shape[0])
	if grain := a.Grain(); grain != nil {
		n = wholeGrains(n, grain[0])
	}
	raw := make([]byte, n*step)
	start, count := make([]int, len(shape)), append([]int{0}, shape[1:]...)
	for first := 0; first < shape[0]; first += n {
		if err := ctx.Err(); err != nil {
			return err
		}
		start[0], count[0] = first, min(n, shape[0]-first)
		slab := raw[:count[0]*step]
		if err := a.ReadBlock(ctx, slab, start, count); err != nil {
			return err
		}
		if err := do(first, count[0], slab); err != nil {
			return err
		}
	}
	return nil
}

// stepsWithin returns how many steps of so many bytes fit a budget: one at
// least, and no more than there are.
func stepsWithin(budget, step, all int) int { return max(min(budget/max(step, 1), all), 1) }

// wholeGrains returns the largest multiple of grain up to n, and n where that is
// less than one.
func wholeGrains(n, grain int) int {
	if grain < 1 || n < grain {
		return n
	}
	return n / grain * grain
}
