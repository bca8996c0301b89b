package h5

// #include "survey.h"
import "C"

import (
	"fmt"
	"unsafe"
)

// maxMembers is the most fields or labels that a type may have: what the format
// itself has room to count.
const maxMembers = 1<<16 - 1

// Detail says more of a stored type than Type does.
type Detail struct {
	Type             // enumerations are their numbers, unless they are bools
	Labels  []string // of an enumeration, in the order of its definition
	Items   *Detail  // of arrays and variable-length lists: the type of an item
	Region  bool     // whether it is a reference to a region
	Members []Detail // of compounds, one for each of Fields
}

// String returns the type in words.
func (d Detail) String() string {
	switch {
	case d.Labels != nil:
		return "enumeration of " + d.Type.String()
	case d.Region:
		return "region reference"
	case d.Items != nil:
		return "list of " + d.Items.String()
	}
	return d.Type.String()
}

// detailOf describes the type behind id.
func detailOf(id C.hid_t, depth int) (d Detail, err error) {
	if d.Type, _, err = describe(id, depth); err != nil {
		return Detail{}, err
	}
	switch class := C.H5Tget_class(id); class {
	case C.H5T_ENUM:
		if d.Class != ClassBool {
			d.Labels, err = labels(id)
		}
	case C.H5T_REFERENCE:
		d.Region = C.survey_is_region(id) > 0
	case C.H5T_ARRAY, C.H5T_VLEN:
		base := C.H5Tget_super(id)
		if base < 0 {
			return Detail{}, libError()
		}
		defer C.H5Tclose(base)
		var items Detail
		items, err = detailOf(base, depth+1)
		d.Items = &items
	case C.H5T_COMPOUND:
		d.Members, err = details(id, depth)
	}
	return d, err
}

func details(id C.hid_t, depth int) ([]Detail, error) {
	n := int(C.H5Tget_nmembers(id))
	if n < 0 || n > maxMembers {
		return nil, fmt.Errorf("%w: type of %d fields", ErrDamaged, n)
	}
	out := make([]Detail, n)
	for i := range out {
		member := C.H5Tget_member_type(id, C.uint(i))
		if member < 0 {
			return nil, libError()
		}
		var err error
		out[i], err = detailOf(member, depth+1)
		C.H5Tclose(member)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// labels returns the names of an enumeration's values.
func labels(id C.hid_t) ([]string, error) {
	n := int(C.H5Tget_nmembers(id))
	if n < 0 || n > maxMembers {
		return nil, fmt.Errorf("%w: enumeration of %d values", ErrDamaged, n)
	}
	out := make([]string, n)
	for i := range out {
		name := C.H5Tget_member_name(id, C.uint(i))
		if name == nil {
			return nil, libError()
		}
		out[i] = C.GoString(name)
		C.H5free_memory(unsafe.Pointer(name))
	}
	return out, nil
}
