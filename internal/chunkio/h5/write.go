package h5

// #include "shim.h"
import "C"

import (
	"errors"
	"fmt"
	"unsafe"

	"roi2nwb/internal/chunkio"
)

// errReadOnly is returned for writing to a file from Open.
var errReadOnly = errors.New("file is open for reading only")

// change is do for what changes the file.
func (f *File) change(fn func(id C.hid_t) error) error {
	if !f.writable {
		return errReadOnly
	}
	return f.do(fn)
}

// WriteAll writes the whole dataset of numbers, bools or compounds from raw:
// little-endian, in C order, compounds without gaps.
func (d *Dataset) WriteAll(raw []byte) error {
	err := d.change(func(id C.hid_t) error {
		t, err := d.typ.delivered()
		if err != nil {
			return err
		}
		if t.Class == ClassString && t.Variable || t.Class == ClassReference {
			return fmt.Errorf("its type is %s, expected numbers or compounds", d.typ)
		}
		if err := d.fits(len(raw), t.Size); err != nil {
			return err
		}
		return d.writeAs(id, t, pointer(raw))
	})
	return d.writing(err)
}

// WriteTexts writes the whole dataset of variable-length strings.
func (d *Dataset) WriteTexts(v []string) error {
	err := d.change(func(id C.hid_t) error {
		if !d.typ.Variable {
			return fmt.Errorf("its type is %s, expected text of variable length", d.typ)
		}
		if err := d.fits(len(v), 1); err != nil {
			return err
		}
		texts, err := newTexts(v)
		if err != nil {
			return err
		}
		defer texts.free()
		return d.writeAs(id, d.typ, texts.pointers)
	})
	return d.writing(err)
}

// WriteReferences writes the whole dataset of references to the objects at the
// given paths, "" being the null reference.
func (d *Dataset) WriteReferences(targets []string) error {
	err := d.change(func(id C.hid_t) error {
		if d.typ.Class != ClassReference {
			return fmt.Errorf("its type is %s, expected references", d.typ)
		}
		if err := d.fits(len(targets), 1); err != nil {
			return err
		}
		refs, err := references(d.file.id, targets)
		if err != nil {
			return err
		}
		return d.writeAs(id, d.typ, pointer(refs))
	})
	return d.writing(err)
}

// WriteChunk writes the chunk whose first element is at offset as it is to
// stand in the file, data having gone through all filters but those whose bit
// is set in filterMask.
func (d *Dataset) WriteChunk(offset []int, filterMask uint32, data []byte) error {
	err := d.change(func(id C.hid_t) error {
		if len(d.chunk) == 0 || len(offset) != len(d.chunk) {
			return fmt.Errorf("no chunk at %v in chunks of %v", offset, d.chunk)
		}
		if len(data) == 0 {
			return errors.New("chunk without bytes")
		}
		corner := sizes(offset)
		return check(C.H5Dwrite_chunk(id, C.H5P_DEFAULT, C.uint32_t(filterMask), &corner[0], C.size_t(len(data)), pointer(data)))
	})
	return d.writing(err)
}

// SetExtent changes the shape of a chunked dataset within its MaxShape.
func (d *Dataset) SetExtent(shape []int) error {
	err := d.change(func(id C.hid_t) error {
		if len(shape) == 0 || len(shape) != len(d.shape) {
			return fmt.Errorf("shape %v in place of %v", shape, d.shape)
		}
		if _, err := chunkio.Count(shape, 1); err != nil {
			return err
		}
		dims := sizes(shape)
		if err := check(C.H5Dset_extent(id, &dims[0])); err != nil {
			return err
		}
		d.mu.Lock()
		d.shape = append([]int(nil), shape...)
		d.mu.Unlock()
		return nil
	})
	return d.writing(err)
}

// change is do for what changes the file.
func (d *Dataset) change(fn func(id C.hid_t) error) error {
	if !d.file.writable {
		return errReadOnly
	}
	return d.do(fn)
}

func (d *Dataset) writing(err error) error {
	if err != nil {
		return fmt.Errorf("write dataset %q: %w", d.path, err)
	}
	return nil
}

// fits reports whether got things, size of them an element, are all of d.
func (d *Dataset) fits(got, size int) error {
	n, err := d.elements(size)
	if err != nil {
		return err
	}
	if got != n*size {
		return fmt.Errorf("%d given for shape %v, expected %d", got, d.shape, n*size)
	}
	return nil
}

func (d *Dataset) writeAs(id C.hid_t, t Type, data unsafe.Pointer) error {
	n, err := d.elements(1)
	if err != nil || n == 0 {
		return err
	}
	mem, release, err := d.file.kept.typeID(t)
	if err != nil {
		return err
	}
	defer release()
	transfer := C.hid_t(C.H5P_DEFAULT)
	if t.Variable {
		if transfer, err = d.file.kept.transferID(t, n, d.file.limits.transfer); err != nil {
			return err
		}
	}
	return check(C.H5Dwrite(id, mem, C.H5S_ALL, C.H5S_ALL, transfer, data))
}
