package h5

// #include "shim.h"
import "C"

import "fmt"

// maxAttribute is the most bytes that the attributes of an object that are
// read together may have in memory. The format itself allows 64 KiB for each
// unless a file is written for newer libraries.
const maxAttribute = 64 << 20

// maxGrowth is how many times longer a value may be in memory than in the file.
const maxGrowth = 8

// Attr returns an attribute of the object at path; ok is false where the
// object has none of that name.
func (f *File) Attr(path, name string) (v Value, ok bool, err error) {
	err = f.do(func(C.hid_t) error {
		at, err := f.object(path)
		if err != nil {
			return err
		}
		v, ok, err = f.attr(at, name, maxAttribute)
		return err
	})
	if err == nil && ok {
		v, err = v.finish(f, maxAttribute)
	}
	if err != nil {
		return Value{}, false, attrError(path, name, err)
	}
	return v, ok, nil
}

func attrError(path, name string, err error) error {
	return fmt.Errorf("read attribute %q of %q: %w", name, path, err)
}

// Attrs returns all attributes of the object at path by their names.
func (f *File) Attrs(path string) (map[string]Value, error) {
	return f.attrs(path, func() (place, error) { return f.object(path) })
}

// Attrs returns all attributes of d by their names.
func (d *Dataset) Attrs() (map[string]Value, error) {
	return d.file.attrs(d.path, func() (place, error) {
		id, err := d.handle()
		return place{group: id, name: self, inside: true, header: undefined}, err
	})
}

func (f *File) attrs(path string, find func() (place, error)) (map[string]Value, error) {
	all := map[string]Value{}
	limit := maxAttribute
	err := f.do(func(C.hid_t) error {
		at, err := find()
		if err != nil {
			return err
		}
		names, err := at.attributes()
		if err != nil {
			return err
		}
		for _, name := range names {
			v, ok, err := f.attr(at, name, limit)
			if err == nil && !ok {
				err = ErrNotFound
			}
			if err != nil {
				return fmt.Errorf("attribute %q: %w", name, err)
			}
			limit -= len(v.Raw)
			all[name] = v
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read attributes of %q: %w", path, err)
	}
	for name, v := range all {
		stored := len(v.Raw)
		if v, err = v.finish(f, limit+stored); err != nil {
			return nil, attrError(path, name, err)
		}
		for _, text := range v.Texts {
			limit -= len(text)
		}
		all[name] = v
	}
	return all, nil
}

// attr reads an attribute but for its strings, which are left to finish.
func (f *File) attr(at place, name string, limit int) (v Value, ok bool, err error) {
	object, attr := cstring(at.name), cstring(name)
	id := C.H5Aopen_by_name(at.group, object, attr, C.H5P_DEFAULT, C.H5P_DEFAULT)
	if id < 0 {
		err := libError()
		if C.H5Aexists_by_name(at.group, object, attr, C.H5P_DEFAULT) == 0 {
			err = nil
		}
		return Value{}, false, err
	}
	defer C.H5Aclose(id)
	v, err = readAttribute(f, id, limit)
	return v, err == nil, err
}

// readAttribute reads an open attribute; see Value.fill.
func readAttribute(f *File, attr C.hid_t, limit int) (Value, error) {
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
	v, err := newValue(t, shape, limit)
	if err != nil {
		return Value{}, err
	}
	if !f.writable && int64(len(v.Raw)/maxGrowth) > f.size {
		return Value{}, fmt.Errorf("%w: shape %v of %s in a file of %d bytes", ErrDamaged, shape, t, f.size)
	}
	return v, v.fill(f, func(mem C.hid_t) error { return check(C.H5Aread(attr, mem, pointer(v.Raw))) })
}
