package h5

// #include "shim.h"
import "C"

import (
	"context"
	"encoding/binary"
	"fmt"
	"unsafe"

	"roi2nwb/internal/chunkio"
)

// maxAttribute is the most bytes that an attribute may have in memory. The
// format itself allows 64 KiB unless a file is written for newer libraries.
const maxAttribute = 64 << 20

// Read returns the whole dataset, or chunkio.ErrTooLarge where it would take
// more than limit bytes. Variable-length strings count with their text and 16
// bytes each.
func (d *Dataset) Read(limit int) (Value, error) {
	v, err := d.read(limit)
	if err != nil {
		return Value{}, fmt.Errorf("read dataset %q: %w", d.path, err)
	}
	return v, nil
}

func (d *Dataset) read(limit int) (Value, error) {
	v, err := newValue(d.typ, d.Shape(), limit)
	if err != nil {
		return Value{}, err
	}
	start := make([]int, len(v.Shape))
	if d.dtype != chunkio.Invalid {
		return v, d.readBlock(context.Background(), v.Raw, start, v.Shape)
	}
	err = d.do(func(id C.hid_t) error {
		return v.fill(d.file, func(mem C.hid_t) error {
			return readBoxAs(id, mem, v.Raw, start, v.Shape)
		})
	})
	if err != nil {
		return Value{}, err
	}
	return v.finish(d.file, limit)
}

// Attr returns an attribute of the object at path; ok is false where the
// object has none of that name.
func (f *File) Attr(path, name string) (v Value, ok bool, err error) {
	v, ok, err = f.attr(path, name)
	if err != nil {
		return Value{}, false, fmt.Errorf("read attribute %q of %q: %w", name, path, err)
	}
	return v, ok, nil
}

func (f *File) attr(path, name string) (v Value, ok bool, err error) {
	err = f.do(func(id C.hid_t) error {
		real, err := resolveObject(id, path)
		if err != nil {
			return err
		}
		object, attr := C.CString(real), C.CString(name)
		defer C.free(unsafe.Pointer(object))
		defer C.free(unsafe.Pointer(attr))
		switch exists := C.H5Aexists_by_name(id, object, attr, C.H5P_DEFAULT); {
		case exists < 0:
			return libError()
		case exists == 0:
			return nil
		}
		ok = true
		a := C.H5Aopen_by_name(id, object, attr, C.H5P_DEFAULT, C.H5P_DEFAULT)
		if a < 0 {
			return libError()
		}
		defer C.H5Aclose(a)
		v, err = readAttribute(f, a)
		return err
	})
	if err != nil || !ok {
		return Value{}, ok, err
	}
	v, err = v.finish(f, maxAttribute)
	return v, ok, err
}

// readAttribute reads an open attribute; see Value.fill.
func readAttribute(f *File, attr C.hid_t) (Value, error) {
	space := C.H5Aget_space(attr)
	if space < 0 {
		return Value{}, libError()
	}
	defer C.H5Sclose(space)
	shape, _, _, err := extent(space)
	if err != nil {
		return Value{}, err
	}
	typ := C.H5Aget_type(attr)
	if typ < 0 {
		return Value{}, libError()
	}
	defer C.H5Tclose(typ)
	t, _, err := describe(typ, 0)
	if err != nil {
		return Value{}, err
	}
	v, err := newValue(t, shape, maxAttribute)
	if err != nil {
		return Value{}, err
	}
	return v, v.fill(f, func(mem C.hid_t) error { return check(C.H5Aread(attr, mem, pointer(v.Raw))) })
}

// newValue returns a value with room in Raw for elements of type t as libhdf5
// delivers them, at most limit bytes.
func newValue(t Type, shape []int, limit int) (Value, error) {
	t, err := t.delivered()
	if err != nil {
		return Value{}, err
	}
	size := t.Size
	if t.Variable {
		size = heapRefSize
	}
	n, err := chunkio.Count(shape, size)
	if err != nil {
		return Value{}, err
	}
	if n*size > limit {
		return Value{}, fmt.Errorf("%w: %d bytes, expected at most %d", chunkio.ErrTooLarge, n*size, limit)
	}
	return Value{Type: t, Shape: shape, Raw: make([]byte, n*size)}, nil
}

// fill calls read with the type that the elements of Raw have in memory, and
// follows references. Strings are left to finish. Without elements there is
// nothing to read.
func (v *Value) fill(f *File, read func(mem C.hid_t) error) error {
	if len(v.Raw) == 0 {
		return nil
	}
	mem, err := v.memoryType()
	if err != nil {
		return err
	}
	defer C.H5Tclose(mem)
	if err := read(mem); err != nil {
		return err
	}
	if v.Type.Class == ClassReference {
		v.Targets, err = follow(C.hid_t(f.lib.ID()), v.Raw)
	}
	return err
}

func (v *Value) memoryType() (C.hid_t, error) {
	if !v.Type.Variable {
		return typeID(v.Type)
	}
	id := C.shim_heap_ref_type()
	if id < 0 {
		return -1, libError()
	}
	return id, nil
}

// finish turns the strings of Raw into Texts. It must be called without the
// lock.
func (v Value) finish(f *File, limit int) (Value, error) {
	raw := v.Raw
	switch v.Type.Class {
	case ClassString:
		v.Raw = nil
	case ClassReference:
		v.Raw = nil
		return v, nil
	default:
		return v, nil
	}
	if !v.Type.Variable {
		v.Texts = make([]string, len(raw)/v.Type.Size)
		for i := range v.Texts {
			v.Texts[i] = cut(raw[i*v.Type.Size : (i+1)*v.Type.Size])
		}
		return v, nil
	}
	size, err := f.fileSize()
	if err != nil {
		return Value{}, err
	}
	h := heap{r: f.raw, size: size, base: f.userb}
	v.Texts, err = h.texts(raw, limit-len(raw))
	return v, err
}

// follow returns the paths of the objects that references lead to.
func follow(file C.hid_t, refs []byte) ([]string, error) {
	const size = 8
	targets := make([]string, len(refs)/size)
	known := map[uint64]string{0: ""}
	buf := make([]byte, 1024)
	for i := range targets {
		ref := binary.NativeEndian.Uint64(refs[i*size:])
		path, ok := known[ref]
		if !ok {
			n := C.shim_reference_path(file, C.uint64_t(ref), (*C.char)(pointer(buf)), C.size_t(len(buf)))
			if n < 0 {
				return nil, fmt.Errorf("reference %d: %w", i, libError())
			}
			if int(n) >= len(buf) {
				return nil, fmt.Errorf("reference %d: path of %d bytes, expected less than %d", i, int(n), len(buf))
			}
			path = string(buf[:n])
			known[ref] = path
		}
		targets[i] = path
	}
	return targets, nil
}

// pointer returns the address of b's memory, for libhdf5 to fill or read.
func pointer(b []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(b)) }
