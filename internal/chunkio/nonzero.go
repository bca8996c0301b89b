package chunkio

import (
	"context"
	"math"
)

// Nonzero returns a view of a that is 1 where a is a number other than zero,
// and 0 where it is zero or NaN, as Uint8.
func Nonzero(a Array) Array {
	if p, ok := a.(*permuted); ok {
		// Below the permutation, which the pipeline undoes by itself.
		return &permuted{Nonzero(p.Array), p.axes, p.shape, p.grain}
	}
	return &nonzero{a}
}

type nonzero struct{ Array }

func (n *nonzero) DType() DType { return Uint8 }

func (n *nonzero) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := CheckBox(n.Shape(), start, count, 1, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	dtype := n.Array.DType()
	size := dtype.Size()
	var raw []byte
	return eachPart(start, count, addBytes/8, func(first, elements int, start, count []int) error {
		if cap(raw) < elements*size {
			raw = make([]byte, elements*size)
		}
		raw = raw[:elements*size]
		if err := n.Array.ReadBlock(ctx, raw, start, count); err != nil {
			return err
		}
		for i := range elements {
			v := number(raw[i*size:], dtype)
			dst[first+i] = 0
			if v != 0 && !math.IsNaN(v) {
				dst[first+i] = 1
			}
		}
		return nil
	})
}
