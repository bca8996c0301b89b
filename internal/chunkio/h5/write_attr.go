package h5

// #include "shim.h"
import "C"

import (
	"bytes"
	"encoding/binary"
	"fmt"
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
	if err := f.setAttr(path, name, v); err != nil {
		return fmt.Errorf("write attribute %q of %q: %w", name, path, err)
	}
	return nil
}

func (f *File) setAttr(path, name string, v any) error {
	return f.change(func(id C.hid_t) error {
		switch v := v.(type) {
		case string:
			return writeTexts(id, path, name, TextType(), nil, []string{v})
		case []string:
			return writeTexts(id, path, name, TextType(), []int{len(v)}, v)
		case ASCII:
			return writeTexts(id, path, name, asciiType(), nil, []string{string(v)})
		case []ASCII:
			return writeTexts(id, path, name, asciiType(), []int{len(v)}, plain(v))
		case Reference:
			return writeReferences(id, path, name, nil, []string{string(v)})
		case []Reference:
			return writeReferences(id, path, name, []int{len(v)}, plain(v))
		}
		t, shape, err := numbersOf(v)
		if err != nil {
			return err
		}
		var raw bytes.Buffer
		if err := binary.Write(&raw, binary.LittleEndian, v); err != nil {
			return err
		}
		return writeAttribute(id, path, name, t, shape, pointer(raw.Bytes()))
	})
}

func writeTexts(file C.hid_t, path, name string, t Type, shape []int, v []string) error {
	texts, err := newTexts(v)
	if err != nil {
		return err
	}
	defer texts.free()
	return writeAttribute(file, path, name, t, shape, texts.pointers)
}

func writeReferences(file C.hid_t, path, name string, shape []int, targets []string) error {
	refs, err := references(file, targets)
	if err != nil {
		return err
	}
	return writeAttribute(file, path, name, Type{Class: ClassReference, Size: 8}, shape, pointer(refs))
}

// writeAttribute makes an attribute of what data points to, elements of type
// t. Without elements data is not read.
func writeAttribute(file C.hid_t, path, name string, t Type, shape []int, data unsafe.Pointer) error {
	if err := checkPath(path); err != nil {
		return err
	}
	object, attr := C.CString(path), C.CString(name)
	defer C.free(unsafe.Pointer(object))
	defer C.free(unsafe.Pointer(attr))
	switch exists := C.H5Aexists_by_name(file, object, attr, C.H5P_DEFAULT); {
	case exists < 0:
		return libError()
	case exists > 0:
		if err := check(C.H5Adelete_by_name(file, object, attr, C.H5P_DEFAULT)); err != nil {
			return err
		}
	}
	space, err := newSpace(shape, nil)
	if err != nil {
		return err
	}
	defer space.Close()
	typ, err := typeID(t)
	if err != nil {
		return err
	}
	defer C.H5Tclose(typ)
	id := C.H5Acreate_by_name(file, object, attr, typ, C.hid_t(space.ID()), C.H5P_DEFAULT, C.H5P_DEFAULT, C.H5P_DEFAULT)
	if id < 0 {
		return libError()
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
