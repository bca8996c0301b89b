package h5

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"roi2nwb/internal/chunkio"
)

// Variable-length values are stored as a length, the address of a global heap
// collection and a number in it (HDF5 File Format Specification III.E and
// IV.A.2.d). They are read here because libhdf5 1.10 trusts all three, and
// writes beyond its memory where one is damaged.
const (
	heapRefSize    = 16
	heapHeaderSize = 16 // of a collection, and of an object in it

	// heapWhole is the largest collection that is read in one go.
	heapWhole = 64 << 10
)

// heap reads from the global heap of a file.
type heap struct {
	r      io.ReaderAt
	size   int64      // bytes of the file
	base   int64      // where the file's addresses count from
	cache  *heapCache // nil while the file changes
	limits thresholds

	last *collection // used last; the values of one array stand together
}

// collection is a part of the heap that was read, or why that was not possible.
type collection struct {
	address uint64
	objects map[uint32]heapObject
	data    io.ReaderAt // of the objects: the collection, or the file
	whole   bool        // whether data is the collection in memory
	err     error
}

type heapObject struct {
	offset, size int64
}

// texts returns the strings that refs lead to, of at most limit bytes.
func (h *heap) texts(refs []byte, limit int) ([]string, error) {
	texts := make([]string, len(refs)/heapRefSize)
	var buf []byte
	for i := range texts {
		ref := refs[i*heapRefSize:]
		n := int(binary.LittleEndian.Uint32(ref))
		if n == 0 {
			continue
		}
		if n > limit {
			return nil, fmt.Errorf("%w: string %d of %d bytes", chunkio.ErrTooLarge, i, n)
		}
		limit -= n
		from, object, err := h.find(binary.LittleEndian.Uint64(ref[4:]), binary.LittleEndian.Uint32(ref[12:]))
		if err != nil {
			return nil, fmt.Errorf("string %d: %w", i, err)
		}
		if int64(n) > object.size {
			return nil, fmt.Errorf("%w: string %d of %d bytes in %d bytes of heap", ErrDamaged, i, n, object.size)
		}
		buf = grow(buf, n)
		if err := readFull(from, buf, object.offset); err != nil {
			return nil, fmt.Errorf("string %d: %w", i, err)
		}
		texts[i] = cut(buf)
	}
	return texts, nil
}

// find returns the object of the given number in the collection at address,
// and what it is to be read from.
func (h *heap) find(address uint64, number uint32) (io.ReaderAt, heapObject, error) {
	if h.last == nil || h.last.address != address {
		h.last = h.cache.collection(address)
	}
	if h.last == nil {
		h.last = &collection{address: address, objects: map[uint32]heapObject{}}
		h.last.err = h.load(h.last)
		h.cache.add(h.last, h.limits.collections)
	}
	if h.last.err != nil {
		return nil, heapObject{}, h.last.err
	}
	object, ok := h.last.objects[number]
	if !ok {
		return nil, heapObject{}, fmt.Errorf("%w: no object %d in the heap at %d", ErrDamaged, number, address)
	}
	return h.last.data, object, nil
}

// load reads where the objects of a collection are.
func (h *heap) load(c *collection) error {
	if c.address > uint64(max(0, h.size-h.base-heapHeaderSize)) {
		return fmt.Errorf("%w: heap at %d, file of %d bytes", ErrDamaged, c.address, h.size)
	}
	begin := h.base + int64(c.address)
	var header [heapHeaderSize]byte
	if err := readFull(h.r, header[:], begin); err != nil {
		return err
	}
	if !bytes.Equal(header[:5], []byte("GCOL\x01")) {
		return fmt.Errorf("%w: no heap at %d", ErrDamaged, c.address)
	}
	length := binary.LittleEndian.Uint64(header[8:])
	if length < heapHeaderSize || length > uint64(h.size-begin) {
		return fmt.Errorf("%w: heap at %d of %d bytes, file of %d", ErrDamaged, c.address, length, h.size)
	}
	c.data = h.r
	end := begin + int64(length)
	if length <= uint64(h.limits.heapWhole) {
		buf := make([]byte, length)
		if err := readFull(h.r, buf, begin); err != nil {
			return err
		}
		c.data, c.whole = bytes.NewReader(buf), true
		begin, end = 0, int64(length)
	}
	return c.index(begin+heapHeaderSize, end)
}

// index lists the objects between begin and end of the collection.
func (c *collection) index(begin, end int64) error {
	var header [heapHeaderSize]byte
	for begin <= end-heapHeaderSize {
		if err := readFull(c.data, header[:], begin); err != nil {
			return err
		}
		number := uint32(binary.LittleEndian.Uint16(header[:]))
		size := binary.LittleEndian.Uint64(header[8:])
		if number == 0 { // free space up to the end
			return nil
		}
		begin += heapHeaderSize
		if size > uint64(end-begin) {
			return fmt.Errorf("%w: heap object of %d bytes in %d", ErrDamaged, size, end-begin)
		}
		c.objects[number] = heapObject{begin, int64(size)}
		begin += (int64(size) + 7) &^ 7
	}
	return nil
}

// cut returns b up to its first NUL as a string.
func cut(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}
