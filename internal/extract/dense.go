package extract

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"roi2nwb/internal/chunkio"
)

// denseFootprints are the columns of a dense array of shape (pixels, columns)
// as footprints. The array is stored row by row, so that one column lies all
// over it: columns are gathered several in one pass and kept until others are
// asked for. It is safe for concurrent use.
type denseFootprints struct {
	matrix chunkio.Array
	field  fortranField

	mu      sync.Mutex
	first   int // column that kept begins with
	kept    []float64
	raw     []byte
	rowsBuf []float64
}

const (
	keptBytes = 4 << 20 // the most of gathered columns, but at least one column
	passBytes = 1 << 20 // the most read at a time, but at least one row
)

func (d *denseFootprints) Len() int { return d.matrix.Shape()[1] }

func (d *denseFootprints) Footprint(ctx context.Context, i int, dst *Footprint) error {
	dst.Reset()
	if i < 0 || i >= d.Len() {
		return fmt.Errorf("footprint %d of %d", i, d.Len())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	rows := d.matrix.Shape()[0]
	if i < d.first || i >= d.first+len(d.kept)/rows {
		if err := d.gather(ctx, i, min(max(keptBytes/8/rows, 1), d.Len()-i)); err != nil {
			d.kept = d.kept[:0]
			return err
		}
	}
	for p, w := range d.kept[(i-d.first)*rows:][:rows] {
		if w != 0 {
			d.field.add(dst, p, w)
		}
	}
	return nil
}

// gather fills d.kept with n columns from first on, one after the other.
func (d *denseFootprints) gather(ctx context.Context, first, n int) error {
	rows, dtype := d.matrix.Shape()[0], d.matrix.DType()
	d.first, d.kept = first, slices.Grow(d.kept[:0], n*rows)[:n*rows]
	step := max(passBytes/(n*dtype.Size()), 1)
	for lo := 0; lo < rows; lo += step {
		part := min(step, rows-lo)
		size := part * n
		d.raw = slices.Grow(d.raw[:0], size*dtype.Size())[:size*dtype.Size()]
		d.rowsBuf = slices.Grow(d.rowsBuf[:0], size)[:size]
		if err := d.matrix.ReadBlock(ctx, d.raw, []int{lo, first}, []int{part, n}); err != nil {
			return err
		}
		chunkio.Float64s(d.rowsBuf, d.raw, dtype)
		for row := range part {
			for c := range n {
				d.kept[c*rows+lo+row] = d.rowsBuf[row*n+c]
			}
		}
	}
	return nil
}
