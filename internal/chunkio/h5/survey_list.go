package h5

// #include "survey.h"
import "C"

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unsafe"
)

// listLinks lists the members of an open group.
func (o *Object) listLinks(id C.hid_t, limits SurveyLimits) error {
	list := surveyList(limits.Links, limits.NameBytes)
	defer func() { C.free(unsafe.Pointer(list.data)) }()
	if err := check(C.survey_links(id, &list)); err != nil {
		return err
	}
	o.Cut = o.Cut || list.full != 0
	rest := unsafe.Slice((*byte)(unsafe.Pointer(list.data)), int(list.len))
	for len(rest) > 0 {
		l := Link{Address: binary.NativeEndian.Uint64(rest[1:])}
		switch C.int(rest[0]) {
		case C.KIND_HARD:
		case C.KIND_SOFT:
			l.Kind = PathLink
		default:
			l.Kind = ExternalLink
		}
		rest = rest[1+8:]
		for _, field := range []*string{&l.Name, &l.Target, &l.File} {
			*field, rest = nextString(rest)
		}
		o.Links = append(o.Links, l)
	}
	slices.SortFunc(o.Links, func(a, b Link) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// listAttributes reads the attributes of an open object, but for strings: it
// returns which of them have some to be read without the lock.
func (o *Object) listAttributes(f *File, id C.hid_t, limits SurveyLimits) (text []int, err error) {
	list := surveyList(limits.Attributes, limits.NameBytes)
	defer func() { C.free(unsafe.Pointer(list.data)) }()
	if err := check(C.survey_attributes(id, &list)); err != nil {
		return nil, err
	}
	o.Cut = o.Cut || list.full != 0
	o.Attrs = make([]Attribute, 0, int(list.records))
	rest := unsafe.Slice((*byte)(unsafe.Pointer(list.data)), int(list.len))
	for len(rest) > 0 {
		a := Attribute{}
		a.Name, rest = nextString(rest)
		if err := a.read(f, id, limits.ValueBytes); err != nil {
			return nil, fmt.Errorf("attribute %q: %w", a.Name, err)
		}
		if a.Err == nil && a.Value.Type.Class == ClassString {
			text = append(text, len(o.Attrs))
		}
		o.Attrs = append(o.Attrs, a)
	}
	return text, nil
}

// read describes and reads the attribute a.Name of an open object; strings are
// left to Value.finish.
func (a *Attribute) read(f *File, object C.hid_t, limit int) error {
	id := C.H5Aopen(object, cstring(a.Name), C.H5P_DEFAULT)
	if id < 0 {
		return libError()
	}
	defer C.H5Aclose(id)
	space := C.H5Aget_space(id)
	if space < 0 {
		return libError()
	}
	defer C.H5Sclose(space)
	var err error
	if a.Shape, _, a.Null, err = extent(space); err != nil {
		return err
	}
	typ := C.H5Aget_type(id)
	if typ < 0 {
		return libError()
	}
	defer C.H5Tclose(typ)
	if a.Type, err = detailOf(typ, 0); err != nil {
		return err
	}
	t := a.Type.Type
	switch t.Class {
	case ClassCompound, ClassOther:
		return nil
	}
	v, err := newValue(t, a.Shape, limit)
	if err != nil {
		a.Err = err
		return nil
	}
	if len(v.Raw) > 0 {
		mem, release, err := v.memoryType(f)
		if err != nil {
			return err
		}
		defer release()
		if a.Err = check(C.H5Aread(id, mem, pointer(v.Raw))); a.Err != nil {
			return nil
		}
	}
	if t.Class == ClassReference {
		a.References = addresses(v.Raw)
		return nil
	}
	a.Value = v
	return nil
}

// addresses returns the addresses that object references consist of, in files
// of which they have 8 bytes.
func addresses(raw []byte) []uint64 {
	out := make([]uint64, len(raw)/8)
	for i := range out {
		out[i] = binary.NativeEndian.Uint64(raw[8*i:])
	}
	return out
}

func surveyList(records, size int) C.survey_list {
	return C.survey_list{most_records: C.size_t(records), most_bytes: C.size_t(size)}
}

// nextString cuts a string with its NUL from b.
func nextString(b []byte) (string, []byte) {
	s, rest, _ := bytes.Cut(b, []byte{0})
	return string(s), rest
}
