package chunkio

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Concat returns a view of several arrays one after the other along an axis. They
// must be alike in type and in all other axes.
func Concat(axis int, parts ...Array) (Array, error) {
	if len(parts) == 0 {
		return nil, errors.New("concatenate no arrays")
	}
	shape := slices.Clone(parts[0].Shape())
	if axis < 0 || axis >= len(shape) {
		return nil, fmt.Errorf("concatenate shape %v along axis %d", shape, axis)
	}
	c := &concatenated{parts: slices.Clone(parts), axis: axis, shape: shape, ends: make([]int, len(parts))}
	shape[axis] = 0
	for i, p := range parts {
		other := slices.Clone(p.Shape())
		if len(other) != len(shape) || p.DType() != parts[0].DType() {
			return nil, fmt.Errorf("concatenate %v of shape %v and %v of shape %v", parts[0].DType(), parts[0].Shape(), p.DType(), p.Shape())
		}
		length := other[axis]
		if other[axis] = shape[axis]; !slices.Equal(other, shape) {
			return nil, fmt.Errorf("concatenate shapes %v and %v along axis %d", parts[0].Shape(), p.Shape(), axis)
		}
		shape[axis] += length
		c.ends[i] = shape[axis]
	}
	_, err := Count(shape, c.DType().Size())
	return c, err
}

type concatenated struct {
	parts []Array
	axis  int
	shape []int
	ends  []int // of each part along the axis
}

func (c *concatenated) Shape() []int { return c.shape }
func (c *concatenated) DType() DType { return c.parts[0].DType() }
func (c *concatenated) Grain() []int { return nil }

// ReadBlock reads the box part by part.
func (c *concatenated) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	size := c.DType().Size()
	if err := CheckBox(c.shape, start, count, size, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	outer, inner := 1, size // steps before the axis, bytes of one step along it
	for i, n := range count {
		switch {
		case i < c.axis:
			outer *= n
		case i > c.axis:
			inner *= n
		}
	}
	from, n := slices.Clone(start), slices.Clone(count)
	begin := 0
	for i, p := range c.parts {
		lo, hi := max(start[c.axis], begin), min(start[c.axis]+count[c.axis], c.ends[i])
		if lo < hi {
			from[c.axis], n[c.axis] = lo-begin, hi-lo
			if outer == 1 {
				at := (lo - start[c.axis]) * inner
				if err := p.ReadBlock(ctx, dst[at:at+(hi-lo)*inner], from, n); err != nil {
					return err
				}
			} else if err := c.readPart(ctx, p, dst, from, n, (lo-start[c.axis])*inner, count[c.axis]*inner); err != nil {
				return err
			}
		}
		begin = c.ends[i]
	}
	return nil
}

// readPart reads the box of one part and copies its rows to their places in dst:
// the first at byte at, each stride bytes after the one before.
func (c *concatenated) readPart(ctx context.Context, p Array, dst []byte, start, count []int, at, stride int) error {
	bytes := c.DType().Size()
	for _, n := range count {
		bytes *= n
	}
	part := make([]byte, bytes)
	if err := p.ReadBlock(ctx, part, start, count); err != nil {
		return err
	}
	row := c.DType().Size()
	for _, n := range count[c.axis:] {
		row *= n
	}
	for ; len(part) > 0; part, at = part[row:], at+stride {
		copy(dst[at:at+row], part[:row])
	}
	return nil
}
