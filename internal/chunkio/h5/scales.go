package h5

// #include "shim.h"
import "C"

import (
	"encoding/binary"
	"errors"
	"fmt"

	"roi2nwb/internal/chunkio"
)

// scalesAttribute is where the HDF5 Dimension Scale Specification keeps, for
// each axis of a dataset, a variable-length list of references to the scales
// attached to it. NetCDF-4 names its dimensions so.
const scalesAttribute = "DIMENSION_LIST"

const referenceSize = 8

// Scales returns the paths of the dimension scales attached to each axis of the
// dataset at path, nil where it has none at all.
func (f *File) Scales(path string) ([][]string, error) {
	scales, err := f.scales(path)
	if err != nil {
		return nil, fmt.Errorf("read attribute %q of %q: %w", scalesAttribute, path, err)
	}
	return scales, nil
}

func (f *File) scales(path string) ([][]string, error) {
	var stored []byte // a place in the global heap for each axis
	err := f.do(func(C.hid_t) error {
		at, err := f.object(path)
		if err != nil {
			return err
		}
		if at.name == self {
			return at.not(DatasetKind)
		}
		stored, err = readScales(at)
		return err
	})
	if err != nil || stored == nil {
		return nil, err
	}
	size, err := f.fileSize()
	if err != nil {
		return nil, err
	}
	h := heap{r: f.raw, size: size, base: f.userb, cache: f.heapCache(), limits: f.limits}
	lists, err := h.references(stored)
	if err != nil {
		return nil, err
	}
	scales := make([][]string, len(lists))
	err = f.do(func(id C.hid_t) error {
		for axis, refs := range lists {
			if scales[axis], err = follow(id, refs, f.limits.path); err != nil {
				return fmt.Errorf("axis %d: %w", axis, err)
			}
		}
		return nil
	})
	return scales, err
}

// readScales returns the attribute of a dataset as it is stored, nil where
// there is none.
func readScales(at place) ([]byte, error) {
	object, name := cstring(at.name), cstring(scalesAttribute)
	switch exists := C.H5Aexists_by_name(at.group, object, name, C.H5P_DEFAULT); {
	case exists < 0:
		return nil, libError()
	case exists == 0:
		return nil, nil
	}
	attr := C.H5Aopen_by_name(at.group, object, name, C.H5P_DEFAULT, C.H5P_DEFAULT)
	if attr < 0 {
		return nil, libError()
	}
	defer C.H5Aclose(attr)
	if err := checkScalesType(attr); err != nil {
		return nil, err
	}
	space := C.H5Aget_space(attr)
	if space < 0 {
		return nil, libError()
	}
	defer C.H5Sclose(space)
	shape, _, _, err := extent(space)
	if err != nil {
		return nil, err
	}
	if len(shape) != 1 || shape[0] < 1 || shape[0] > maxRank {
		return nil, fmt.Errorf("%w: shape %v, expected one list an axis", ErrDamaged, shape)
	}
	mem := C.shim_heap_ref_type()
	if mem < 0 {
		return nil, libError()
	}
	defer C.H5Tclose(mem)
	stored := make([]byte, shape[0]*heapRefSize)
	return stored, check(C.H5Aread(attr, mem, pointer(stored)))
}

// checkScalesType reports whether an attribute holds lists of object references.
func checkScalesType(attr C.hid_t) error {
	typ := C.H5Aget_type(attr)
	if typ < 0 {
		return libError()
	}
	defer C.H5Tclose(typ)
	if C.H5Tget_class(typ) != C.H5T_VLEN {
		return errors.New("it does not hold lists")
	}
	base := C.H5Tget_super(typ)
	if base < 0 {
		return libError()
	}
	defer C.H5Tclose(base)
	if C.shim_is_reference(base) <= 0 {
		return errors.New("its lists do not hold references to objects")
	}
	return nil
}

// references returns the bytes of the references that each of the stored lists
// holds.
func (h *heap) references(stored []byte) ([][]byte, error) {
	lists := make([][]byte, len(stored)/heapRefSize)
	for i := range lists {
		ref := stored[i*heapRefSize:]
		n := int64(binary.LittleEndian.Uint32(ref))
		if n == 0 {
			continue
		}
		if n > maxRank*maxRank {
			return nil, fmt.Errorf("%w: list %d of %d references", chunkio.ErrTooLarge, i, n)
		}
		from, object, err := h.find(binary.LittleEndian.Uint64(ref[4:]), binary.LittleEndian.Uint32(ref[12:]))
		if err != nil {
			return nil, fmt.Errorf("list %d: %w", i, err)
		}
		if n*referenceSize > object.size {
			return nil, fmt.Errorf("%w: list %d of %d references in %d bytes of heap", ErrDamaged, i, n, object.size)
		}
		lists[i] = make([]byte, n*referenceSize)
		if err := readFull(from, lists[i], object.offset); err != nil {
			return nil, fmt.Errorf("list %d: %w", i, err)
		}
	}
	return lists, nil
}
