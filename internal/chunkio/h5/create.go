package h5

// #include "shim.h"
import "C"

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"gonum.org/v1/hdf5"

	"roi2nwb/internal/chunkio"
)

// Method is a way to compress chunks.
type Method uint8

// The methods. Zstandard is not part of libhdf5: its chunks are written by
// WriteChunk only, and read by programs that have the plugin.
const (
	NoCompression Method = iota
	Gzip
	Zstd
)

// Filter says what chunks go through: shuffle first, then compression.
type Filter struct {
	Shuffle bool
	Method  Method
	Level   int
}

// Spec is what CreateDataset makes. A nil Shape is a scalar. MaxShape, with -1
// for any length, and Filter need a Chunk.
type Spec struct {
	Type                   Type
	Shape, MaxShape, Chunk []int
	Filter                 Filter
}

// CreateGroup makes a group, whose parent must exist.
func (f *File) CreateGroup(path string) error {
	err := f.change(func(C.hid_t) error {
		at, err := f.vacancy(path)
		if err != nil {
			return err
		}
		id := C.H5Gcreate2(at.group, cstring(at.name), C.H5P_DEFAULT, C.H5P_DEFAULT, C.H5P_DEFAULT)
		if id < 0 {
			return libError()
		}
		f.hold(at.path, id)
		return nil
	})
	if err != nil {
		return fmt.Errorf("create group %q: %w", path, err)
	}
	return nil
}

// vacancy returns the place of a link to be made, whose group must exist.
func (f *File) vacancy(p string) (place, error) {
	if err := checkPath(p); err != nil {
		return place{}, err
	}
	group, name := path.Split(strings.TrimRight(p, "/"))
	if name == "" {
		return place{}, fmt.Errorf("%q is the file itself", p)
	}
	at, err := f.group(group)
	if err != nil {
		return place{}, fmt.Errorf("group %q: %w", group, err)
	}
	return place{group: at.group, name: name, path: join(at.path, name), inside: true}, nil
}

// Link makes a soft link at path that points to target.
func (f *File) Link(path, target string) error {
	err := f.change(func(C.hid_t) error {
		if err := checkPath(target); err != nil {
			return err
		}
		at, err := f.vacancy(path)
		if err != nil {
			return err
		}
		return check(C.H5Lcreate_soft(cstring(target), at.group, cstring(at.name), C.H5P_DEFAULT, C.H5P_DEFAULT))
	})
	if err != nil {
		return fmt.Errorf("link %q to %q: %w", path, target, err)
	}
	return nil
}

// CreateDataset makes a dataset and leaves it open. Its parent must exist.
func (f *File) CreateDataset(path string, s Spec) (*Dataset, error) {
	d := &Dataset{file: f, path: path, header: undefined}
	err := f.change(func(C.hid_t) error {
		at, err := f.vacancy(path)
		if err != nil {
			return err
		}
		return d.create(at, s)
	})
	if err == nil {
		err = f.keep(d)
	}
	if err != nil {
		return nil, fmt.Errorf("create dataset %q: %w", path, err)
	}
	return d, nil
}

// create makes d and keeps it open. gonum would keep a copy of its type open,
// too.
func (d *Dataset) create(at place, s Spec) error {
	space, err := s.space()
	if err != nil {
		return err
	}
	defer space.Close()
	plist, release, err := d.file.propertiesID(s)
	if err != nil {
		return err
	}
	defer release()
	typ, done, err := d.file.kept.typeID(s.Type)
	if err != nil {
		return err
	}
	defer done()
	id := C.H5Dcreate2(at.group, cstring(at.name), typ, C.hid_t(space.ID()), C.H5P_DEFAULT, plist, C.H5P_DEFAULT)
	if id < 0 {
		return libError()
	}
	standard, err := d.learnElements(id)
	if err == nil && s.Chunk != nil {
		err = d.learnStorage(id, plist, standard)
	}
	if err != nil {
		C.H5Dclose(id)
		return err
	}
	d.id = id
	return nil
}

// propertiesID returns the properties of a dataset to be made; release is to
// be called after use.
func (f *File) propertiesID(s Spec) (id C.hid_t, release func(), err error) {
	if s.Chunk == nil && s.Filter == (Filter{}) {
		id, err = f.kept.plainID()
		return id, func() {}, err
	}
	plist, err := s.properties()
	if err != nil {
		return -1, nil, err
	}
	return C.hid_t(plist.ID()), func() { _ = plist.Close() }, nil
}

func (s Spec) space() (*hdf5.Dataspace, error) {
	if len(s.Shape) == 0 {
		if s.Chunk != nil || s.MaxShape != nil {
			return nil, errors.New("a scalar has no chunks")
		}
		return newSpace(nil, nil)
	}
	if s.MaxShape == nil {
		return newSpace(s.Shape, nil)
	}
	if len(s.MaxShape) != len(s.Shape) {
		return nil, fmt.Errorf("largest shape %v for shape %v", s.MaxShape, s.Shape)
	}
	return newSpace(s.Shape, s.MaxShape)
}

// newSpace returns a dataspace, of a scalar where shape is empty.
func newSpace(shape, limit []int) (space *hdf5.Dataspace, err error) {
	if _, err := chunkio.Count(shape, 1); err != nil {
		return nil, err
	}
	switch {
	case len(shape) == 0:
		space, err = hdf5.CreateDataspace(hdf5.S_SCALAR)
	case limit == nil:
		space, err = hdf5.CreateSimpleDataspace(unsignedShape(shape), nil)
	default:
		space, err = hdf5.CreateSimpleDataspace(unsignedShape(shape), unsignedShape(limit))
	}
	if err != nil {
		return nil, libError()
	}
	return space, nil
}

// unsignedShape returns shape as gonum has it; -1 becomes HDF5's "unlimited".
func unsignedShape(shape []int) []uint {
	out := make([]uint, len(shape))
	for i, n := range shape {
		out[i] = uint(n)
	}
	return out
}

func (s Spec) properties() (*hdf5.PropList, error) {
	plist, err := hdf5.NewPropList(hdf5.P_DATASET_CREATE)
	if err != nil {
		return nil, libError()
	}
	if err := s.set(plist); err != nil {
		return nil, errors.Join(err, plist.Close())
	}
	return plist, nil
}

func (s Spec) set(plist *hdf5.PropList) error {
	id := C.hid_t(plist.ID())
	if err := check(C.H5Pset_obj_track_times(id, false)); err != nil {
		return err
	}
	if s.Chunk == nil {
		if s.Filter != (Filter{}) {
			return errors.New("filters need chunks")
		}
		return nil
	}
	if len(s.Chunk) != len(s.Shape) {
		return fmt.Errorf("chunk %v for shape %v", s.Chunk, s.Shape)
	}
	if plist.SetChunk(unsignedShape(s.Chunk)) != nil {
		return libError()
	}
	if s.Filter.Shuffle {
		if err := check(C.H5Pset_shuffle(id)); err != nil {
			return err
		}
	}
	switch s.Filter.Method {
	case Gzip:
		return check(C.H5Pset_deflate(id, C.uint(s.Filter.Level)))
	case Zstd:
		level := C.uint(s.Filter.Level)
		return check(C.H5Pset_filter(id, filterZstd, C.H5Z_FLAG_OPTIONAL, 1, &level))
	default:
		return nil
	}
}

// checkPath refuses what libhdf5 would take for another path.
func checkPath(p string) error {
	if p == "" || strings.ContainsRune(p, 0) || p != "/" && path.Base(p) == "." {
		return fmt.Errorf("%q is no path", p)
	}
	return nil
}
