package h5

// #include "shim.h"
import "C"

import (
	"bytes"
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
	return [...]string{"nothing", "group", "dataset", "soft link", "other object"}[min(k, Other)]
}

// Entry is one member of a group. Target is where a soft link points to.
type Entry struct {
	Name   string
	Kind   Kind
	Target string
}

// maxSoftLinks bounds the soft links followed for one path.
const maxSoftLinks = 64

// List returns the members of a group, sorted by name.
func (f *File) List(group string) ([]Entry, error) {
	var entries []Entry
	err := f.do(func(id C.hid_t) error {
		real, err := resolveAs(id, group, Group)
		if err != nil {
			return err
		}
		err = names(func(out *C.shim_names) C.herr_t {
			name := C.CString(real)
			defer C.free(unsafe.Pointer(name))
			return C.shim_links(id, name, out)
		}, func(kind byte, name string) {
			entries = append(entries, Entry{Name: name, Kind: kindOfLink(kind)})
		})
		if err != nil {
			return err
		}
		for i, e := range entries {
			if e.Kind != SoftLink {
				continue
			}
			if entries[i].Target, err = linkTarget(id, join(real, e.Name)); err != nil {
				return err
			}
		}
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
	err := f.do(func(id C.hid_t) (err error) {
		_, kind, err = resolve(id, path)
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
	err := f.do(func(id C.hid_t) error {
		real, err := resolveObject(id, path)
		if err != nil {
			return err
		}
		return names(func(out *C.shim_names) C.herr_t {
			name := C.CString(real)
			defer C.free(unsafe.Pointer(name))
			return C.shim_attributes(id, name, out)
		}, func(_ byte, name string) { list = append(list, name) })
	})
	if err != nil {
		return nil, fmt.Errorf("list attributes of %q: %w", path, err)
	}
	slices.Sort(list)
	return list, nil
}

// names gives each of what fill collects.
func names(fill func(*C.shim_names) C.herr_t, each func(kind byte, name string)) error {
	var out C.shim_names
	defer func() { C.free(unsafe.Pointer(out.data)) }()
	if err := check(fill(&out)); err != nil {
		return err
	}
	rest := unsafe.Slice((*byte)(unsafe.Pointer(out.data)), int(out.len))
	for len(rest) > 0 {
		end := bytes.IndexByte(rest, 0)
		each(rest[0], string(rest[1:end]))
		rest = rest[end+1:]
	}
	return nil
}

// resolve follows path from the root to what it leads to, and returns its
// path without soft links.
func resolve(file C.hid_t, path string) (string, Kind, error) {
	if strings.ContainsRune(path, 0) {
		return "", None, fmt.Errorf("path %q holds a NUL", path)
	}
	at, kind, followed := "/", Group, 0
	todo := components(path)
	for len(todo) > 0 {
		if kind != Group {
			return "", None, nil
		}
		next := join(at, todo[0])
		todo = todo[1:]
		found, err := linkKind(file, next)
		if err != nil {
			return "", None, err
		}
		switch found {
		case None:
			return "", None, nil
		case SoftLink:
			if followed++; followed > maxSoftLinks {
				return "", None, ErrLinkLoop
			}
			target, err := linkTarget(file, next)
			if err != nil {
				return "", None, err
			}
			if strings.HasPrefix(target, "/") {
				at = "/"
			}
			todo = append(components(target), todo...)
		default:
			at, kind = next, found
		}
	}
	return at, kind, nil
}

// resolveAs is resolve for what must be of one kind.
func resolveAs(file C.hid_t, path string, want Kind) (string, error) {
	real, kind, err := resolve(file, path)
	if err != nil {
		return "", err
	}
	switch kind {
	case want:
		return real, nil
	case None:
		return "", ErrNotFound
	default:
		return "", fmt.Errorf("it is a %s, expected a %s", kind, want)
	}
}

// resolveObject is resolve for any object of the file itself.
func resolveObject(file C.hid_t, path string) (string, error) {
	real, kind, err := resolve(file, path)
	if err != nil {
		return "", err
	}
	switch kind {
	case Group, DatasetKind:
		return real, nil
	case None:
		return "", ErrNotFound
	default:
		return "", fmt.Errorf("it is neither a group nor a dataset")
	}
}

func linkKind(file C.hid_t, path string) (Kind, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	kind := C.shim_link_kind(file, name)
	if kind < 0 {
		return None, libError()
	}
	return kindOfLink(byte(kind)), nil
}

func linkTarget(file C.hid_t, path string) (string, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	var target *C.char
	if err := check(C.shim_link_target(file, name, &target)); err != nil {
		return "", err
	}
	defer C.free(unsafe.Pointer(target))
	return C.GoString(target), nil
}

func kindOfLink(kind byte) Kind {
	switch kind {
	case 0:
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
