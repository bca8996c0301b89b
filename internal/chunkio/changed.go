package chunkio

import "context"

// Changed returns a view of a whose elements change goes through as they are read.
// It is given the bytes of one element, and changes them in place.
func Changed(a Array, change func(element []byte)) Array { return &changed{a, change} }

type changed struct {
	Array
	change func(element []byte)
}

func (c *changed) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := c.Array.ReadBlock(ctx, dst, start, count); err != nil {
		return err
	}
	size := c.DType().Size()
	for b := dst; len(b) >= size; b = b[size:] {
		c.change(b[:size])
	}
	return nil
}
