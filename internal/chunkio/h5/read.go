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
	if d.piece != nil && v.Type.Class == ClassString && len(v.Raw) > 0 {
		if err := d.piece.readBlock(context.Background(), v.Raw, start, v.Shape); err != nil {
			return Value{}, err
		}
		return v.finish(d.file, limit)
	}
	err = d.do(func(id C.hid_t) error {
		return v.fill(d.file, func(mem C.hid_t) error {
			return d.readAs(id, mem, v.Raw, start, v.Shape)
		})
	})
	if err != nil {
		return Value{}, err
	}
	return v.finish(d.file, limit)
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
	mem, release, err := v.memoryType(f)
	if err != nil {
		return err
	}
	defer release()
	if err := read(mem); err != nil {
		return err
	}
	if v.Type.Class == ClassReference {
		v.Targets, err = follow(f.id, v.Raw, f.limits.path)
	}
	return err
}

func (v *Value) memoryType(f *File) (id C.hid_t, release func(), err error) {
	if !v.Type.Variable {
		return f.kept.typeID(v.Type)
	}
	id, err = f.kept.heapRefID()
	return id, func() {}, err
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
	h := heap{r: f.raw, size: size, base: f.userb, cache: f.heapCache(), limits: f.limits}
	v.Texts, err = h.texts(raw, limit-len(raw))
	return v, err
}

// The bytes of memory for the path behind a reference, at first and at most.
const (
	usualPath = 1 << 10
	mostPath  = 1 << 20
)

// follow returns the paths of the objects that references lead to. Memory for
// them has room bytes, and grows.
func follow(file C.hid_t, refs []byte, room int) ([]string, error) {
	const size = 8
	targets := make([]string, len(refs)/size)
	known := map[uint64]string{0: ""}
	buf := make([]byte, room)
	for i := range targets {
		ref := binary.NativeEndian.Uint64(refs[i*size:])
		path, ok := known[ref]
		if !ok {
			n := C.shim_reference_path(file, C.uint64_t(ref), (*C.char)(pointer(buf)), C.size_t(len(buf)))
			if n >= C.ssize_t(len(buf)) && n < mostPath {
				buf = make([]byte, n+1)
				n = C.shim_reference_path(file, C.uint64_t(ref), (*C.char)(pointer(buf)), C.size_t(len(buf)))
			}
			if n < 0 {
				return nil, fmt.Errorf("reference %d: %w", i, libError())
			}
			if int(n) >= len(buf) {
				return nil, fmt.Errorf("reference %d: path of %d bytes, expected less than %d", i, int(n), mostPath)
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
