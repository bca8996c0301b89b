package chunkio

import (
	"context"
	"fmt"
	"slices"
)

// Copy streams src into a dataset of the same shape. The chunks are emitted in
// C order of their grid within slabs, which follow each other in C order too.
func (p *Pipeline) Copy(ctx context.Context, src Array, t Target) error {
	if err := t.Layout.Validate(); err != nil {
		return err
	}
	if !slices.Equal(src.Shape(), t.Layout.Shape) || src.DType().Size() != t.Layout.Size {
		return fmt.Errorf("copy %v %v to %v of %d bytes", src.DType(), src.Shape(), t.Layout.Shape, t.Layout.Size)
	}
	chunk := t.Layout.ChunkBytes()
	inner, axes := source(src)
	box := t.Layout.slabShape(src.Grain(), p.options.Buffer/8)
	slabBytes := (Layout{Chunk: box, Size: t.Layout.Size}).ChunkBytes()
	_, chunks := t.Layout.grid(t.Layout.Chunk)
	_, slabs := t.Layout.grid(box)
	load := Load{chunk, slabBytes, chunks, slabs}
	return p.Run(ctx, load, func(ctx context.Context, s *Stream) error {
		c := &copier{stream: s, target: &t, src: inner, axes: axes, box: box}
		readers, _ := p.share(load)
		return c.run(ctx, min(readers, cap(s.free)))
	})
}

// copier reads the boxes of a source, several at a time, and sends them in
// order.
type copier struct {
	stream *Stream
	target *Target
	src    Array
	axes   []int // axis i of the dataset is axis axes[i] of src
	box    []int // a slab's shape, in the dataset's axes
}

// span is a box of the dataset.
type span struct{ start, count []int }

// run reads the boxes in the C order of their grid.
func (c *copier) run(ctx context.Context, readers int) error {
	steps, total := c.target.Layout.grid(c.box)
	return InOrder(ctx, readers, total, c.stream.Slab,
		func(ctx context.Context, k int, slab *Slab) error { return c.fill(ctx, c.span(k, steps), slab) },
		func(ctx context.Context, k int, slab *Slab) error { return c.send(ctx, c.span(k, steps), slab) })
}

// span returns box k of a grid.
func (c *copier) span(k int, steps []int) span {
	s := span{make([]int, len(steps)), make([]int, len(steps))}
	unravel(s.start, steps, k)
	for i := range s.start {
		s.start[i] *= c.box[i]
		s.count[i] = min(c.box[i], c.target.Layout.Shape[i]-s.start[i])
	}
	return s
}

// fill reads a box in the order of the source's axes.
func (c *copier) fill(ctx context.Context, f span, slab *Slab) error {
	start, count := make([]int, len(c.axes)), make([]int, len(c.axes))
	n := c.target.Layout.Size
	for i, ax := range c.axes {
		start[ax], count[ax] = f.start[i], f.count[i]
		n *= f.count[i]
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.src.ReadBlock(ctx, slab.Data[:n], start, count)
}

// send cuts a filled slab into chunks.
func (c *copier) send(ctx context.Context, f span, slab *Slab) error {
	rank := len(c.axes)
	inCount := make([]int, rank)
	for i, ax := range c.axes {
		inCount[ax] = f.count[i]
	}
	strides := pick(denseStrides(inCount), c.axes)
	inside := Layout{Shape: f.count, Chunk: c.target.Layout.Chunk}
	steps, total := inside.grid(inside.Chunk)
	pieces, offsets := make([]piece, total), make([][]int, total)
	at := make([]int, rank)
	for k := range total {
		unravel(at, steps, k)
		base, offset, count := 0, make([]int, rank), make([]int, rank)
		for i := range at {
			from := at[i] * inside.Chunk[i]
			base += from * strides[i]
			offset[i] = f.start[i] + from
			count[i] = min(inside.Chunk[i], f.count[i]-from)
		}
		offsets[k] = offset
		pieces[k] = piece{chunk: inside.Chunk, count: count, strides: strides, base: base, size: c.target.Layout.Size}
	}
	return c.stream.send(ctx, c.target, slab, pieces, offsets)
}
