package minian

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// minianVariable is an array of a Minian result: its axes have names, and the
// arrays stored beside it are its coordinates.
type variable struct {
	name   string
	at     string // path inside the source, for messages: "C.zarr/C"
	dims   []string
	array  chunkio.Array // of DType Invalid for text
	texts  func(ctx context.Context, limit int) ([]string, error)
	attrs  map[string]any // those of the user, see isStoreAttribute
	coords map[string]*variable
}

// minianStore is the variables of a Minian result, wherever they come from: a
// folder of Zarr groups, one Zarr group, or netCDF files of either kind.
type store struct {
	variables map[string]*variable
	leftOut   []session.LeftOut // what is beside the variables and is none
	closers   []io.Closer
}

// Close closes the files of the store.
func (s *store) Close() error {
	var errs []error
	for _, c := range s.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// names returns the names of the variables, sorted.
func (s *store) names() []string {
	names := make([]string, 0, len(s.variables))
	for name := range s.variables {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// add takes over the arrays of one store, whose coordinates are shared. With
// only not "", the array of that name is the variable and all others are its
// coordinates; otherwise they are told apart as xarray does.
func (s *store) add(arrays map[string]*variable, only string, listed []string) error {
	coordinates := map[string]bool{}
	for _, name := range listed {
		coordinates[name] = true
	}
	for name, v := range arrays {
		for _, c := range strings.Fields(textOf(v.attrs["coordinates"])) {
			coordinates[c] = true
		}
		if len(v.dims) == 0 || len(v.dims) == 1 && v.dims[0] == name {
			coordinates[name] = true
		}
		delete(v.attrs, "coordinates")
	}
	coords := map[string]*variable{}
	for name, v := range arrays {
		if only != "" && name != only || only == "" && coordinates[name] {
			coords[name] = v
		}
	}
	for name, v := range arrays {
		if coords[name] != nil {
			continue
		}
		if other, ok := s.variables[name]; ok {
			return session.ContentErrorf(v.at, "is a second variable %q beside %q: give one result, not several", name, other.at)
		}
		v.coords = coords
		s.variables[name] = v
	}
	return nil
}

// isStoreAttribute reports whether an attribute belongs to the way in which
// xarray, Zarr or netCDF store an array, rather than to the user.
func isStoreAttribute(name string) bool {
	switch name {
	case "_ARRAY_DIMENSIONS", "_FillValue", "missing_value", "DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME", "DIMENSION_LABELS":
		return true
	}
	return strings.HasPrefix(name, "_Netcdf4") || strings.HasPrefix(name, "_NC") || strings.HasPrefix(name, "_nc3")
}

// axis returns which axis of v has the given name, -1 where none has.
func (v *variable) axis(dim string) int { return slices.Index(v.dims, dim) }

// has reports whether the axes of v are exactly those named, in any order.
func (v *variable) has(dims ...string) bool {
	if len(v.dims) != len(dims) {
		return false
	}
	for _, d := range dims {
		if v.axis(d) < 0 {
			return false
		}
	}
	return true
}

// along returns v with its axes in the given order, all of which it has.
func (v *variable) along(dims ...string) (chunkio.Array, error) {
	if v.array.DType() == chunkio.Invalid {
		return nil, session.ContentErrorf(v.at, "does not hold numbers")
	}
	for _, packing := range []string{"scale_factor", "add_offset"} {
		if _, ok := v.attrs[packing]; ok {
			return nil, session.ContentErrorf(v.at, "is packed into integers by %q, which is not supported: save it as floating-point numbers", packing)
		}
	}
	if !v.has(dims...) {
		return nil, session.ContentErrorf(v.at, "has the dimensions %q, expected %q", v.dims, dims)
	}
	if slices.Equal(v.dims, dims) {
		return v.array, nil
	}
	axes := make([]int, len(dims))
	for i, d := range dims {
		axes[i] = v.axis(d)
	}
	return chunkio.Permute(v.array, axes)
}

// length returns the length of the axis of the given name, which v has.
func (v *variable) length(dim string) int { return v.array.Shape()[v.axis(dim)] }

// coordinate returns the coordinate of the given name, nil where there is none.
// It must have one value for each step of the axis dim, or be one value where
// dim is "".
func (v *variable) coordinate(name, dim string) (*variable, error) {
	c, ok := v.coords[name]
	switch {
	case !ok:
		return nil, nil
	case dim == "" && len(c.array.Shape()) != 0:
		return nil, session.ContentErrorf(c.at, "has shape %v, expected one value", c.array.Shape())
	case dim != "" && (len(c.dims) != 1 || c.dims[0] != dim):
		return nil, session.ContentErrorf(c.at, "has the dimensions %q, expected %q", c.dims, dim)
	case dim != "" && c.array.Shape()[0] != v.length(dim):
		return nil, session.ContentErrorf(c.at, "has %d values, but %q has %d along %q", c.array.Shape()[0], v.at, v.length(dim), dim)
	}
	return c, nil
}

// coordinateBytes is the most that is held of the values of a coordinate.
const coordinateBytes = 64 << 20

// raw reads all of a small array.
func (v *variable) raw(ctx context.Context) ([]byte, error) {
	d := v.array.DType()
	if d == chunkio.Invalid {
		return nil, session.ContentErrorf(v.at, "does not hold numbers")
	}
	n, err := chunkio.Count(v.array.Shape(), 8)
	if err == nil && n > coordinateBytes/8 {
		err = fmt.Errorf("%w: %d values", chunkio.ErrTooLarge, n)
	}
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", v.at, err)
	}
	raw := make([]byte, n*d.Size())
	if err := v.array.ReadBlock(ctx, raw, make([]int, len(v.array.Shape())), v.array.Shape()); err != nil {
		return nil, fmt.Errorf("read %q: %w", v.at, err)
	}
	return raw, nil
}

// floats reads all values of a small array.
func (v *variable) floats(ctx context.Context) ([]float64, error) {
	raw, err := v.raw(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(raw)/v.array.DType().Size())
	chunkio.Float64s(out, raw, v.array.DType())
	return out, nil
}

// integers reads all values of a small array of whole numbers, whatever their
// type. What is NaN is false in known; nothing else may be no whole number.
func (v *variable) integers(ctx context.Context) (values []int64, known []bool, err error) {
	raw, err := v.raw(ctx)
	if err != nil {
		return nil, nil, err
	}
	d := v.array.DType()
	floats := make([]float64, len(raw)/d.Size())
	chunkio.Float64s(floats, raw, d)
	values, known = make([]int64, len(floats)), make([]bool, len(floats))
	for i, f := range floats {
		switch {
		case d == chunkio.Int64:
			values[i] = int64(binary.LittleEndian.Uint64(raw[8*i:]))
		case math.IsNaN(f):
			continue
		case f != math.Trunc(f) || math.Abs(f) >= 1<<63:
			return nil, nil, session.ContentErrorf(v.at, "holds %v at position %d, expected a whole number", f, i)
		default:
			values[i] = int64(f)
		}
		known[i] = true
	}
	return values, known, nil
}

// strings reads all texts of a small array.
func (v *variable) strings(ctx context.Context) ([]string, error) {
	if v.texts == nil {
		return nil, session.ContentErrorf(v.at, "does not hold text")
	}
	texts, err := v.texts(ctx, source.SmallBytes)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", v.at, err)
	}
	return texts, nil
}
