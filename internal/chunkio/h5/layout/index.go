// Package layout finds out how the datasets of an HDF5 file are stored in it, where
// libhdf5 is slow to say so: Chunks lists the chunks of one in a single pass over
// the index that the file keeps of them, and Piece describes one that lies in the
// file in one piece.
//
// libhdf5 1.10 walks through the whole index for every chunk that it is asked
// for, and returns an error where one is absent. Opening a dataset takes it much
// longer than reading what describes the dataset. The structures are those of the
// HDF5 File Format Specification, version 3: the object header (IV.A), its
// messages "Dataspace", "Datatype" and "Data Layout" (IV.A.2.b, d and i), version 1 B-trees (III.A.1),
// version 2 B-trees (III.A.2), and the fixed and extensible arrays (VII.C and
// VII.D), which libhdf5 writes for new libraries only.
//
// Nothing of the file is trusted: what is read is bounded by the file's size,
// and what is kept by the number of chunks that fit into it.
package layout

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// ErrDamaged is returned for an index that contradicts itself or the file.
var ErrDamaged = errors.New("damaged index of chunks")

// ErrUnknown is returned for an index of a kind that the format did not have in
// version 3.
var ErrUnknown = errors.New("unknown index of chunks")

// Dataset is the chunked dataset whose chunks are to be listed.
type Dataset struct {
	Header   uint64 // the address of its object header
	Shape    []int
	MaxShape []int // -1 for an axis without a limit
	Chunk    []int // the shape of a chunk
	Bytes    int64 // of a chunk that went through no filter
	Filtered bool  // whether chunks go through filters
}

// A Chunk is one that is stored.
type Chunk struct {
	Number  int   // in C order, among all chunks that the shape has
	Offset  int64 // in the file
	Size    uint32
	Skipped uint32 // bit i is set where filter i was left out
}

// File is a file to read indexes from. Addresses count from Base, lengths and
// addresses have 8 bytes.
type File struct {
	io.ReaderAt
	Size, Base int64
}

// Chunks returns the stored chunks of a dataset by rising number. Chunks outside
// of its shape are left out. Errors are ErrDamaged, ErrUnknown, or those of
// reading.
func (f File) Chunks(d Dataset) ([]Chunk, error) {
	s := &scan{file: f, d: d, grid: make([]uint64, len(d.Shape))}
	for i, n := range d.Shape {
		s.grid[i] = ceil(n, d.Chunk[i])
	}
	layout, err := s.layout()
	if err != nil {
		return nil, err
	}
	s.unfilteredEnd = layout.unfilteredEnd
	if layout.address == undefined { // nothing was ever stored
		return nil, nil
	}
	if err := s.walk(layout); err != nil {
		return nil, err
	}
	return s.sorted()
}

func ceil(n, step int) uint64 {
	return uint64(n)/uint64(step) + min(uint64(n)%uint64(step), 1)
}

// undefined is the address of what is not stored.
const undefined = math.MaxUint64

// scan is the walk through one index.
type scan struct {
	file          File
	d             Dataset
	grid          []uint64 // chunks along each axis
	unfilteredEnd bool     // chunks that pass the shape's end go through no filter
	read          int64    // bytes of the index so far
	stored        int64    // bytes of the chunks so far
	found         []Chunk
}

func (s *scan) walk(l layout) error {
	switch l.kind {
	case kindBTree1:
		return s.bTree1(l.address)
	case kindSingle:
		return s.single(l)
	case kindImplicit:
		return s.implicit(l.address)
	case kindFixed:
		return s.fixedArray(l.address)
	case kindExtensible:
		return s.extensibleArray(l.address)
	case kindBTree2:
		return s.bTree2(l.address)
	}
	return fmt.Errorf("%w: kind %d", ErrUnknown, l.kind)
}

// single has the one chunk of a dataset whose shape cannot grow.
func (s *scan) single(l layout) error {
	size, skipped := uint64(s.d.Bytes), uint32(0)
	if l.single.filtered {
		size, skipped = l.single.size, l.single.skipped
	}
	return s.add(make([]uint64, len(s.grid)), l.address, size, skipped)
}

// implicit has chunks one after another, all of them stored, in the order of the
// largest shape.
func (s *scan) implicit(address uint64) error {
	order, err := s.arrayOrder(-1)
	if err != nil {
		return err
	}
	at := make([]uint64, len(s.grid))
	for {
		for i := range at {
			if at[i] >= s.grid[i] {
				return nil // an axis of length 0
			}
		}
		number := order.number(at)
		if number > uint64(s.file.Size/s.d.Bytes) {
			return fmt.Errorf("%w: chunk %d of %d bytes in a file of %d", ErrDamaged, number, s.d.Bytes, s.file.Size)
		}
		if err := s.add(at, address+number*uint64(s.d.Bytes), uint64(s.d.Bytes), 0); err != nil {
			return err
		}
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < s.grid[i] {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return nil
		}
	}
}

// add keeps the chunk at a place of the grid, unless it is outside of the shape.
func (s *scan) add(at []uint64, address, size uint64, skipped uint32) error {
	number, end := uint64(0), false
	for i, n := range s.grid {
		if at[i] >= n {
			return nil
		}
		number = number*n + at[i]
		end = end || (at[i]+1)*uint64(s.d.Chunk[i]) > uint64(s.d.Shape[i])
	}
	if s.unfilteredEnd && end {
		skipped = math.MaxUint32
	}
	offset, err := s.offset(address, size)
	if err != nil {
		return fmt.Errorf("chunk %v: %w", at, err)
	}
	if size == 0 || size > math.MaxUint32 {
		return fmt.Errorf("%w: chunk %v of %d bytes", ErrDamaged, at, size)
	}
	// Chunks do not share bytes, so that a short file cannot declare many.
	if s.stored += int64(size); s.stored > s.file.Size {
		return fmt.Errorf("%w: chunks of more than the file's %d bytes", ErrDamaged, s.file.Size)
	}
	s.found = append(s.found, Chunk{Number: int(number), Offset: offset, Size: uint32(size), Skipped: skipped})
	return nil
}

// offset returns where in the file the size bytes at an address are.
func (s *scan) offset(address, size uint64) (int64, error) {
	room := uint64(max(0, s.file.Size-s.file.Base))
	if size > room || address > room-size {
		return 0, fmt.Errorf("%w: %d bytes at %d, in a file of %d", ErrTruncated, size, address, s.file.Size)
	}
	return s.file.Base + int64(address), nil
}

// ErrTruncated is an ErrDamaged of what lies beyond the end of the file.
var ErrTruncated = fmt.Errorf("%w: it leads beyond the end of the file", ErrDamaged)

// sorted returns what was found by rising number.
func (s *scan) sorted() ([]Chunk, error) {
	byNumber := func(a, b Chunk) int { return cmp.Compare(a.Number, b.Number) }
	if !slices.IsSortedFunc(s.found, byNumber) {
		slices.SortFunc(s.found, byNumber)
	}
	for i := 1; i < len(s.found); i++ {
		if s.found[i].Number == s.found[i-1].Number {
			return nil, fmt.Errorf("%w: chunk %d is stored twice", ErrDamaged, s.found[i].Number)
		}
	}
	return s.found, nil
}
