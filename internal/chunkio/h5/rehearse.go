package h5

// #include "shim.h"
import "C"

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"unsafe"

	"github.com/klauspost/compress/zlib"

	"roi2nwb/internal/chunkio/h5/layout"
)

// Filters of libhdf5's own that are undone by it alone.
const (
	filterSzip        = 4
	filterNbit        = 5
	filterScaleOffset = 6
)

// rehearsal checks the chunks of a dataset before libhdf5 undoes their filters.
// It takes as much memory as the chunks ask for, and trusts that what comes
// out has the size of a chunk.
type rehearsal struct {
	d      *Dataset
	whole  int // bytes of an unpacked chunk
	passed map[[maxRank]C.hsize_t]struct{}
	most   int // chunks that passed holds at most
	raw    []byte
}

// mostPassed is how many chunks are remembered as checked.
const mostPassed = 4096

// rehearse returns what is to be checked of chunks that libhdf5 reads. refused is
// why they cannot be read at all.
func (d *Dataset) rehearse(params [][]C.uint) (r *rehearsal, refused error) {
	if err := d.filtersKnown(); err != nil {
		return nil, err
	}
	r = &rehearsal{d: d, whole: d.chunkBytes(), passed: map[[maxRank]C.hsize_t]struct{}{}, most: d.file.limits.passed}
	compressors := 0
	for i, f := range d.filters {
		switch f.ID {
		case filterDeflate, filterSzip:
			compressors++
		case filterNbit, filterScaleOffset:
			compressors++
			// Both have the number of elements and their size in the same places
			// (H5Znbit.c, H5Zscaleoffset.c).
			const number, size = 2, 4
			p := params[i]
			if len(p) <= size || uint64(p[number])*uint64(p[size]) != uint64(r.whole) {
				return nil, fmt.Errorf("%w: parameters %v of filter %q for chunks of %d bytes", ErrDamaged, p, f.Name, r.whole)
			}
		case filterShuffle, filterFletcher32:
		default:
			return nil, fmt.Errorf("%w: %s", ErrFilter, f)
		}
	}
	if compressors > 1 {
		return nil, fmt.Errorf("%w: %d compressions one after another", ErrFilter, compressors)
	}
	return r, nil
}

// check checks the chunks that hold a box of d. It is to be called with the
// lock held.
func (r *rehearsal) check(id C.hid_t, start, count []int) error {
	if r == nil {
		return nil
	}
	d := r.d
	var at [maxRank]C.hsize_t
	for i := range start {
		at[i] = C.hsize_t(start[i] - start[i]%d.chunk[i])
	}
	first := at
	for {
		if err := r.checkChunk(id, at); err != nil {
			return fmt.Errorf("chunk at %v: %w", at[:len(start)], err)
		}
		i := len(start) - 1
		for ; i >= 0; i-- {
			at[i] += C.hsize_t(d.chunk[i])
			if at[i] < C.hsize_t(start[i]+count[i]) {
				break
			}
			at[i] = first[i]
		}
		if i < 0 {
			return nil
		}
	}
}

func (r *rehearsal) checkChunk(id C.hid_t, at [maxRank]C.hsize_t) error {
	if _, ok := r.passed[at]; ok {
		return nil
	}
	var origin [maxRank]int
	for i := range r.d.chunk {
		origin[i] = int(at[i])
	}
	c, ok, err := r.d.chunks.chunk(id, origin[:len(r.d.chunk)])
	if err != nil {
		return err
	}
	if !ok {
		return r.d.thin
	}
	if err := r.checkStored(id, at, c); err != nil {
		return err
	}
	if len(r.passed) >= r.most {
		clear(r.passed)
	}
	r.passed[at] = struct{}{}
	return nil
}

// checkStored checks a chunk that is stored.
func (r *rehearsal) checkStored(id C.hid_t, at [maxRank]C.hsize_t, c layout.Chunk) error {
	if len(r.d.filters) == 0 || c.Skipped == math.MaxUint32 {
		return r.unpacks(nil, c)
	}
	// As many bytes are written as libhdf5 finds, whatever the list says.
	var size C.hsize_t
	if err := check(C.H5Dget_chunk_storage_size(id, &at[0], &size)); err != nil {
		return err
	}
	if size != C.hsize_t(c.Size) {
		return fmt.Errorf("%w: it has %d bytes and %d", ErrDamaged, c.Size, uint64(size))
	}
	r.raw = grow(r.raw, int(size))
	var skipped C.uint32_t
	if err := check(C.H5Dread_chunk(id, C.H5P_DEFAULT, &at[0], &skipped, unsafe.Pointer(&r.raw[0]))); err != nil {
		return err
	}
	c.Skipped = uint32(skipped)
	return r.unpacks(r.raw, c)
}

// unpacks reports whether a stored chunk unpacks to a whole one. What is stored as
// it is needs no raw.
func (r *rehearsal) unpacks(raw []byte, c layout.Chunk) error {
	want, size, mask := r.whole, int(c.Size), c.Skipped
	for i, f := range r.d.filters {
		if f.ID == filterFletcher32 && mask>>i&1 == 0 {
			want += checksumSize
		}
	}
	for i := len(r.d.filters) - 1; i >= 0; i-- {
		if mask>>i&1 == 1 {
			continue
		}
		switch r.d.filters[i].ID {
		case filterFletcher32:
			if len(raw) < checksumSize {
				return fmt.Errorf("%w: %d bytes have no room for a checksum", ErrDamaged, len(raw))
			}
			raw, want, size = raw[:len(raw)-checksumSize], want-checksumSize, size-checksumSize
		case filterDeflate:
			return inflates(raw, want)
		case filterSzip:
			// It stores the unpacked size first (H5Zszip.c).
			if len(raw) < 4 || int64(binary.LittleEndian.Uint32(raw)) != int64(want) {
				return fmt.Errorf("%w: it does not unpack to %d bytes", ErrDamaged, want)
			}
			return nil
		case filterNbit, filterScaleOffset:
			return nil // told by their parameters
		}
	}
	if size != want {
		return fmt.Errorf("%w: %d bytes, expected %d", ErrDamaged, size, want)
	}
	return nil
}

// inflates reports whether deflated data inflate to exactly size bytes.
func inflates(data []byte, size int) error {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	n, err := io.Copy(io.Discard, io.LimitReader(z, int64(size)+1))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if n != int64(size) {
		return fmt.Errorf("%w: it does not unpack to %d bytes", ErrDamaged, size)
	}
	return nil
}
