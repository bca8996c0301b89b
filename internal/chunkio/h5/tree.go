package h5

// #include "shim.h"
import "C"

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unsafe"
)

// Kind is what a path inside a file leads to.
type Kind uint8

// The kinds of objects and links.
const (
	None        Kind = iota // nothing there
	Group                   // a group
	DatasetKind             // a dataset
	SoftLink                // reported by List only
	Other                   // a named type, or a link out of the file
)

// String returns the kind in words.
func (k Kind) String() string {
	return [...]string{"nothing", "group", "dataset", "soft link", "named type, or link out of the file"}[min(k, Other)]
}

// Entry is one member of a group. Target is where a soft link points to.
type Entry struct {
	Name   string
	Kind   Kind
	Target string
}

// List returns the members of a group, sorted by name.
func (f *File) List(group string) ([]Entry, error) {
	var entries []Entry
	err := f.do(func(C.hid_t) error {
		at, err := f.group(group)
		if err != nil {
			return err
		}
		var headers []uint64
		err = names(func(out *C.shim_names) C.herr_t { return C.shim_links(at.group, out) }, func(kind byte, address uint64, name string) {
			entries = append(entries, Entry{Name: name, Kind: kindOfLink(kind)})
			headers = append(headers, address)
		})
		if err != nil {
			return err
		}
		hard := make(map[string]uint64)
		for i := range entries {
			e := &entries[i]
			switch e.Kind {
			case None: // a hard link, which is not looked behind yet
				behind := place{group: at.group, name: e.Name, inside: true, header: headers[i]}
				if e.Kind, err = f.kind(behind); err == nil && len(hard) <= f.limits.listing {
					hard[e.Name] = headers[i]
				}
			case SoftLink:
				e.Target, err = linkTarget(at.group, e.Name)
			}
			if err != nil {
				return err
			}
		}
		f.listed = newListing(at.path, hard, f.limits.listing)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list %q: %w", group, err)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// Kind returns what path leads to, following soft links; None where it leads
// to nothing. Links out of the file are Other and are not followed.
func (f *File) Kind(path string) (Kind, error) {
	kind := None
	err := f.do(func(C.hid_t) error {
		at, ok, err := f.resolve(path)
		if err == nil && ok {
			kind, err = f.kind(at)
		}
		return err
	})
	if err != nil {
		return None, fmt.Errorf("look up %q: %w", path, err)
	}
	return kind, nil
}

// AttrNames returns the names of the attributes of the object at path, sorted.
func (f *File) AttrNames(path string) ([]string, error) {
	var list []string
	err := f.do(func(C.hid_t) error {
		at, err := f.object(path)
		if err != nil {
			return err
		}
		list, err = at.attributes()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list attributes of %q: %w", path, err)
	}
	return list, nil
}

// attributes returns the names of the attributes at a place, sorted.
func (p place) attributes() ([]string, error) {
	var list []string
	err := names(func(out *C.shim_names) C.herr_t {
		return C.shim_attributes(p.group, cstring(p.name), out)
	}, func(_ byte, _ uint64, name string) { list = append(list, name) })
	slices.Sort(list)
	return list, err
}

// names gives each of what fill collects.
func names(fill func(*C.shim_names) C.herr_t, each func(kind byte, address uint64, name string)) error {
	var out C.shim_names
	defer func() { C.free(unsafe.Pointer(out.data)) }()
	if err := check(fill(&out)); err != nil {
		return err
	}
	rest := unsafe.Slice((*byte)(unsafe.Pointer(out.data)), int(out.len))
	for len(rest) > 0 {
		const head = 1 + 8
		end := head + bytes.IndexByte(rest[head:], 0)
		each(rest[0], binary.NativeEndian.Uint64(rest[1:]), string(rest[head:end]))
		rest = rest[end+1:]
	}
	return nil
}

// kindOfLink returns the kind that a byte of the shim tells, None for a hard link
// that it has not looked behind.
func kindOfLink(kind byte) Kind {
	switch kind {
	case 0, C.KIND_HARD:
		return None
	case C.KIND_GROUP:
		return Group
	case C.KIND_DATASET:
		return DatasetKind
	case C.KIND_SOFT:
		return SoftLink
	default:
		return Other
	}
}

// components splits a path; HDF5 knows "." for the group itself but no "..".
func components(path string) []string {
	parts := strings.Split(path, "/")
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" || s == "." })
}

func join(group, name string) string {
	return strings.TrimSuffix(group, "/") + "/" + name
}
