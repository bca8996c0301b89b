package h5

// #include "shim.h"
import "C"

import (
	"context"
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/hdf5"

	"roi2nwb/internal/chunkio"
)

// Dataset is an open dataset. Of numbers and bools it is a chunkio.Array. An
// empty dataset (HDF5's null dataspace) has the shape (0).
type Dataset struct {
	file    *File
	path    string
	lib     *hdf5.Dataset // used with the lock held; nil once closed
	typ     Type
	dtype   chunkio.DType
	null    bool
	max     []int
	chunk   []int
	filters []FilterInfo
	stored  int64
	direct  blockReader // nil where libhdf5 has to read

	mu    sync.RWMutex
	shape []int // replaced by SetExtent, never changed in place
}

var _ chunkio.Array = (*Dataset)(nil)

// FilterInfo is one filter that the chunks of a dataset went through.
type FilterInfo struct {
	ID   int // as registered with The HDF Group
	Name string
}

// blockReader reads boxes of numbers beside libhdf5. Its arguments have been
// checked.
type blockReader interface {
	readBlock(ctx context.Context, dst []byte, start, count []int) error
}

// Dataset opens the dataset at path. Where its bytes would lie beyond the end
// of the file the error is ErrTruncated.
func (f *File) Dataset(path string) (*Dataset, error) {
	d := &Dataset{file: f, path: path}
	err := f.do(func(id C.hid_t) error {
		real, err := resolveAs(id, path, DatasetKind)
		if err != nil {
			return err
		}
		return d.attach(real)
	})
	if err == nil {
		err = f.keep(d)
	}
	if err != nil {
		return nil, fmt.Errorf("open dataset %q: %w", path, err)
	}
	return d, nil
}

// attach opens d in libhdf5 and learns what it is.
func (d *Dataset) attach(real string) error {
	lib, err := d.file.lib.OpenDataset(real)
	if err != nil {
		return libError()
	}
	if err := d.learn(C.hid_t(lib.ID())); err != nil {
		lib.Close()
		return err
	}
	d.lib = lib
	return nil
}

func (d *Dataset) learn(id C.hid_t) error {
	space := C.H5Dget_space(id)
	if space < 0 {
		return libError()
	}
	defer C.H5Sclose(space)
	var err error
	if d.shape, d.max, d.null, err = extent(space); err != nil {
		return err
	}

	typ := C.H5Dget_type(id)
	if typ < 0 {
		return libError()
	}
	defer C.H5Tclose(typ)
	var standard bool
	if d.typ, standard, err = describe(typ, 0); err != nil {
		return err
	}
	d.dtype = d.typ.DType()

	plist := C.H5Dget_create_plist(id)
	if plist < 0 {
		return libError()
	}
	defer C.H5Pclose(plist)
	d.stored = int64(C.H5Dget_storage_size(id))
	layout := C.H5Pget_layout(plist)
	switch layout {
	case C.H5D_CONTIGUOUS:
		return d.learnContiguous(id, plist, standard)
	case C.H5D_CHUNKED:
		return d.learnChunked(id, plist, standard)
	case C.H5D_COMPACT, C.H5D_VIRTUAL:
		return nil
	default:
		return libError()
	}
}

// keep makes Close of the file close d.
func (f *File) keep(d *Dataset) error {
	f.mu.Lock()
	if f.open != nil {
		f.open[d] = struct{}{}
		f.mu.Unlock()
		return nil
	}
	f.mu.Unlock()
	_ = d.Close() // the file is closed: that is the error to report
	return ErrClosed
}

// Close closes d. Closing again does nothing.
func (d *Dataset) Close() error {
	d.file.mu.Lock()
	delete(d.file.open, d)
	d.file.mu.Unlock()
	if c, ok := d.direct.(*chunked); ok {
		c.recycle()
	}
	return locked(func() error {
		if d.lib == nil {
			return nil
		}
		err := d.lib.Close()
		if err != nil {
			err = fmt.Errorf("close dataset %q: %w", d.path, libError())
		}
		d.lib = nil
		return err
	})
}

// do calls fn in libhdf5 with d's handle.
func (d *Dataset) do(fn func(id C.hid_t) error) error {
	return locked(func() error {
		if d.lib == nil {
			return ErrClosed
		}
		return fn(C.hid_t(d.lib.ID()))
	})
}

// Path returns the path that d was opened with.
func (d *Dataset) Path() string { return d.path }

// Shape returns the length of each axis, nothing for a scalar.
func (d *Dataset) Shape() []int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.shape
}

// MaxShape returns how long each axis may become, -1 for any length.
func (d *Dataset) MaxShape() []int { return d.max }

// Type returns the type of the elements as stored.
func (d *Dataset) Type() Type { return d.typ }

// DType returns the type that ReadBlock delivers, Invalid where the elements
// are no numbers.
func (d *Dataset) DType() chunkio.DType { return d.dtype }

// Chunk returns the shape of the chunks, nil where the storage is not chunked.
func (d *Dataset) Chunk() []int { return d.chunk }

// Grain returns Chunk.
func (d *Dataset) Grain() []int { return d.chunk }

// Filters returns the filters of the chunks, in the order of writing.
func (d *Dataset) Filters() []FilterInfo { return d.filters }

// StoredBytes returns the bytes that d took in the file when it was opened.
func (d *Dataset) StoredBytes() int64 { return d.stored }

// ReadBlock implements chunkio.Array.
func (d *Dataset) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := d.readBlock(ctx, dst, start, count); err != nil {
		return fmt.Errorf("read dataset %q: %w", d.path, err)
	}
	return nil
}

func (d *Dataset) readBlock(ctx context.Context, dst []byte, start, count []int) error {
	if d.dtype == chunkio.Invalid {
		return fmt.Errorf("its type is %s, expected numbers", d.typ)
	}
	if err := chunkio.CheckBox(d.Shape(), start, count, d.dtype.Size(), len(dst)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(dst) == 0 {
		return nil
	}
	if d.direct != nil {
		return d.direct.readBlock(ctx, dst, start, count)
	}
	return d.do(func(id C.hid_t) error { return readBox(id, NumberType(d.dtype), dst, start, count) })
}

// readBox has libhdf5 read a box of a dataset as elements of the type t.
func readBox(id C.hid_t, t Type, dst []byte, start, count []int) error {
	mem, err := typeID(t)
	if err != nil {
		return err
	}
	defer C.H5Tclose(mem)
	return readBoxAs(id, mem, dst, start, count)
}

func readBoxAs(id, mem C.hid_t, dst []byte, start, count []int) error {
	if len(start) == 0 {
		return check(C.H5Dread(id, mem, C.H5S_ALL, C.H5S_ALL, C.H5P_DEFAULT, pointer(dst)))
	}
	from := C.H5Dget_space(id)
	if from < 0 {
		return libError()
	}
	defer C.H5Sclose(from)
	cstart, ccount := sizes(start), sizes(count)
	err := check(C.H5Sselect_hyperslab(from, C.H5S_SELECT_SET, &cstart[0], nil, &ccount[0], nil))
	if err != nil {
		return err
	}
	to := C.H5Screate_simple(C.int(len(count)), &ccount[0], nil)
	if to < 0 {
		return libError()
	}
	defer C.H5Sclose(to)
	return check(C.H5Dread(id, mem, to, from, C.H5P_DEFAULT, pointer(dst)))
}

// extent returns the shape of a dataspace and how far it may grow. A null
// dataspace has the shape (0).
func extent(space C.hid_t) (shape, limit []int, null bool, err error) {
	switch C.H5Sget_simple_extent_type(space) {
	case C.H5S_NULL:
		return []int{0}, []int{0}, true, nil
	case C.H5S_SCALAR:
		return nil, nil, false, nil
	case C.H5S_SIMPLE:
	default:
		return nil, nil, false, libError()
	}
	var dims, most [maxRank]C.hsize_t
	rank := C.H5Sget_simple_extent_dims(space, &dims[0], &most[0])
	if rank < 0 {
		return nil, nil, false, libError()
	}
	shape, limit = make([]int, rank), make([]int, rank)
	for i := range shape {
		if dims[i] > math.MaxInt {
			return nil, nil, false, fmt.Errorf("%w: axis %d is %d long", ErrDamaged, i, uint64(dims[i]))
		}
		shape[i] = int(dims[i])
		limit[i] = -1
		if most[i] <= math.MaxInt {
			limit[i] = int(most[i])
		}
	}
	return shape, limit, false, nil
}

// elements returns the number of elements of d, each of size bytes.
func (d *Dataset) elements(size int) (int, error) { return chunkio.Count(d.Shape(), size) }

func sizes(shape []int) []C.hsize_t {
	out := make([]C.hsize_t, len(shape))
	for i, n := range shape {
		out[i] = C.hsize_t(n)
	}
	return out
}
