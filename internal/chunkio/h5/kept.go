package h5

// #include "shim.h"
import "C"

// kept is what a File keeps of libhdf5 for every call to use, because to make
// it takes longer than what it is for: types, and lists of properties. It is
// used with the lock held.
type kept struct {
	types    map[typeKey]C.hid_t
	heapRef  C.hid_t
	plain    C.hid_t
	transfer C.hid_t
}

// typeKey is a type without fields.
type typeKey struct {
	class                      Class
	size                       int
	bigEndian, variable, ascii bool
}

// transferBytes is the memory that libhdf5 converts few elements in. It clears
// all of what it has for every call, and its default is 1 MB.
const transferBytes = 16 << 10

// typeID returns the type of libhdf5 that is t; release is to be called after
// use.
func (k *kept) typeID(t Type) (id C.hid_t, release func(), err error) {
	if t.Class == ClassCompound {
		if id, err = compoundID(t); err != nil {
			return -1, nil, err
		}
		return id, func() { C.H5Tclose(id) }, nil
	}
	key := typeKey{t.Class, t.Size, t.BigEndian, t.Variable, t.ASCII}
	id, ok := k.types[key]
	if !ok {
		if id, err = typeID(t); err != nil {
			return -1, nil, err
		}
		if k.types == nil {
			k.types = map[typeKey]C.hid_t{}
		}
		k.types[key] = id
	}
	return id, func() {}, nil
}

// heapRefID returns the type in which variable-length values are delivered as
// they are stored.
func (k *kept) heapRefID() (C.hid_t, error) {
	if k.heapRef == 0 {
		id := C.shim_heap_ref_type()
		if id < 0 {
			return -1, libError()
		}
		k.heapRef = id
	}
	return k.heapRef, nil
}

// plainID returns the properties of datasets that are made in one piece.
func (k *kept) plainID() (C.hid_t, error) {
	if k.plain == 0 {
		plist, err := Spec{}.properties()
		if err != nil {
			return -1, err
		}
		k.plain = C.hid_t(plist.ID())
	}
	return k.plain, nil
}

// transferID returns the properties with which n elements of the type t, as
// stored, are converted on their way, in few bytes. Many get the default: they take longer
// than the clearing, and the order in which strings enter the heap depends on
// how many are converted at a time.
func (k *kept) transferID(t Type, n, few int) (C.hid_t, error) {
	const growth = 4 // of a number, at most, as one byte may become Float32
	if n > few/growth/max(t.Size, heapRefSize) {
		return C.H5P_DEFAULT, nil
	}
	if k.transfer == 0 {
		id := C.shim_transfer_properties(C.size_t(few))
		if id < 0 {
			return -1, libError()
		}
		k.transfer = id
	}
	return k.transfer, nil
}

// close gives everything back.
func (k *kept) close() {
	for _, id := range k.types {
		C.H5Tclose(id)
	}
	if k.heapRef != 0 {
		C.H5Tclose(k.heapRef)
	}
	for _, id := range []C.hid_t{k.plain, k.transfer} {
		if id != 0 {
			C.H5Pclose(id)
		}
	}
	*k = kept{}
}
