package minian

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/chunkio/netcdf3"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// addNetCDF adds the variables of a netCDF file: netCDF-4, which is HDF5, or
// one of the classic formats.
func (s *store) addNetCDF(file, prefix string) error {
	arrays, global := map[string]*variable{}, ""
	var err error
	classic, notClassic := netcdf3.Open(file)
	switch {
	case notClassic == nil:
		s.closers = append(s.closers, classic)
		global = textOf(classic.Attrs()["coordinates"])
		err = s.readClassic(classic, prefix, arrays)
	case errors.Is(notClassic, netcdf3.ErrFormat):
		var f *h5.File
		if f, err = source.OpenHDF5(file, Expected); err != nil {
			return err
		}
		s.closers = append(s.closers, f)
		global, err = s.readHDF5(f, prefix, arrays)
	default:
		return notClassic
	}
	if errors.Is(err, h5.ErrTruncated) {
		return source.Truncated(file, Expected, err)
	}
	if err != nil {
		return err
	}
	return s.add(arrays, "", strings.Fields(global))
}

// readClassic lists the variables of a classic file. Text has an axis of
// characters, its last, which is none of the text's own.
func (s *store) readClassic(f *netcdf3.File, prefix string, arrays map[string]*variable) error {
	for _, name := range f.Variables() {
		a, err := f.Variable(name)
		if err != nil {
			return err
		}
		v := &variable{name: name, at: prefix + name, dims: a.DimensionNames(), array: a, attrs: map[string]any{}}
		if a.IsText() {
			v.texts = a.ReadTexts
			if n := len(v.dims); n > 0 {
				v.dims = v.dims[:n-1]
				v.array = chunkio.FromBytes(a.Shape()[:n-1], chunkio.Invalid, nil)
			}
		}
		for key, value := range a.Attrs() {
			if !isStoreAttribute(key) {
				v.attrs[key] = value
			}
		}
		arrays[name] = v
	}
	return nil
}

// dimensionScale marks a dataset that netCDF-4 has as a dimension, with or
// without values.
const dimensionScale = "DIMENSION_SCALE"

// noVariable is how netCDF-4 names a dimension that has no variable.
const noVariable = "This is a netCDF dimension but not a netCDF variable"

// readHDF5 lists the variables of a netCDF-4 file and returns the global list
// of coordinates.
func (s *store) readHDF5(f *h5.File, prefix string, arrays map[string]*variable) (global string, err error) {
	entries, err := f.List("/")
	if err != nil {
		return "", err
	}
	dimensions, err := hdf5DimensionIDs(f, entries)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if e.Kind != h5.DatasetKind {
			s.leftOut = append(s.leftOut, session.LeftOut{Source: prefix + e.Name, Reason: "a " + e.Kind.String() + ", which Minian does not write"})
			continue
		}
		v, err := readHDF5Variable(f, e.Name, dimensions)
		if err != nil {
			return "", err
		}
		if v != nil {
			v.at = prefix + v.name
			arrays[e.Name] = v
		}
	}
	value, ok, err := f.Attr("/", "coordinates")
	if err != nil || !ok {
		return "", err
	}
	return textOf(value), nil
}

// readHDF5Variable opens one variable, nil for a dimension without one.
func readHDF5Variable(f *h5.File, name string, dimensions map[int64]string) (*variable, error) {
	class, isScale, err := f.Attr(name, "CLASS")
	if err != nil {
		return nil, err
	}
	isScale = isScale && textOf(class) == dimensionScale
	if isScale {
		own, _, err := f.Attr(name, "NAME")
		if err != nil || strings.HasPrefix(textOf(own), noVariable) {
			return nil, err
		}
	}
	d, err := f.Dataset(name)
	if err != nil {
		return nil, err
	}
	v := &variable{name: name, array: d, attrs: map[string]any{}}
	if v.dims, err = hdf5Dimensions(f, name, len(d.Shape()), isScale, dimensions); err != nil {
		return nil, err
	}
	if d.Type().Class == h5.ClassString {
		v.texts = func(_ context.Context, limit int) ([]string, error) {
			value, err := d.Read(limit)
			return value.Texts, err
		}
		v.joinCharacters(d)
	}
	keys, err := f.AttrNames(name)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		if isStoreAttribute(key) {
			continue
		}
		if v.attrs[key], _, err = f.Attr(name, key); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// hdf5DimensionIDs returns the names of the file's dimensions by their numbers.
func hdf5DimensionIDs(f *h5.File, entries []h5.Entry) (map[int64]string, error) {
	names := map[int64]string{}
	for _, e := range entries {
		if e.Kind != h5.DatasetKind {
			continue
		}
		class, ok, err := f.Attr(e.Name, "CLASS")
		if err != nil {
			return nil, err
		}
		if !ok || textOf(class) != dimensionScale {
			continue
		}
		v, ok, err := f.Attr(e.Name, "_Netcdf4Dimid")
		if err != nil {
			return nil, err
		}
		if id, wrong := v.Int64(); ok && wrong == nil {
			names[id] = e.Name
		}
	}
	return names, nil
}

// hdf5Dimensions returns the name of each axis of a variable, nil where they
// have none: those of the scales attached to them, or a scale's own, to which
// nothing is attached. One with several axes, as text is, has the numbers of
// its dimensions.
func hdf5Dimensions(f *h5.File, name string, rank int, isScale bool, dimensions map[int64]string) ([]string, error) {
	if isScale && rank == 1 {
		return []string{name}, nil
	}
	scales, err := f.Scales(name)
	if err != nil {
		return nil, err
	}
	dims := make([]string, rank)
	if scales == nil {
		v, ok, err := f.Attr(name, "_Netcdf4Coordinates")
		if err != nil || !ok {
			return nil, err
		}
		ids, err := v.Int64s()
		if err != nil || len(ids) != rank {
			return nil, session.ContentErrorf(name, "has %d axes, but %q names %d", rank, "_Netcdf4Coordinates", len(ids))
		}
		for i, id := range ids {
			dims[i] = dimensions[id]
		}
		return dims, nil
	}
	if len(scales) != rank {
		return nil, session.ContentErrorf(name, "has %d dimension scales for %d axes", len(scales), rank)
	}
	for i, axis := range scales {
		if len(axis) == 0 {
			return nil, nil
		}
		dims[i] = path.Base(axis[0])
	}
	return dims, nil
}

// joinCharacters makes texts of characters that are stored one by one, as
// netCDF's type char is.
func (v *variable) joinCharacters(d *h5.Dataset) {
	shape := d.Shape()
	last := len(shape) - 1
	if last < 0 || last >= len(v.dims) || d.Type().Variable || d.Type().Size != 1 || !strings.HasPrefix(v.dims[last], "string") {
		return
	}
	single, length := v.texts, shape[last]
	v.dims, v.array = v.dims[:last], chunkio.FromBytes(shape[:last], chunkio.Invalid, nil)
	v.texts = func(ctx context.Context, limit int) ([]string, error) {
		characters, err := single(ctx, limit)
		if err != nil || length == 0 {
			return nil, err
		}
		var texts []string
		for len(characters) >= length {
			texts = append(texts, strings.TrimRight(strings.Join(characters[:length], ""), "\x00 "))
			characters = characters[length:]
		}
		return texts, nil
	}
}

// textOf returns the text of an attribute, "" where it holds none.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case h5.Value:
		if len(v.Texts) == 1 {
			return v.Texts[0]
		}
	case []any:
		return strings.Join(textsOf(v), " ")
	}
	return ""
}

func textsOf(list []any) []string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = fmt.Sprint(v)
	}
	return texts
}
