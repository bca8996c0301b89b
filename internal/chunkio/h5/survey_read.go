package h5

// #include "survey.h"
import "C"

import (
	"fmt"

	"roi2nwb/internal/chunkio"
)

// ReadTexts returns the strings of a box of d, or chunkio.ErrTooLarge where
// they would take more than limit bytes, each with its text and 16 bytes.
func (d *Dataset) ReadTexts(start, count []int, limit int) ([]string, error) {
	v, err := d.readBox(d.typ, start, count, limit)
	if err == nil && v.Type.Class != ClassString {
		err = fmt.Errorf("its type is %s, expected text", d.typ)
	}
	if err == nil {
		v, err = v.finish(d.file, limit)
	}
	if err != nil {
		return nil, fmt.Errorf("read dataset %q: %w", d.path, err)
	}
	return v.Texts, nil
}

// ReadReferences returns the addresses of the objects that a box of d refers
// to, 0 for null references. In a compound, field names the references; it is
// "" otherwise.
func (d *Dataset) ReadReferences(field string, start, count []int, limit int) ([]uint64, error) {
	t, ok := d.typ, field == ""
	for _, f := range d.typ.Fields {
		if f.Name == field {
			// libhdf5 reads the fields that memory has, by their names.
			t, ok = Type{Class: ClassCompound, Size: 8, Fields: []Field{{Name: field, Type: f.Type}}}, f.Type.Class == ClassReference
		}
	}
	if !ok || field == "" && t.Class != ClassReference {
		return nil, fmt.Errorf("read dataset %q: its type is %s, expected references", d.path, d.typ)
	}
	v, err := d.readBox(t, start, count, limit)
	if err != nil {
		return nil, fmt.Errorf("read dataset %q: %w", d.path, err)
	}
	return addresses(v.Raw), nil
}

// readBox reads a box of d as elements of type t. Strings are left to
// Value.finish.
func (d *Dataset) readBox(t Type, start, count []int, limit int) (Value, error) {
	v, err := newValue(t, count, limit)
	if err != nil {
		return Value{}, err
	}
	size := t.Size
	if t.Variable {
		size = heapRefSize
	}
	if err := chunkio.CheckBox(d.Shape(), start, count, size, len(v.Raw)); err != nil {
		return Value{}, err
	}
	if len(v.Raw) == 0 {
		return v, nil
	}
	return v, d.do(func(id C.hid_t) error {
		mem, release, err := v.memoryType(d.file)
		if err != nil {
			return err
		}
		defer release()
		return d.readAs(id, mem, v.Raw, start, count)
	})
}
