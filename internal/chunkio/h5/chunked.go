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
)

// maxLocated is the most chunks of a dataset for which libhdf5 is asked where
// they are: it walks through all of them for every answer. Chunks of larger
// datasets are read by libhdf5, which finds one quickly but cannot tell where.
const maxLocated = 1024

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
	seek  bool   // few enough chunks to ask where they are

	mu    sync.Mutex
	where map[int]location

	// The chunk decoded last, kept for boxes that need only part of it.
	recent struct {
		sync.Mutex
		index int
		data  []byte
	}
}

// location is where a chunk is stored; size is 0 for one that is not.
type location struct {
	offset, size int64
	mask         uint32
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
	var options C.uint
	if err := check(C.H5Pget_chunk_opts(plist, &options)); err != nil {
		return err
	}
	if d.file.writable || rank == 0 {
		return nil
	}
	if err := d.checkChunk(); err != nil {
		d.refused = err
		return nil
	}
	if standard && d.file.userb == 0 && options == 0 {
		if err := d.learnDirect(plist, params); err != nil {
			return err
		}
	}
	if d.direct == nil {
		d.rehearsal, d.refused = d.rehearse(params, options != 0)
	}
	return nil
}

// learnDirect sets up reading of chunks beside libhdf5, where their filters
// can be undone here.
func (d *Dataset) learnDirect(plist C.hid_t, params [][]C.uint) error {
	rank := len(d.shape)
	c := &chunked{
		d: d, shape: d.shape, chunk: d.chunk, grid: make([]int, rank),
		size: d.typ.Size, big: d.typ.BigEndian, where: map[int]location{},
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
	for i := range c.grid {
		c.grid[i] = (d.shape[i]-1)/d.chunk[i] + 1
		if d.shape[i] == 0 {
			c.grid[i] = 0
		}
	}
	chunks, err := chunkio.Count(c.grid, 1)
	if err != nil {
		return err
	}
	c.seek = chunks <= maxLocated
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
// to dst. part tells that more of the chunk may be wanted later.
func (c *chunked) readPart(ctx context.Context, index int, origin []int, dst []byte, to, from box, count []int, part bool) error {
	if len(c.pipe.filters) > 0 && c.copyRecent(index, dst, to, from, count) {
		return nil
	}
	dec, _ := c.d.file.decoders.Get().(*decoder)
	if dec == nil {
		dec = new(decoder)
	}
	defer c.d.file.decoders.Put(dec)

	if c.seek && len(c.pipe.filters) == 0 && !c.big {
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

// recycle gives the chunk that was kept back.
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
	at, err := c.locate(index, origin)
	if err != nil {
		return err
	}
	if at.size == 0 {
		c.fillBox(dst, to, count)
		return nil
	}
	s := newSieve(&c.d.file.sieves, c.d.file.raw, dst)
	defer s.release()
	err = eachRun(from, to, count, func(a, b, n int) error {
		return s.add(ctx, at.offset+int64(a)*int64(c.size), b*c.size, n*c.size)
	})
	if err != nil {
		return err
	}
	return s.flush(ctx)
}

// stored returns the bytes of a chunk as they are in the file, in memory of
// dec, and the filters that it did not go through; nil where there is none.
func (c *chunked) stored(dec *decoder, index int, origin []int) ([]byte, uint32, error) {
	if !c.seek {
		return c.fetch(dec, origin)
	}
	at, err := c.locate(index, origin)
	if err != nil || at.size == 0 {
		return nil, 0, err
	}
	dec.stored = grow(dec.stored, int(at.size))
	return dec.stored, at.mask, readFull(c.d.file.raw, dec.stored, at.offset)
}

// locate asks libhdf5 where a chunk is, once.
func (c *chunked) locate(index int, origin []int) (location, error) {
	c.mu.Lock()
	at, ok := c.where[index]
	c.mu.Unlock()
	if ok {
		return at, nil
	}
	err := c.d.do(func(id C.hid_t) error {
		var (
			mask   C.uint
			offset C.haddr_t
			size   C.hsize_t
		)
		corner := sizes(origin)
		if err := check(C.H5Dget_chunk_info_by_coord(id, &corner[0], &mask, &offset, &size)); err != nil {
			return err
		}
		if offset == C.shim_undefined || size == 0 {
			return nil
		}
		if err := c.checkStored(uint64(offset), uint64(size), uint32(mask)); err != nil {
			return err
		}
		at = location{int64(offset), int64(size), uint32(mask)}
		return nil
	})
	if err != nil {
		return location{}, err
	}
	c.mu.Lock()
	c.where[index] = at
	c.mu.Unlock()
	return at, nil
}

// fetch has libhdf5 read a chunk as it is in the file.
func (c *chunked) fetch(dec *decoder, origin []int) (raw []byte, mask uint32, err error) {
	err = c.d.do(func(id C.hid_t) error {
		corner := sizes(origin)
		var size C.hsize_t
		if err := check(C.H5Dget_chunk_storage_size(id, &corner[0], &size)); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
		if size > C.hsize_t(c.d.file.size) {
			return fmt.Errorf("%w: its %d bytes are more than the file's %d", ErrTruncated, uint64(size), c.d.file.size)
		}
		dec.stored = grow(dec.stored, int(size))
		raw = dec.stored
		var skipped C.uint32_t
		err := check(C.H5Dread_chunk(id, C.H5P_DEFAULT, &corner[0], &skipped, unsafe.Pointer(&raw[0])))
		mask = uint32(skipped)
		if err != nil {
			return err
		}
		return c.pipe.plausible(int64(size), mask)
	})
	return raw, mask, err
}

// checkStored tells whether a chunk lies in the file and can be one.
func (c *chunked) checkStored(offset, size uint64, mask uint32) error {
	length := uint64(c.d.file.size)
	if size > length || offset > length-size {
		return fmt.Errorf("%w: its %d bytes from %d on would pass the file's end at %d", ErrTruncated, size, offset, length)
	}
	return c.pipe.plausible(int64(size), mask)
}

// fillBox sets a box of dst to the fill value.
func (c *chunked) fillBox(dst []byte, to box, count []int) {
	// The function given cannot fail.
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
