package layout

import (
	"fmt"
	"math"
	"math/bits"
)

// arrayOrder is the order in which arrays number chunks: that of the largest
// shape, the axis without a limit first.
type arrayOrder struct {
	first int      // the axis that is put first
	step  []uint64 // numbers from one chunk to the next along each axis
}

// arrayOrder returns the order of an array with one axis that has no limit, -1
// for one where all have.
func (s *scan) arrayOrder(unlimited int) (arrayOrder, error) {
	o := arrayOrder{first: max(unlimited, 0), step: make([]uint64, len(s.grid))}
	step := uint64(1)
	set := func(i int) bool {
		o.step[i] = step
		if i == o.first {
			return true
		}
		if s.d.MaxShape[i] < 0 {
			return false
		}
		high, low := bits.Mul64(step, ceil(s.d.MaxShape[i], s.d.Chunk[i]))
		step = low
		return high == 0
	}
	for i := len(s.grid) - 1; i >= 0; i-- {
		if i != o.first && !set(i) {
			return o, fmt.Errorf("%w: an array of chunks for the largest shape %v", ErrDamaged, s.d.MaxShape)
		}
	}
	set(o.first)
	return o, nil
}

func (o arrayOrder) number(at []uint64) (n uint64) {
	for i, step := range o.step {
		n += at[i] * step
	}
	return n
}

// place writes where chunk n is in the grid to at.
func (o arrayOrder) place(at []uint64, n uint64) {
	take := func(i int) {
		at[i] = 0
		if step := o.step[i]; step > 0 {
			at[i], n = n/step, n%step
		}
	}
	take(o.first)
	for i := range at {
		if i != o.first {
			take(i)
		}
	}
}

// elements are the elements of an array, each of which is where a chunk is.
type elements struct {
	*scan
	arrayOrder
	size int // bytes of an element
	at   []uint64
}

// Clients of arrays.
const (
	clientPlain    = 0
	clientFiltered = 1
)

// elements checks what an array's header says of its elements.
func (s *scan) elements(client, size, unlimited int) (*elements, error) {
	want := clientPlain
	if s.d.Filtered {
		want = clientFiltered
	}
	width := size - addressSize - maskSize // of a chunk's size
	if client != want || client == clientPlain && size != addressSize || client == clientFiltered && (width < 1 || width > 8) {
		return nil, fmt.Errorf("%w: an array of kind %d with elements of %d bytes", ErrDamaged, client, size)
	}
	order, err := s.arrayOrder(unlimited)
	return &elements{scan: s, arrayOrder: order, size: size, at: make([]uint64, len(s.grid))}, err
}

// addAll adds n elements, of which the first has a number.
func (e *elements) addAll(f *fields, first, n uint64) error {
	for i := range n {
		address := f.u64()
		size, skipped := uint64(e.d.Bytes), uint32(0)
		if e.size > addressSize {
			size, skipped = f.uint(e.size-addressSize-maskSize), f.u32()
		}
		if f.short {
			return fmt.Errorf("%w: a part of an array is too short", ErrDamaged)
		}
		if address == undefined {
			continue
		}
		e.place(e.at, first+i)
		if err := e.add(e.at, address, size, skipped); err != nil {
			return err
		}
	}
	return nil
}

// bitmap tells which pages of an array are stored, from a bit on.
type bitmap struct {
	bytes []byte
	bit   uint64
}

func (b bitmap) has(page uint64) bool {
	page += b.bit
	return page/8 < uint64(len(b.bytes)) && b.bytes[page/8]&(0x80>>(page%8)) != 0
}

// pages adds elements that are kept in pages at an address. Each has a checksum.
func (e *elements) pages(address, first, n, perPage uint64, stored bitmap) error {
	for page := uint64(0); page*perPage < n; page++ {
		here := min(perPage, n-page*perPage)
		at := address + page*(perPage*uint64(e.size)+checksumSize)
		if !stored.has(page) {
			continue
		}
		f, err := e.summed(at, int64(here)*int64(e.size)+checksumSize, "")
		if err != nil {
			return err
		}
		if err := e.addAll(f, first+page*perPage, here); err != nil {
			return err
		}
	}
	return nil
}

// fits reports whether n elements can be in the file.
func (e *elements) fits(n uint64) error {
	if n > uint64(e.file.Size)/uint64(e.size) {
		return fmt.Errorf("%w: an array of %d elements, in a file of %d bytes", ErrDamaged, n, e.file.Size)
	}
	return nil
}

// fixedArray walks through a fixed array, the index of datasets that have a
// largest shape.
func (s *scan) fixedArray(address uint64) error {
	const headerSize = 4 + 1 + 1 + 1 + 1 + 8 + addressSize + checksumSize
	f, err := s.summed(address, headerSize, "FAHD")
	if err != nil {
		return err
	}
	version, client, size, pageBits := f.u8(), f.u8(), f.u8(), f.u8()
	n, block := f.u64(), f.u64()
	if version != 0 || pageBits > 32 {
		return fmt.Errorf("%w: fixed array of version %d, pages of %d bits", ErrUnknown, version, pageBits)
	}
	if block == undefined {
		return nil
	}
	e, err := s.elements(client, size, -1)
	if err != nil {
		return err
	}
	if err := e.fits(n); err != nil {
		return err
	}
	const blockHeader = 4 + 1 + 1 + addressSize
	perPage := uint64(1) << pageBits
	if n <= perPage {
		f, err := s.summed(block, blockHeader+int64(n)*int64(size)+checksumSize, "FADB")
		if err != nil {
			return err
		}
		f.next(blockHeader - 4)
		return e.addAll(f, 0, n)
	}
	mapped := (((n-1)/perPage + 1) + 7) / 8 // bytes
	header := blockHeader + int64(mapped) + checksumSize
	if f, err = s.summed(block, header, "FADB"); err != nil {
		return err
	}
	f.next(blockHeader - 4)
	return e.pages(block+uint64(header), 0, n, perPage, bitmap{bytes: f.next(int(mapped))})
}

// unlimitedAxis returns the one axis without a limit.
func (s *scan) unlimitedAxis() (axis int, err error) {
	axis = math.MinInt
	for i, n := range s.d.MaxShape {
		if n >= 0 {
			continue
		}
		if axis >= 0 {
			return 0, fmt.Errorf("%w: an extensible array for the largest shape %v", ErrDamaged, s.d.MaxShape)
		}
		axis = i
	}
	if axis < 0 {
		return 0, fmt.Errorf("%w: an extensible array for the largest shape %v", ErrDamaged, s.d.MaxShape)
	}
	return axis, nil
}
