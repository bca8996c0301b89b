package h5

// #include "shim.h"
import "C"

import (
	"fmt"
	"math"
	"strings"
	"unsafe"
)

// maxSoftLinks bounds the soft links followed for one path.
const maxSoftLinks = 64

// maxGroups is the most groups that a File keeps open. A walk through a file
// comes back to the groups that it is inside of.
const maxGroups = 32

// place is where a path leads when all soft links have been followed: a link
// of an open group, or that group. It is valid until the next one is looked
// for. Links are never removed or changed by this package, so the groups kept
// open are those that their paths still lead to.
type place struct {
	group  C.hid_t // kept open by the File
	name   string  // a link in group, or self
	path   string  // from the root
	inside bool    // whether it is in this file: a link may lead out
	header uint64  // the address of what a hard link leads to, undefined for all else
}

// undefined is the address of nothing.
const undefined = math.MaxUint64

// self is the name of a group as seen from inside.
const self = "."

// resolve follows path from the root. ok is false where it leads to nothing.
func (f *File) resolve(path string) (at place, ok bool, err error) {
	if strings.ContainsRune(path, 0) {
		return place{}, false, fmt.Errorf("path %q holds a NUL", path)
	}
	library.about.note(f, path)
	at, todo := f.known(path)
	for followed := 0; len(todo) > 0; {
		if at, ok, err = f.enter(at); err != nil || !ok {
			return place{}, false, err
		}
		next := place{group: at.group, name: todo[0], path: join(at.path, todo[0]), inside: true, header: undefined}
		todo = todo[1:]
		kind := C.int(C.KIND_HARD)
		var known bool
		if next.header, known = f.listed.find(at.path, next.name); !known {
			if kind, err = next.link(); err != nil {
				return place{}, false, err
			}
		}
		switch kind {
		case 0:
			return place{}, false, nil
		case C.KIND_SOFT:
			if followed++; followed > maxSoftLinks {
				return place{}, false, ErrLinkLoop
			}
			target, err := linkTarget(next.group, next.name)
			if err != nil {
				return place{}, false, err
			}
			rest := todo
			if strings.HasPrefix(target, "/") {
				at, todo = f.known(target)
			} else {
				todo = components(target)
			}
			todo = append(todo, rest...)
			continue
		case C.KIND_HARD:
		default:
			next.inside = false
		}
		at = next
	}
	return at, true, nil
}

// known returns the deepest group on the way to path that is open, and the
// names that follow.
func (f *File) known(path string) (place, []string) {
	for i := len(path); i > 0; i = strings.LastIndexByte(path[:i], '/') {
		if id, ok := f.groups[path[:i]]; ok {
			return place{group: id, name: self, path: path[:i], inside: true, header: undefined}, components(path[i:])
		}
	}
	return place{group: f.id, name: self, path: "/", inside: true, header: undefined}, components(path)
}

// enter opens the group at a place; ok is false where there is no group.
func (f *File) enter(at place) (_ place, ok bool, err error) {
	switch {
	case at.name == self:
		return at, true, nil
	case !at.inside:
		return place{}, false, nil
	}
	id, ok := f.groups[at.path]
	if !ok {
		if id = C.H5Gopen2(at.group, cstring(at.name), C.H5P_DEFAULT); id < 0 {
			err := libError()
			if kind, unknown := at.kind(); unknown == nil && kind != Group {
				err = nil
			}
			return place{}, false, err
		}
		f.hold(at.path, id)
	}
	return place{group: id, name: self, path: at.path, inside: true, header: undefined}, true, nil
}

// hold keeps a group open, at the expense of others.
func (f *File) hold(path string, id C.hid_t) {
	if len(f.groups) >= f.limits.groups {
		f.letGo()
	}
	if f.groups == nil {
		f.groups = map[string]C.hid_t{}
	}
	f.groups[path] = id
}

// letGo closes the groups kept open.
func (f *File) letGo() {
	for _, id := range f.groups {
		C.H5Gclose(id)
	}
	clear(f.groups)
}

// listing is what List found last: who lists a group goes on to open what is
// in it.
type listing struct {
	group string            // its path
	hard  map[string]uint64 // where its hard links lead to, by their names
}

// maxListing is the most entries that a listing keeps.
const maxListing = 1024

// newListing keeps a listing, unless it has more than most entries.
func newListing(group string, hard map[string]uint64, most int) listing {
	if len(hard) > most {
		hard = nil
	}
	return listing{group: group, hard: hard}
}

// find returns where a hard link of the group at path leads to; known is false
// where that was not listed.
func (l *listing) find(path, name string) (header uint64, known bool) {
	if l.group != path {
		return undefined, false
	}
	header, known = l.hard[name]
	if !known {
		header = undefined
	}
	return header, known
}

// kind returns what is at a place. What is described without libhdf5 is a dataset.
func (f *File) kind(p place) (Kind, error) {
	if _, ok := f.describe(p.header); ok {
		return DatasetKind, nil
	}
	return p.kind()
}

// kind returns what libhdf5 finds at a place.
func (p place) kind() (Kind, error) {
	switch {
	case !p.inside:
		return Other, nil
	case p.name == self:
		return Group, nil
	}
	kind := C.shim_object_kind(p.group, cstring(p.name))
	if kind < 0 {
		return None, libError()
	}
	return kindOfLink(byte(kind)), nil
}

// link returns the kind of a link of the shim, hard ones being that and not
// what they lead to, 0 where there is none. It keeps where they lead to.
func (p *place) link() (C.int, error) {
	address := C.uint64_t(undefined)
	kind := C.shim_link_kind(p.group, cstring(p.name), &address)
	if kind < 0 {
		return 0, libError()
	}
	p.header = uint64(address)
	return kind, nil
}

// group returns the group at path, open.
func (f *File) group(path string) (place, error) {
	at, ok, err := f.resolve(path)
	if err != nil {
		return place{}, err
	}
	if !ok {
		return place{}, ErrNotFound
	}
	inside, ok, err := f.enter(at)
	if err == nil && !ok {
		err = at.not(Group)
	}
	return inside, err
}

// object returns the place of a group, as self, or of a dataset.
func (f *File) object(path string) (place, error) {
	at, ok, err := f.resolve(path)
	if err != nil {
		return place{}, err
	}
	if !ok {
		return place{}, ErrNotFound
	}
	kind, err := at.kind()
	switch {
	case err != nil:
		return place{}, err
	case kind == DatasetKind:
		return at, nil
	case kind != Group:
		return place{}, fmt.Errorf("it is neither a group nor a dataset")
	}
	at, _, err = f.enter(at)
	return at, err
}

// not returns the error for a place that should be of another kind.
func (p place) not(want Kind) error {
	kind, err := p.kind()
	if err != nil {
		return err
	}
	return fmt.Errorf("it is a %s, expected a %s", kind, want)
}

func linkTarget(group C.hid_t, name string) (string, error) {
	var target *C.char
	if err := check(C.shim_link_target(group, cstring(name), &target)); err != nil {
		return "", err
	}
	defer C.free(unsafe.Pointer(target))
	return C.GoString(target), nil
}

// cstring returns s as C has it, in memory of Go: for the length of a call.
func cstring(s string) *C.char {
	b := make([]byte, len(s)+1)
	copy(b, s)
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(b)))
}
