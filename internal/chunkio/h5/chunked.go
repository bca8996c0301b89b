package h5

// #include "shim.h"
import "C"

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"unsafe"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5/layout"
)

// chunked reads datasets in chunks whose filters can be undone here.
type chunked struct {
	d     *Dataset
	shape []int
	chunk []int
	grid  []int // chunks along each axis
	size  int   // bytes of an element
	big   bool
	pipe  pipeline
	fill  []byte // one element, little-endian

	// The chunk decoded last, kept for boxes that need only part of it.
	recent struct {
		sync.Mutex
		index int
		data  []byte
	}
}

// learnChunked sets up reading of a chunked dataset.
func (d *Dataset) learnChunked(id, plist C.hid_t, standard bool) error {
	rank := len(d.shape)
	var dims [maxRank]C.hsize_t
	if got := C.H5Pget_chunk(plist, maxRank, &dims[0]); got < 0 {
		return libError()
	} else if int(got) != rank {
		return fmt.Errorf("%w: chunks of %d axes, expected %d", ErrDamaged, int(got), rank)
	}
	for _, n := range dims[:rank] {
		if n == 0 || n > math.MaxUint32 {
			return fmt.Errorf("%w: chunk axis of %d", ErrDamaged, uint64(n))
		}
		d.chunk = append(d.chunk, int(n))
	}
	params, err := d.learnFilters(plist)
	if err != nil {
		return err
	}
	if d.file.writable || rank == 0 {
		return nil
	}
	if err := d.checkChunk(); err != nil {
		d.refused = err
		return nil
	}
	if d.chunks, d.refused = d.listChunks(id); d.refused != nil {
		return nil
	}
	if standard && d.chunks.placed() {
		if err := d.learnDirect(plist, params); err != nil {
			return err
		}
	}
	if d.direct == nil {
		d.rehearsal, d.refused = d.rehearse(params)
	}
	return nil
}

// learnDirect sets up reading of chunks beside libhdf5, where their filters
// can be undone here.
func (d *Dataset) learnDirect(plist C.hid_t, params [][]C.uint) error {
	c := &chunked{
		d: d, shape: d.shape, chunk: d.chunk, grid: d.chunks.grid,
		size: d.typ.Size, big: d.typ.BigEndian,
		pipe: pipeline{size: d.typ.Size},
	}
	c.recent.index = -1
	for i, f := range d.filters {
		if f.ID == filterShuffle && (len(params[i]) == 0 || int(params[i][0]) != d.typ.Size) {
			return nil
		}
		c.pipe.filters = append(c.pipe.filters, f.ID)
	}
	if !c.pipe.supported() {
		return nil
	}
	c.pipe.chunk = d.chunkBytes()
	var err error
	if c.fill, err = fillValue(plist, d.dtype); err != nil {
		return err
	}
	d.direct = c
	return nil
}

// learnFilters lists d's filters, and returns the first parameters of each.
func (d *Dataset) learnFilters(plist C.hid_t) (params [][]C.uint, err error) {
	n := C.H5Pget_nfilters(plist)
	if n < 0 {
		return nil, libError()
	}
	for i := range n {
		var (
			flags  C.uint
			name   [256]C.char
			values [16]C.uint
			count  = C.size_t(len(values))
		)
		id := C.H5Pget_filter2(plist, C.uint(i), &flags, &count, &values[0], C.size_t(len(name)-1), &name[0], nil)
		if id < 0 {
			return nil, libError()
		}
		d.filters = append(d.filters, FilterInfo{ID: int(id), Name: C.GoString(&name[0])})
		params = append(params, values[:min(int(count), len(values))])
	}
	return params, nil
}

// fillValue returns what chunks that were never written consist of.
func fillValue(plist C.hid_t, d chunkio.DType) ([]byte, error) {
	fill := make([]byte, d.Size())
	var defined C.H5D_fill_value_t
	if err := check(C.H5Pfill_value_defined(plist, &defined)); err != nil {
		return nil, err
	}
	if defined == C.H5D_FILL_VALUE_UNDEFINED {
		return fill, nil
	}
	mem, err := typeID(NumberType(d))
	if err != nil {
		return nil, err
	}
	defer C.H5Tclose(mem)
	return fill, check(C.H5Pget_fill_value(plist, mem, unsafe.Pointer(&fill[0])))
}

func (c *chunked) readBlock(ctx context.Context, dst []byte, start, count []int) error {
	rank := len(count)
	ints := make([]int, 6*rank)
	take := func() []int { s := ints[:rank:rank]; ints = ints[rank:]; return s }
	first, at, from, to, n, origin := take(), take(), take(), take(), take(), take()
	for i := range first {
		first[i] = start[i] / c.chunk[i]
	}
	copy(at, first)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		index, part := 0, false
		for i := range at {
			index = index*c.grid[i] + at[i]
			origin[i] = at[i] * c.chunk[i]
			lo, hi := max(start[i], origin[i]), min(start[i]+count[i], origin[i]+c.chunk[i])
			from[i], to[i], n[i] = lo-origin[i], lo-start[i], hi-lo
			part = part || n[i] < min(c.chunk[i], c.shape[i]-origin[i])
		}
		err := c.readPart(ctx, index, origin, dst, box{count, to}, box{c.chunk, from}, n, part)
		if err != nil {
			return fmt.Errorf("chunk at %v: %w", origin, err)
		}
		i := rank - 1
		for ; i >= 0; i-- {
			at[i]++
			if at[i]*c.chunk[i] < start[i]+count[i] {
				break
			}
			at[i] = first[i]
		}
		if i < 0 {
			return nil
		}
	}
}

// readPart copies the box of count that begins at from in the chunk at origin
// to dst. part is true where more of the chunk may be
// wanted later.
func (c *chunked) readPart(ctx context.Context, index int, origin []int, dst []byte, to, from box, count []int, part bool) error {
	if len(c.pipe.filters) > 0 && c.copyRecent(index, dst, to, from, count) {
		return nil
	}
	dec, _ := c.d.file.decoders.Get().(*decoder)
	if dec == nil {
		dec = new(decoder)
	}
	defer c.d.file.decoders.Put(dec)

	if len(c.pipe.filters) == 0 && !c.big {
		return c.readPlain(ctx, index, origin, dst, to, from, count)
	}
	raw, mask, err := c.stored(dec, index, origin)
	if err != nil {
		return err
	}
	if raw == nil {
		c.fillBox(dst, to, count)
		return nil
	}
	buf, _ := c.d.file.chunks.Get().(*[]byte)
	if buf == nil {
		buf = new([]byte)
	}
	*buf = grow(*buf, c.pipe.chunk)
	if err := dec.decode(c.pipe, *buf, raw, mask); err != nil {
		c.d.file.chunks.Put(buf)
		return err
	}
	if c.big {
		swapBytes(*buf, c.size)
	}
	copyBox(dst, to, *buf, from, count, c.size)
	if part {
		c.recent.Lock()
		c.recent.index, c.recent.data, *buf = index, *buf, c.recent.data
		c.recent.Unlock()
	}
	if *buf != nil {
		c.d.file.chunks.Put(buf)
	}
	return nil
}

// recycle returns the memory of the chunk that was kept.
func (c *chunked) recycle() {
	c.recent.Lock()
	defer c.recent.Unlock()
	if buf := c.recent.data; buf != nil {
		c.d.file.chunks.Put(&buf)
		c.recent.index, c.recent.data = -1, nil
	}
}

func (c *chunked) copyRecent(index int, dst []byte, to, from box, count []int) bool {
	c.recent.Lock()
	defer c.recent.Unlock()
	if c.recent.index != index {
		return false
	}
	copyBox(dst, to, c.recent.data, from, count, c.size)
	return true
}

// readPlain reads part of a chunk that went through no filter, and no more.
func (c *chunked) readPlain(ctx context.Context, index int, origin []int, dst []byte, to, from box, count []int) error {
	at, ok, err := c.locate(index, origin)
	if err != nil {
		return err
	}
	if !ok {
		c.fillBox(dst, to, count)
		return nil
	}
	s := newSieve(c.d.file, dst)
	defer s.release()
	err = eachRun(from, to, count, func(a, b, n int) error {
		return s.add(ctx, at.Offset+int64(a)*int64(c.size), b*c.size, n*c.size)
	})
	if err != nil {
		return err
	}
	return s.flush(ctx)
}

// stored returns the bytes of a chunk as they are in the file, in memory of
// dec, and the filters that it did not go through; nil where there is none.
func (c *chunked) stored(dec *decoder, index int, origin []int) ([]byte, uint32, error) {
	at, ok, err := c.locate(index, origin)
	if err != nil || !ok {
		return nil, 0, err
	}
	dec.stored = grow(dec.stored, int(at.Size))
	return dec.stored, at.Skipped, readFull(c.d.file.raw, dec.stored, at.Offset)
}

// locate returns where a chunk is stored; ok is false for one that is not.
func (c *chunked) locate(index int, origin []int) (at layout.Chunk, ok bool, err error) {
	if c.d.chunks.unlisted {
		err = c.d.do(func(id C.hid_t) error {
			at, ok, err = c.d.chunks.ask(id, index, origin)
			return err
		})
	} else {
		at, ok = c.d.chunks.find(index)
	}
	switch {
	case err != nil:
		return at, false, err
	case !ok:
		return at, false, c.d.thin
	default:
		return at, true, c.pipe.plausible(int64(at.Size), at.Skipped)
	}
}

// fillBox sets a box of dst to the fill value.
func (c *chunked) fillBox(dst []byte, to box, count []int) {
	// The callback never returns an error.
	_ = eachRun(to, to, count, func(at, _, n int) error {
		out := dst[at*c.size : (at+n)*c.size]
		if !slices.ContainsFunc(c.fill, func(b byte) bool { return b != 0 }) {
			clear(out)
			return nil
		}
		for done := copy(out, c.fill); done < len(out); done *= 2 {
			copy(out[done:], out[:done])
		}
		return nil
	})
}
