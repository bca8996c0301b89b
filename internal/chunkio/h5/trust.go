package h5

// #include "shim.h"
import "C"

import (
	"fmt"
	"strings"

	"roi2nwb/internal/chunkio"
)

// checkInside refuses a dataset that is put together from others, or stored in
// files of no format: libhdf5 would open whatever paths it names.
func checkInside(plist C.hid_t) error {
	if C.H5Pget_layout(plist) == C.H5D_VIRTUAL {
		return fmt.Errorf("it is a virtual dataset, put together from others: %w", ErrOutside)
	}
	switch n := C.H5Pget_external_count(plist); {
	case n < 0:
		return libError()
	case n > 0:
		return fmt.Errorf("it is stored in %d external files: %w", int(n), ErrOutside)
	}
	return nil
}

// The most bytes of elements that one stored byte may stand for, whatever the
// filters, and how many may be declared of which nothing is stored: those that
// were never written all have one value.
const (
	mostRatio  = zstdRatio
	mostHollow = 1 << 30
)

// mostAbsent is how many times as many chunks as are stored may be absent: of
// masks on a large field one tile in thousands is stored, of a few bytes.
const mostAbsent = 1 << 16

// mostChunk is the most bytes of one chunk, which is unpacked as a whole: the
// few stored ones of a hostile file may stand for a thousand times as many.
const mostChunk = 512 << 20

// checkChunk refuses chunks that are too large to be held.
func (d *Dataset) checkChunk() error {
	n, err := chunkio.Count(d.chunk, d.storedSize())
	if err != nil {
		return err
	}
	if size := n * d.storedSize(); size > mostChunk {
		return fmt.Errorf("%w: chunks of %d bytes, expected at most %d", chunkio.ErrTooLarge, size, mostChunk)
	}
	return nil
}

// chunkBytes returns the bytes of one unpacked chunk, after checkChunk.
func (d *Dataset) chunkBytes() int {
	n := d.storedSize()
	for _, length := range d.chunk {
		n *= length
	}
	return n
}

// storedSize returns the bytes of one element in the file.
func (d *Dataset) storedSize() int {
	if d.typ.Variable {
		return heapRefSize
	}
	return max(d.typ.Size, 1)
}

// hollow returns an error for a dataset whose shape is out of all proportion to
// what is stored of it. Copying such a dataset could take days.
func (d *Dataset) hollow() error {
	n, err := d.elements(d.storedSize())
	if err != nil {
		return err
	}
	size := int64(n) * int64(d.storedSize())
	holds := d.stored >= size/mostRatio
	if d.chunks != nil && !d.chunks.unlisted {
		holds = holds || int64(len(d.chunks.stored))*int64(d.chunkBytes()) >= size/mostAbsent
	}
	if size > mostHollow && !holds {
		return fmt.Errorf("%w: shape %v of %s takes %d bytes, of which the file holds %d", ErrDamaged, d.shape, d.typ, size, d.stored)
	}
	return nil
}

// fitsStored reports whether all elements are in the bytes that are stored
// unfiltered.
func (d *Dataset) fitsStored() error {
	n, err := d.elements(d.storedSize())
	if err != nil {
		return err
	}
	if int64(n)*int64(d.storedSize()) > d.stored {
		return fmt.Errorf("%w: %d elements of %s in %d bytes", ErrDamaged, n, d.typ, d.stored)
	}
	return nil
}

// filtersKnown returns an error that names the filters that nothing here can
// undo. Plugins are not loaded: what a file names is not to be run.
func (d *Dataset) filtersKnown() error {
	var unknown []string
	for _, f := range d.filters {
		if C.H5Zfilter_avail(C.H5Z_filter_t(f.ID)) > 0 {
			continue
		}
		unknown = append(unknown, f.String())
	}
	if unknown == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrFilter, strings.Join(unknown, ", "))
}
