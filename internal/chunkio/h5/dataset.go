package h5

// #include "shim.h"
import "C"

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"roi2nwb/internal/chunkio"
)

// Dataset is an open dataset. Of numbers and bools it is a chunkio.Array. An
// empty dataset (HDF5's null dataspace) has the shape (0).
type Dataset struct {
	file    *File
	path    string
	id      C.hid_t // used with the lock held, by handle; 0 where not open in libhdf5
	header  uint64  // where a dataset is described that handle has yet to open, else undefined
	typ     Type
	dtype   chunkio.DType
	null    bool
	max     []int
	chunk   []int
	filters []FilterInfo
	stored  int64
	direct  blockReader // nil where libhdf5 has to read
	piece   *contiguous // of texts that need no libhdf5 either, else nil
	refused error       // why the elements cannot be read, nil where they can
	chunks  *chunkList  // nil where the storage is not chunked, or is written
	thin    error       // why what is not stored is not read, nil where it is
	filled  bool        // whether what was never stored is not zero

	rehearsal *rehearsal // of chunks that libhdf5 reads, nil where they need none

	mu    sync.RWMutex
	shape []int // replaced by SetExtent, never changed in place
}

var _ chunkio.Array = (*Dataset)(nil)

// blockReader reads boxes of numbers beside libhdf5. Its arguments have been
// checked.
type blockReader interface {
	readBlock(ctx context.Context, dst []byte, start, count []int) error
}

// Dataset opens the dataset at path. Where its bytes would lie beyond the end
// of the file the error is ErrTruncated.
func (f *File) Dataset(path string) (*Dataset, error) {
	d := &Dataset{file: f, path: path, header: undefined}
	err := f.do(func(C.hid_t) error {
		at, ok, err := f.resolve(path)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNotFound
		}
		return d.attach(at)
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
func (d *Dataset) attach(at place) error {
	if at.name == self || !at.inside {
		return at.not(DatasetKind)
	}
	if ok, err := d.learnPiece(at.header); ok || err != nil {
		return err
	}
	id := C.H5Dopen2(at.group, cstring(at.name), C.H5P_DEFAULT)
	if id < 0 {
		err := libError()
		if kind, unknown := at.kind(); unknown == nil && kind != DatasetKind {
			err = at.not(DatasetKind)
		}
		return err
	}
	if err := d.learn(id); err != nil {
		C.H5Dclose(id)
		return err
	}
	d.id = id
	return nil
}

// learn finds out what d is. It asks how d is stored before anything else,
// because libhdf5 opens other files to return even the shape of some datasets.
// It does not ask for the properties of a dataset that lies in one piece, as
// most do, since that takes longest.
func (d *Dataset) learn(id C.hid_t) error {
	if offset, ok := d.file.offsetOf(id); ok {
		standard, err := d.learnElements(id)
		if err != nil {
			return err
		}
		d.stored = int64(C.H5Dget_storage_size(id))
		return d.learnContiguous(offset, standard)
	}
	plist := C.H5Dget_create_plist(id)
	if plist < 0 {
		return libError()
	}
	defer C.H5Pclose(plist)
	if err := checkInside(plist); err != nil {
		return err
	}
	standard, err := d.learnElements(id)
	if err != nil {
		return err
	}
	return d.learnStorage(id, plist, standard)
}

// learnElements finds out d's shape and type, and whether its numbers lie in the
// file exactly as the type says.
func (d *Dataset) learnElements(id C.hid_t) (standard bool, err error) {
	space := C.H5Dget_space(id)
	if space < 0 {
		return false, libError()
	}
	defer C.H5Sclose(space)
	if d.shape, d.max, d.null, err = extent(space); err != nil {
		return false, err
	}
	typ := C.H5Dget_type(id)
	if typ < 0 {
		return false, libError()
	}
	defer C.H5Tclose(typ)
	d.typ, standard, err = describe(typ, 0)
	d.dtype = d.typ.DType()
	return standard, err
}

// learnStorage finds out how d is stored, where it does not lie in one piece, and
// sets up reading it there.
func (d *Dataset) learnStorage(id, plist C.hid_t, standard bool) error {
	layout := C.H5Pget_layout(plist)
	if layout != C.H5D_CHUNKED || d.file.writable {
		d.stored = int64(C.H5Dget_storage_size(id))
	}
	if err := d.learnBlank(plist); err != nil {
		return err
	}
	switch layout {
	case C.H5D_CHUNKED:
		if err := d.learnChunked(id, plist, standard); err != nil {
			return err
		}
	case C.H5D_COMPACT:
		if err := d.fitsStored(); err != nil {
			return err
		}
	case C.H5D_CONTIGUOUS: // of which nothing was stored
	default:
		return libError()
	}
	if d.refused != nil || d.file.writable {
		return nil
	}
	// The chunks that are stored can still be read one by one.
	if err := d.hollow(); d.chunks != nil {
		d.thin = err
	} else {
		d.refused = err
	}
	return nil
}

// learnBlank finds out the value of numbers that were never stored.
func (d *Dataset) learnBlank(plist C.hid_t) error {
	if d.dtype == chunkio.Invalid || d.file.writable {
		return nil
	}
	fill, err := fillValue(plist, d.dtype)
	d.filled = slices.ContainsFunc(fill, func(b byte) bool { return b != 0 })
	return err
}

// offsetOf returns where the one piece begins that a dataset is stored in; ok
// is false where it is stored otherwise, in other files, or not at all.
func (f *File) offsetOf(id C.hid_t) (offset uint64, ok bool) {
	at := C.H5Dget_offset(id)
	// libhdf5 adds the user block's bytes to a place that is not defined, too.
	return uint64(at), at != C.shim_undefined && at-C.haddr_t(f.userb) != C.shim_undefined
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
	return d.file.closing(func() error {
		d.header = undefined
		if d.id == 0 {
			return nil
		}
		library.about.note(d.file, d.path)
		err := check(C.H5Dclose(d.id))
		if err != nil {
			err = fmt.Errorf("close dataset %q: %w", d.path, err)
		}
		d.id = 0
		return err
	})
}

// do calls fn in libhdf5 with d's handle.
func (d *Dataset) do(fn func(id C.hid_t) error) error {
	return locked(func() error {
		library.about.note(d.file, d.path)
		id, err := d.handle()
		if err != nil {
			return err
		}
		return fn(id)
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
	if d.refused != nil {
		return d.refused
	}
	if d.direct != nil {
		return d.direct.readBlock(ctx, dst, start, count)
	}
	return d.do(func(id C.hid_t) error {
		mem, release, err := d.file.kept.typeID(NumberType(d.dtype))
		if err != nil {
			return err
		}
		defer release()
		return d.readAs(id, mem, dst, start, count)
	})
}

// readAs has libhdf5 read a box of d as elements of the type mem.
func (d *Dataset) readAs(id, mem C.hid_t, dst []byte, start, count []int) error {
	if d.refused != nil {
		return d.refused
	}
	if err := d.rehearsal.check(id, start, count); err != nil {
		return err
	}
	n, err := chunkio.Count(count, 1)
	if err != nil {
		return err
	}
	transfer, err := d.file.kept.transferID(d.typ, n, d.file.limits.transfer)
	if err != nil {
		return err
	}
	if len(start) == 0 {
		return check(C.H5Dread(id, mem, C.H5S_ALL, C.H5S_ALL, transfer, pointer(dst)))
	}
	from := C.H5Dget_space(id)
	if from < 0 {
		return libError()
	}
	defer C.H5Sclose(from)
	cstart, ccount := sizes(start), sizes(count)
	err = check(C.H5Sselect_hyperslab(from, C.H5S_SELECT_SET, &cstart[0], nil, &ccount[0], nil))
	if err != nil {
		return err
	}
	to := C.H5Screate_simple(C.int(len(count)), &ccount[0], nil)
	if to < 0 {
		return libError()
	}
	defer C.H5Sclose(to)
	return check(C.H5Dread(id, mem, to, from, transfer, pointer(dst)))
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
