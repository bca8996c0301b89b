package h5

// #include "survey.h"
import "C"

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5/layout"
)

// chunkList tells which chunks of a dataset are stored, and where.
type chunkList struct {
	d      *Dataset
	grid   []int          // chunks along each axis
	stored []layout.Chunk // by rising number
	// unlisted tells that the file's index is of a kind that came after
	// chunkindex: libhdf5 is asked for every chunk.
	unlisted bool
}

// listChunks lists the stored chunks of d. It is to be called with the lock held,
// after checkChunk.
func (d *Dataset) listChunks(id C.hid_t) (*chunkList, error) {
	l := &chunkList{d: d, grid: make([]int, len(d.shape))}
	for i, n := range d.shape {
		l.grid[i] = n / d.chunk[i]
		if n%d.chunk[i] > 0 {
			l.grid[i]++
		}
	}
	if _, err := chunkio.Count(l.grid, 1); err != nil {
		return nil, err
	}
	var header C.uint64_t
	if C.survey_object(id, &header) < 0 {
		return nil, libError()
	}
	f := layout.File{ReaderAt: d.file.raw, Size: d.file.size, Base: d.file.userb}
	var err error
	l.stored, err = f.Chunks(layout.Dataset{
		Header: uint64(header), Shape: d.shape, MaxShape: d.max, Chunk: d.chunk,
		Bytes: int64(d.chunkBytes()), Filtered: len(d.filters) > 0,
	})
	switch {
	case errors.Is(err, layout.ErrUnknown):
		l.unlisted = true
		d.stored = int64(C.H5Dget_storage_size(id))
		return l, nil
	case errors.Is(err, layout.ErrTruncated):
		return nil, fmt.Errorf("%w: %w", ErrTruncated, err)
	case errors.Is(err, layout.ErrDamaged):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	d.stored = 0
	for _, c := range l.stored {
		d.stored += int64(c.Size)
	}
	return l, err
}

// placed reports whether it is known where in the file chunks are. What libhdf5
// answers for files with a user block differs between versions.
func (l *chunkList) placed() bool { return !l.unlisted || l.d.file.userb == 0 }

// find returns the chunk of a number; ok is false for one that is not stored.
func (l *chunkList) find(number int) (c layout.Chunk, ok bool) {
	i, ok := l.from(number)
	if !ok {
		return layout.Chunk{}, false
	}
	return l.stored[i], true
}

// from returns the index of the first chunk with a number or a larger one, and
// whether it has that number.
func (l *chunkList) from(number int) (int, bool) {
	return slices.BinarySearchFunc(l.stored, number, func(c layout.Chunk, n int) int { return cmp.Compare(c.Number, n) })
}

// ask is find where chunks are not listed: it asks libhdf5, which walks through
// all of them for each answer. It is to be called with the lock held.
func (l *chunkList) ask(id C.hid_t, number int, origin []int) (c layout.Chunk, ok bool, err error) {
	var (
		mask   C.uint
		offset C.haddr_t
		size   C.hsize_t
	)
	corner := sizes(origin)
	if err := check(C.H5Dget_chunk_info_by_coord(id, &corner[0], &mask, &offset, &size)); err != nil {
		return c, false, err
	}
	if offset == C.shim_undefined || size == 0 {
		return c, false, nil
	}
	length := uint64(l.d.file.size)
	if uint64(size) > length || uint64(offset) > length-uint64(size) || size > math.MaxUint32 {
		return c, false, fmt.Errorf("%w: its %d bytes from %d on would pass the file's end at %d", ErrTruncated, uint64(size), uint64(offset), length)
	}
	return layout.Chunk{Number: number, Offset: int64(offset), Size: uint32(size), Skipped: uint32(mask)}, true, nil
}

// chunk is find or ask, whichever can tell, with the lock held.
func (l *chunkList) chunk(id C.hid_t, origin []int) (c layout.Chunk, ok bool, err error) {
	number := 0
	for i, n := range l.grid {
		number = number*n + origin[i]/l.d.chunk[i]
	}
	if l.unlisted {
		return l.ask(id, number, origin)
	}
	c, ok = l.find(number)
	return c, ok, nil
}

// StoredBoxes calls fn for boxes that cover, within the box of d that begins at
// start and spans count, what is stored: all other elements have the fill value.
// They are parts of chunks, in the order of chunks, which fn must not keep.
func (d *Dataset) StoredBoxes(start, count []int, fn func(start, count []int) error) error {
	if slices.Contains(count, 0) {
		return nil
	}
	switch {
	case d.refused != nil:
		return d.refused
	case d.chunks == nil && d.stored == 0 && !d.file.writable:
		return nil
	case d.chunks == nil || d.chunks.unlisted:
		return fn(start, count)
	}
	return d.chunks.boxes(start, count, fn)
}

// boxes is StoredBoxes of listed chunks. It looks at those alone that are between
// the first chunk of the box and its last.
func (l *chunkList) boxes(start, count []int, fn func(start, count []int) error) error {
	rank := len(start)
	first, last := 0, 0
	for i, n := range l.grid {
		first = first*n + start[i]/l.d.chunk[i]
		last = last*n + (start[i]+count[i]-1)/l.d.chunk[i]
	}
	at, size := make([]int, rank), make([]int, rank)
	i, _ := l.from(first)
	for ; i < len(l.stored) && l.stored[i].Number <= last; i++ {
		inside := true
		number := l.stored[i].Number
		for axis := rank - 1; axis >= 0; axis-- {
			origin := number % l.grid[axis] * l.d.chunk[axis]
			number /= l.grid[axis]
			at[axis] = max(origin, start[axis])
			size[axis] = min(origin+l.d.chunk[axis], start[axis]+count[axis]) - at[axis]
			inside = inside && size[axis] > 0
		}
		if !inside {
			continue
		}
		if err := fn(at, size); err != nil {
			return err
		}
	}
	return nil
}

// Blank reports whether elements of numbers that were never stored are zero.
func (d *Dataset) Blank() bool { return !d.filled }
