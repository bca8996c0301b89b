package h5

// #include "survey.h"
import "C"

import (
	"errors"
	"fmt"
	"math"
)

// Object is what Describe tells about a group, a dataset or a named type.
type Object struct {
	Address uint64 // who has the same address is the same object
	Kind    Kind   // Group, DatasetKind or Other
	Links   []Link // of a group, sorted by name
	Attrs   []Attribute
	Data    *Storage // of a dataset

	// Cut tells that there are more links or attributes than the limits allow.
	Cut bool
}

// LinkKind is the way in which a link leads to its target.
type LinkKind uint8

// The kinds of links.
const (
	HardLink     LinkKind = iota // is the object
	PathLink                     // leads to a path of the same file
	ExternalLink                 // leads to another file, or is of a kind of someone's own
)

// Link is one member of a group.
type Link struct {
	Name    string
	Kind    LinkKind
	Address uint64 // of the object behind a hard link
	Target  string // the path that other links lead to
	File    string // of external links
}

// Attribute is an attribute with its value, where that is small and of a kind
// that Value has.
type Attribute struct {
	Name  string
	Type  Detail
	Shape []int // nil for a scalar
	Null  bool  // HDF5's empty dataspace; Shape is (0)

	Value      Value    // numbers, bools and strings
	References []uint64 // addresses of the objects referred to, 0 for null references
	Err        error    // why there is no value though there could be one
}

// Layout is the way in which a dataset is stored.
type Layout uint8

// The layouts.
const (
	Contiguous   Layout = iota
	Compact             // in the object's header
	Chunked             // in pieces, which filters may have changed
	ExternalFile        // in files that are no HDF5 files
	Virtual             // in datasets of other files
)

// String returns the layout in words.
func (l Layout) String() string {
	return [...]string{"contiguous", "compact", "chunked", "external", "virtual"}[min(l, Virtual)]
}

// Storage is the shape of a dataset, the type of its elements, and how they
// are stored.
type Storage struct {
	Type            Detail
	Shape, MaxShape []int // nil for a scalar; -1 in MaxShape for any length
	Null            bool  // HDF5's empty dataspace; Shape is (0)

	Layout  Layout
	Chunk   []int        // nil unless chunked
	Filters []FilterInfo // in the order of writing
	Stored  bool         // whether any bytes are; false for chunked storage, where that takes a look at all chunks
	Offset  int64        // of contiguous bytes in the file
}

// SurveyLimits is the most that Describe tells about one object.
type SurveyLimits struct {
	Links, Attributes int
	NameBytes         int // of the names of all links, or of all attributes
	ValueBytes        int // of the value of an attribute
}

// Root returns the address of the root group.
func (f *File) Root() (address uint64, err error) {
	err = f.do(func(id C.hid_t) error {
		var at C.uint64_t
		if C.survey_object(id, &at) < 0 {
			return libError()
		}
		address = uint64(at)
		return nil
	})
	return address, err
}

// Describe tells about the object at an address, which must be that of the
// root or of a hard link. Nothing outside the file is opened, and no data are
// read but attributes.
func (f *File) Describe(address uint64, limits SurveyLimits) (*Object, error) {
	o := &Object{Address: address}
	var text []int // indices of attributes whose strings are to be read
	err := f.do(func(file C.hid_t) error {
		library.about.note(f, fmt.Sprintf("object at %d", address))
		id := C.H5Oopen_by_addr(file, C.haddr_t(address))
		if id < 0 {
			return libError()
		}
		defer C.H5Oclose(id)
		var at C.uint64_t
		kind := C.survey_object(id, &at)
		if kind < 0 {
			return libError()
		}
		o.Kind = kindOfLink(byte(kind))
		var err error
		switch o.Kind {
		case Group:
			err = o.listLinks(id, limits)
		case DatasetKind:
			o.Data, err = storageOf(f, id)
		}
		if err != nil {
			return err
		}
		text, err = o.listAttributes(f, id, limits)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("object at %d: %w", address, err)
	}
	for _, i := range text {
		a := &o.Attrs[i]
		a.Value, a.Err = a.Value.finish(f, limits.ValueBytes)
	}
	return o, nil
}

// storageOf describes an open dataset. How it is stored comes first, since
// libhdf5 opens other files to tell the shape of a virtual one.
func storageOf(f *File, id C.hid_t) (*Storage, error) {
	s := &Storage{}
	var err error
	if offset, ok := f.offsetOf(id); ok && offset <= math.MaxInt64 {
		s.Stored, s.Offset = true, int64(offset)
		err = s.learnShape(C.H5Dget_space(id))
	} else {
		err = s.learnProperties(id)
	}
	if err != nil {
		return nil, err
	}
	typ := C.H5Dget_type(id)
	if typ < 0 {
		return nil, libError()
	}
	defer C.H5Tclose(typ)
	s.Type, err = detailOf(typ, 0)
	return s, err
}

// learnProperties learns how a dataset is stored that does not lie in one piece
// in the file, and its shape.
func (s *Storage) learnProperties(id C.hid_t) error {
	plist := C.H5Dget_create_plist(id)
	if plist < 0 {
		return libError()
	}
	defer C.H5Pclose(plist)
	if err := s.learnLayout(plist); err != nil {
		return err
	}
	if s.Layout == Virtual {
		return s.learnShape(C.survey_virtual_space(plist))
	}
	return s.learnShape(C.H5Dget_space(id))
}

func (s *Storage) learnLayout(plist C.hid_t) error {
	switch layout := C.H5Pget_layout(plist); layout {
	case C.H5D_COMPACT:
		s.Layout, s.Stored = Compact, true
	case C.H5D_CONTIGUOUS:
		files := C.H5Pget_external_count(plist)
		if files < 0 {
			return libError()
		}
		if files > 0 {
			s.Layout = ExternalFile
		}
	case C.H5D_CHUNKED:
		s.Layout = Chunked
		d := Dataset{}
		if _, err := d.learnFilters(plist); err != nil {
			return err
		}
		s.Filters = d.filters
		var dims [maxRank]C.hsize_t
		rank := C.H5Pget_chunk(plist, maxRank, &dims[0])
		if rank < 0 {
			return libError()
		}
		for _, n := range dims[:rank] {
			s.Chunk = append(s.Chunk, int(min(n, math.MaxUint32)))
		}
	case C.H5D_VIRTUAL:
		s.Layout = Virtual
	default:
		return libError()
	}
	return nil
}

// learnShape learns the shape from a dataspace, which it closes.
func (s *Storage) learnShape(space C.hid_t) (err error) {
	if space < 0 {
		return errors.Join(ErrDamaged, libError())
	}
	defer C.H5Sclose(space)
	s.Shape, s.MaxShape, s.Null, err = extent(space)
	return err
}
