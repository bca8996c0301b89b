package h5

// #include "shim.h"
import "C"

import (
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5/layout"
)

// learnPiece does what attach does for a dataset that lies in the file in one
// piece, as most do, and does it without libhdf5. handle opens the dataset in
// libhdf5 once that is needed. ok is false for all other datasets.
func (d *Dataset) learnPiece(header uint64) (ok bool, err error) {
	f := d.file
	p, ok := f.describe(header)
	if !ok {
		return false, nil
	}
	d.typ = typeOf(p.Element)
	d.dtype = d.typ.DType()
	d.shape, d.max, d.null = p.Shape, p.MaxShape, p.Null
	d.stored = int64(min(p.Bytes, 1<<62))
	offset := uint64(f.userb) + p.Address
	number := d.dtype != chunkio.Invalid
	if err := d.learnContiguous(offset, number); err != nil {
		return true, err
	}
	if !number && !d.null {
		d.piece = &contiguous{file: f, offset: int64(offset), shape: p.Shape, size: p.Element.Size}
	}
	d.header = header
	return true, nil
}

// describe describes the dataset whose header is at an address, where that can
// be done without libhdf5.
func (f *File) describe(header uint64) (p layout.Piece, ok bool) {
	if header == undefined || f.writable || f.limits.noPieces {
		return p, false
	}
	p, ok = layout.File{ReaderAt: f.raw, Size: f.size, Base: f.userb}.Piece(header)
	return p, ok && p.Address <= uint64(f.size)
}

// typeOf returns the type of elements.
func typeOf(e layout.Element) Type {
	t := Type{Size: e.Size, BigEndian: e.BigEndian, Variable: e.Variable, ASCII: e.ASCII}
	switch e.Class {
	case layout.Int:
		t.Class = ClassInt
	case layout.Uint:
		t.Class = ClassUint
	case layout.Float:
		t.Class = ClassFloat
	case layout.Bool:
		t.Class = ClassBool
	case layout.Text:
		t.Class = ClassString
	}
	if e.Variable {
		t.Size = 0
	}
	return t
}

// handle returns d in libhdf5. It is to be called with the lock held.
func (d *Dataset) handle() (C.hid_t, error) {
	switch {
	case d.id != 0:
		return d.id, nil
	case d.header == undefined || d.file.id == 0:
		return 0, ErrClosed
	}
	id := C.H5Oopen_by_addr(d.file.id, C.haddr_t(d.header))
	if id < 0 {
		return 0, libError()
	}
	d.id = id
	return id, nil
}
