package h5

// #include "shim.h"
import "C"

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unsafe"
)

// texts is an array of C strings in memory of C, as libhdf5 wants it.
type texts struct {
	pointers, bytes unsafe.Pointer
}

func newTexts(v []string) (texts, error) {
	total := 0
	for i, s := range v {
		if strings.ContainsRune(s, 0) {
			return texts{}, fmt.Errorf("string %d, %.40q, holds a NUL", i, s)
		}
		total += len(s) + 1
	}
	const word = unsafe.Sizeof(unsafe.Pointer(nil))
	t := texts{C.malloc(C.size_t(max(len(v), 1)) * C.size_t(word)), C.malloc(C.size_t(max(total, 1)))}
	pointers := unsafe.Slice((*unsafe.Pointer)(t.pointers), len(v))
	data := unsafe.Slice((*byte)(t.bytes), total)
	at := 0
	for i, s := range v {
		pointers[i] = unsafe.Add(t.bytes, at)
		at += copy(data[at:], s)
		data[at] = 0
		at++
	}
	return t, nil
}

func (t texts) free() {
	C.free(t.pointers)
	C.free(t.bytes)
}

// references returns object references as they are in memory.
func references(file C.hid_t, targets []string) ([]byte, error) {
	refs := make([]byte, 0, 8*len(targets))
	for _, target := range targets {
		var ref C.hobj_ref_t
		if target != "" {
			var err error
			if ref, err = reference(file, target); err != nil {
				return nil, err
			}
		}
		refs = binary.NativeEndian.AppendUint64(refs, uint64(ref))
	}
	return refs, nil
}

func reference(file C.hid_t, target string) (ref C.hobj_ref_t, err error) {
	if err := checkPath(target); err != nil {
		return 0, err
	}
	name := C.CString(target)
	defer C.free(unsafe.Pointer(name))
	if err := check(C.H5Rcreate(unsafe.Pointer(&ref), file, name, C.H5R_OBJECT, -1)); err != nil {
		return 0, fmt.Errorf("refer to %q: %w", target, err)
	}
	return ref, nil
}
