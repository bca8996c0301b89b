package netcdf3

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"sync"

	"roi2nwb/internal/chunkio"
)

// File is an open file.
type File struct {
	path    string
	file    *os.File
	attrs   map[string]any
	vars    map[string]*Variable
	names   []string
	window  int64     // bytes that are read at once where runs are short
	windows sync.Pool // of *[]byte, each a window
}

// Open opens the file at path and reads its header. A file of another format
// is ErrFormat.
func Open(path string) (*File, error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return nil, fmt.Errorf("open netcdf %q: %w", path, err)
	}
	info, err := f.Stat()
	var h *header
	if err == nil {
		h, err = readHeader(f, info.Size())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open netcdf %q: %w", path, err), f.Close())
	}
	n := &File{path: path, file: f, attrs: h.attrs, vars: map[string]*Variable{}, window: usualWindow}
	n.windows.New = func() any { b := make([]byte, n.window); return &b }
	for _, v := range h.vars {
		v.file = n
		n.vars[v.name] = v
		n.names = append(n.names, v.name)
	}
	slices.Sort(n.names)
	return n, nil
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Variables returns the names of the variables, sorted. The caller must not
// change the slice.
func (f *File) Variables() []string { return f.names }

// Attrs returns the global attributes: text as string, a number as int64,
// uint64 (of that type only) or float64, several as a slice of these. The
// caller must not change the map.
func (f *File) Attrs() map[string]any { return f.attrs }

// Variable returns one variable. Where there is none of that name the error
// matches fs.ErrNotExist.
func (f *File) Variable(name string) (*Variable, error) {
	v, ok := f.vars[name]
	if !ok {
		return nil, fmt.Errorf("netcdf %q: variable %q: %w", f.path, name, fs.ErrNotExist)
	}
	return v, nil
}

// readHeader parses the header and places every variable in the file of size
// bytes.
func readHeader(r io.Reader, size int64) (*header, error) {
	h, err := parseHeader(r, size)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	records := []*Variable{}
	for _, v := range h.vars {
		if seen[v.name] {
			return nil, fmt.Errorf("variable %q is there twice", v.name)
		}
		seen[v.name] = true
		if err := v.layOut(); err != nil {
			return nil, fmt.Errorf("variable %q: %w", v.name, err)
		}
		if v.record {
			records = append(records, v)
		}
	}
	if err := h.layOutRecords(records, size); err != nil {
		return nil, err
	}
	for _, v := range h.vars {
		if err := v.checkExtent(h.length, size); err != nil {
			return nil, fmt.Errorf("variable %q: %w", v.name, err)
		}
	}
	return h, nil
}

// layOut computes the strides of a variable as if it had one record only.
func (v *Variable) layOut() error {
	inner := v.shape
	if v.record {
		inner = v.shape[1:]
	}
	n, err := chunkio.Count(inner, v.size())
	if err != nil {
		return err
	}
	v.slab = int64(n * v.size())
	v.strides = make([]int64, len(v.shape))
	stride := int64(v.size())
	for i := len(v.shape) - 1; i >= 0; i-- {
		v.strides[i] = stride
		stride *= int64(max(v.shape[i], 1))
	}
	return nil
}

// layOutRecords sets the length and the stride of the record axis. A record
// holds, one after the other, a slab of each record variable, padded to four
// bytes; where there is one such variable only, it is not padded.
func (h *header) layOutRecords(vars []*Variable, size int64) error {
	record, begin := int64(0), size
	for _, v := range vars {
		slab := v.slab
		if len(vars) > 1 {
			slab += -slab & 3
		}
		if slab > math.MaxInt64/2-record {
			return fmt.Errorf("variable %q: a record of %d bytes", v.name, slab)
		}
		record += slab
		begin = min(begin, v.begin)
	}
	n := h.records
	switch {
	case len(vars) == 0 || record == 0:
		n = max(n, 0)
	case n < 0:
		n = (size - begin) / record
	case n > 0 && n-1 > size/record:
		return fmt.Errorf("%d records of %d bytes leave a file of %d", n, record, size)
	}
	if n > maxRecords {
		return fmt.Errorf("%d records", n)
	}
	for _, v := range vars {
		v.shape[0] = int(n)
		v.strides[0] = record
		if _, err := chunkio.Count(v.shape, v.size()); err != nil {
			return fmt.Errorf("variable %q: %w", v.name, err)
		}
	}
	return nil
}

// maxRecords bounds the records of variables that have no bytes.
const maxRecords = 1 << 53

// checkExtent reports whether the variable lies between the header and the end of
// the file. Only padding may be missing there.
func (v *Variable) checkExtent(header, size int64) error {
	bytes := v.slab
	if v.record {
		if v.shape[0] == 0 {
			return nil
		}
		bytes += int64(v.shape[0]-1) * v.strides[0]
	}
	if bytes == 0 {
		return nil
	}
	if v.begin < header || v.begin > size || bytes > size-v.begin {
		return fmt.Errorf("bytes %d+%d lie outside the data, %d to %d", v.begin, bytes, header, size)
	}
	return nil
}
