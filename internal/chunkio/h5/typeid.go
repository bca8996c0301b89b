package h5

// #include "shim.h"
import "C"

import (
	"fmt"
	"unsafe"
)

// maxTypeDepth bounds compounds within compounds.
const maxTypeDepth = 16

// describe returns the type behind id, and whether its numbers lie in the file
// exactly as its class and size say.
func describe(id C.hid_t, depth int) (t Type, standard bool, err error) {
	if depth > maxTypeDepth {
		return Type{}, false, fmt.Errorf("%w: types nested more than %d deep", ErrDamaged, maxTypeDepth)
	}
	t.Size = int(C.H5Tget_size(id))
	if t.Size <= 0 {
		return Type{}, false, libError()
	}
	switch C.H5Tget_class(id) {
	case C.H5T_INTEGER:
		t.Class = ClassUint
		if C.H5Tget_sign(id) == C.H5T_SGN_2 {
			t.Class = ClassInt
		}
	case C.H5T_FLOAT:
		t.Class = ClassFloat
	case C.H5T_ENUM:
		return describeEnum(id, t, depth)
	case C.H5T_STRING:
		t.Class = ClassString
		t.Variable = C.H5Tis_variable_str(id) > 0
		t.ASCII = C.H5Tget_cset(id) == C.H5T_CSET_ASCII
		if t.Variable {
			t.Size = 0
		}
		return t, false, nil
	case C.H5T_COMPOUND:
		t.Class = ClassCompound
		t.Fields, err = describeFields(id, depth)
		return t, false, err
	case C.H5T_REFERENCE:
		if C.shim_is_reference(id) > 0 {
			t.Class = ClassReference
		}
		return t, false, nil
	default:
		return t, false, nil
	}
	t.BigEndian = t.Size > 1 && C.H5Tget_order(id) == C.H5T_ORDER_BE
	return t, C.shim_is_standard(id) > 0, nil
}

// describeEnum tells bool from other enumerations, which are their numbers.
func describeEnum(id C.hid_t, t Type, depth int) (Type, bool, error) {
	if C.shim_is_bool(id) > 0 {
		t.Class = ClassBool
		return t, true, nil
	}
	base := C.H5Tget_super(id)
	if base < 0 {
		return Type{}, false, libError()
	}
	defer C.H5Tclose(base)
	return describe(base, depth+1)
}

func describeFields(id C.hid_t, depth int) ([]Field, error) {
	n := int(C.H5Tget_nmembers(id))
	if n < 0 {
		return nil, libError()
	}
	fields := make([]Field, n)
	for i := range fields {
		name := C.H5Tget_member_name(id, C.uint(i))
		if name == nil {
			return nil, libError()
		}
		fields[i].Name = C.GoString(name)
		C.H5free_memory(unsafe.Pointer(name))
		fields[i].Offset = int(C.H5Tget_member_offset(id, C.uint(i)))
		member := C.H5Tget_member_type(id, C.uint(i))
		if member < 0 {
			return nil, libError()
		}
		var err error
		fields[i].Type, _, err = describe(member, depth+1)
		C.H5Tclose(member)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", fields[i].Name, err)
		}
	}
	return fields, nil
}

// typeID returns a type of libhdf5 that is t, to be closed by the caller.
func typeID(t Type) (C.hid_t, error) {
	id := C.hid_t(-1)
	switch t.Class {
	case ClassInt, ClassUint, ClassFloat:
		id = C.shim_number_type(flag(t.Class == ClassFloat), flag(t.Class == ClassInt), C.size_t(t.Size), flag(t.BigEndian))
		if id < 0 {
			return -1, fmt.Errorf("no type of libhdf5 is %s", t)
		}
	case ClassBool:
		id = C.shim_bool_type()
	case ClassString:
		id = C.shim_text_type(C.size_t(t.Size), flag(t.ASCII))
	case ClassReference:
		id = C.shim_reference_type()
	case ClassCompound:
		return compoundID(t)
	default:
		return -1, fmt.Errorf("type %s is not supported", t)
	}
	if id < 0 {
		return -1, libError()
	}
	return id, nil
}

func compoundID(t Type) (C.hid_t, error) {
	id := C.H5Tcreate(C.H5T_COMPOUND, C.size_t(t.Size))
	if id < 0 {
		return -1, libError()
	}
	for _, f := range t.Fields {
		if err := insertField(id, f); err != nil {
			C.H5Tclose(id)
			return -1, fmt.Errorf("field %q: %w", f.Name, err)
		}
	}
	return id, nil
}

func insertField(id C.hid_t, f Field) error {
	member, err := typeID(f.Type)
	if err != nil {
		return err
	}
	defer C.H5Tclose(member)
	name := C.CString(f.Name)
	defer C.free(unsafe.Pointer(name))
	return check(C.H5Tinsert(id, name, C.size_t(f.Offset), member))
}

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}
