package h5

// #include "shim.h"
import "C"

import (
	"encoding/binary"
	"fmt"
	"iter"
	"reflect"
	"unsafe"

	"roi2nwb/internal/chunkio"
)

// Reference is the path of an object, as the value of an attribute that refers
// to it.
type Reference string

// ASCII is a string that is stored with the ASCII character set, where others
// are stored as UTF-8.
type ASCII string

// SetAttr sets an attribute of the object at path, replacing one of that name.
// v is a string or ASCII, a Reference, a number or a bool, each a scalar, or a
// slice of those.
func (f *File) SetAttr(path, name string, v any) error {
	err := f.changeObject(path, func(at place) error { return f.setAttr(at, name, v) })
	if err != nil {
		return fmt.Errorf("write attribute %q of %q: %w", name, path, err)
	}
	return nil
}

// SetAttrs is SetAttr for many attributes of one object.
func (f *File) SetAttrs(path string, attrs iter.Seq2[string, any]) error {
	err := f.changeObject(path, func(at place) error {
		for name, v := range attrs {
			if err := f.setAttr(at, name, v); err != nil {
				return fmt.Errorf("attribute %q: %w", name, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write attributes of %q: %w", path, err)
	}
	return nil
}

// changeObject is change for a group or a dataset.
func (f *File) changeObject(path string, fn func(at place) error) error {
	return f.change(func(C.hid_t) error {
		if err := checkPath(path); err != nil {
			return err
		}
		at, err := f.object(path)
		if err != nil {
			return err
		}
		return fn(at)
	})
}

func (f *File) setAttr(at place, name string, v any) error {
	switch v := v.(type) {
	case string:
		return f.setTexts(at, name, TextType(), nil, []string{v})
	case []string:
		return f.setTexts(at, name, TextType(), []int{len(v)}, v)
	case ASCII:
		return f.setTexts(at, name, asciiType(), nil, []string{string(v)})
	case []ASCII:
		return f.setTexts(at, name, asciiType(), []int{len(v)}, plain(v))
	case Reference:
		return f.setReferences(at, name, nil, []string{string(v)})
	case []Reference:
		return f.setReferences(at, name, []int{len(v)}, plain(v))
	}
	t, shape, err := numbersOf(v)
	if err != nil {
		return err
	}
	raw, err := binary.Append(nil, binary.LittleEndian, v)
	if err != nil {
		return err
	}
	return f.setValue(at, name, t, shape, pointer(raw))
}

func (f *File) setTexts(at place, name string, t Type, shape []int, v []string) error {
	texts, err := newTexts(v)
	if err != nil {
		return err
	}
	defer texts.free()
	return f.setValue(at, name, t, shape, texts.pointers)
}

func (f *File) setReferences(at place, name string, shape []int, targets []string) error {
	refs, err := references(f.id, targets)
	if err != nil {
		return err
	}
	return f.setValue(at, name, Type{Class: ClassReference, Size: 8}, shape, pointer(refs))
}

// setValue makes an attribute of what data points to, elements of type t.
// Without elements data is not read.
func (f *File) setValue(at place, name string, t Type, shape []int, data unsafe.Pointer) error {
	space, err := newSpace(shape, nil)
	if err != nil {
		return err
	}
	defer space.Close()
	typ, release, err := f.kept.typeID(t)
	if err != nil {
		return err
	}
	defer release()
	object, attr := cstring(at.name), cstring(name)
	create := func() C.hid_t {
		return C.H5Acreate_by_name(at.group, object, attr, typ, C.hid_t(space.ID()), C.H5P_DEFAULT, C.H5P_DEFAULT, C.H5P_DEFAULT)
	}
	id := create()
	if id < 0 {
		err := libError()
		if C.H5Aexists_by_name(at.group, object, attr, C.H5P_DEFAULT) <= 0 {
			return err
		}
		if err := check(C.H5Adelete_by_name(at.group, object, attr, C.H5P_DEFAULT)); err != nil {
			return err
		}
		if id = create(); id < 0 {
			return libError()
		}
	}
	defer C.H5Aclose(id)
	if len(shape) > 0 && shape[0] == 0 {
		return nil
	}
	return check(C.H5Awrite(id, typ, data))
}

// numbersOf returns how a number, a bool or a slice of them is stored.
func numbersOf(v any) (Type, []int, error) {
	t, shape := reflect.TypeOf(v), []int(nil)
	if t != nil && t.Kind() == reflect.Slice {
		t, shape = t.Elem(), []int{reflect.ValueOf(v).Len()}
	}
	d := chunkio.Invalid
	if t != nil {
		d = dtypeOf(t.Kind())
	}
	if d == chunkio.Invalid {
		return Type{}, nil, fmt.Errorf("value of Go type %T is not supported", v)
	}
	return NumberType(d), shape, nil
}

func dtypeOf(k reflect.Kind) chunkio.DType {
	switch k {
	case reflect.Bool:
		return chunkio.Bool
	case reflect.Int8:
		return chunkio.Int8
	case reflect.Int16:
		return chunkio.Int16
	case reflect.Int32:
		return chunkio.Int32
	case reflect.Int64:
		return chunkio.Int64
	case reflect.Uint8:
		return chunkio.Uint8
	case reflect.Uint16:
		return chunkio.Uint16
	case reflect.Uint32:
		return chunkio.Uint32
	case reflect.Uint64:
		return chunkio.Uint64
	case reflect.Float32:
		return chunkio.Float32
	case reflect.Float64:
		return chunkio.Float64
	default:
		return chunkio.Invalid
	}
}

func asciiType() Type { return Type{Class: ClassString, Variable: true, ASCII: true} }

func plain[S ~string](v []S) []string {
	out := make([]string, len(v))
	for i, s := range v {
		out[i] = string(s)
	}
	return out
}
