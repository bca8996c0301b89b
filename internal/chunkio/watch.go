package chunkio

import (
	"context"
	"math"
	"sync/atomic"
)

// Content notes, while an array is read, whether anything in it is neither
// zero nor NaN. It is complete when the whole array has been read.
type Content struct {
	nonzero, number atomic.Bool
}

// AllZero reports whether nothing but zeros was read.
func (c *Content) AllZero() bool { return !c.nonzero.Load() }

// AllNaN reports whether nothing but NaN was read.
func (c *Content) AllNaN() bool { return !c.number.Load() }

// Watch returns a view of a that notes its content.
func Watch(a Array) (Array, *Content) {
	if p, ok := a.(*permuted); ok {
		// Below the permutation, which the pipeline undoes by itself.
		inner, c := Watch(p.Array)
		return &permuted{inner, p.axes, p.shape, p.grain}, c
	}
	c := new(Content)
	if !a.DType().IsFloat() {
		c.number.Store(true)
	}
	return &watched{a, c}, c
}

type watched struct {
	Array
	content *Content
}

func (w *watched) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := w.Array.ReadBlock(ctx, dst, start, count); err != nil {
		return err
	}
	w.content.note(dst, w.DType())
	return nil
}

// note looks no further than the first value that settles a question, so that
// it costs nothing for ordinary data.
func (c *Content) note(raw []byte, d DType) {
	for at := 0; at < len(raw) && !c.nonzero.Load(); at += d.Size() {
		if number(raw[at:], d) != 0 {
			c.nonzero.Store(true)
		}
	}
	for ; len(raw) > 0 && !c.number.Load(); raw = raw[d.Size():] {
		if !math.IsNaN(number(raw, d)) {
			c.number.Store(true)
		}
	}
}
