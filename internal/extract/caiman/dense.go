package caiman

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// denseFootprints are the columns of a dense array of shape (pixels, columns)
// as footprints. The array is stored row by row, so that one column lies all
// over it: columns are gathered several in one pass and kept until others are
// asked for, or until the last. It is safe for concurrent use.
type denseFootprints struct {
	matrix chunkio.Array
	field  fortranField
	sizes  denseSizes

	mu    sync.Mutex
	first int // column that kept begins with
	kept  []float64
}

// denseSizes bounds what is held of a dense array, in bytes.
type denseSizes struct {
	kept int // the most of gathered columns
	pass int // the most read at a time, but at least one row
}

func newDenseFootprints(matrix chunkio.Array, field fortranField) *denseFootprints {
	return &denseFootprints{matrix: matrix, field: field, sizes: denseSizes{kept: 4 << 20, pass: 1 << 20}}
}

func (d *denseFootprints) Len() int { return d.matrix.Shape()[1] }

// Bytes returns how many bytes are read for all footprints, unpacked.
func (d *denseFootprints) Bytes() int64 { return chunkio.Bytes(d.matrix) }

func (d *denseFootprints) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	if i < 0 || i >= d.Len() {
		return fmt.Errorf("footprint %d of %d", i, d.Len())
	}
	rows := d.matrix.Shape()[0]
	atOnce := d.sizes.kept / 8 / rows
	if atOnce == 0 { // too large to keep: read for this one alone
		d.field.reserve(dst, rows)
		return d.pass(ctx, i, 1, func(row, _ int, w float64) {
			if w != 0 {
				d.field.add(dst, row, w)
			}
		})
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if i < d.first || i >= d.first+len(d.kept)/rows {
		if err := d.gather(ctx, i, min(atOnce, d.Len()-i)); err != nil {
			d.kept = nil
			return err
		}
	}
	d.field.reserve(dst, rows)
	for p, w := range d.kept[(i-d.first)*rows:][:rows] {
		if w != 0 {
			d.field.add(dst, p, w)
		}
	}
	if i == d.Len()-1 {
		d.kept = nil
	}
	return nil
}

// gather fills d.kept with n columns from first on, one after the other.
func (d *denseFootprints) gather(ctx context.Context, first, n int) error {
	rows := d.matrix.Shape()[0]
	d.first, d.kept = first, slices.Grow(d.kept[:0], n*rows)[:n*rows]
	return d.pass(ctx, first, n, func(row, column int, w float64) {
		d.kept[column*rows+row] = w
	})
}

// pass reads n columns from first on, some rows at a time, and calls visit for
// each element; column counts from first.
func (d *denseFootprints) pass(ctx context.Context, first, n int, visit func(row, column int, w float64)) error {
	rows, dtype := d.matrix.Shape()[0], d.matrix.DType()
	step := min(max(d.sizes.pass/(n*dtype.Size()), 1), rows)
	raw, values := make([]byte, step*n*dtype.Size()), make([]float64, step*n)
	for lo := 0; lo < rows; lo += step {
		part := min(step, rows-lo)
		raw, values := raw[:part*n*dtype.Size()], values[:part*n]
		if err := d.matrix.ReadBlock(ctx, raw, []int{lo, first}, []int{part, n}); err != nil {
			return err
		}
		chunkio.Float64s(values, raw, dtype)
		for i, w := range values {
			visit(lo+i/n, i%n, w)
		}
	}
	return nil
}
