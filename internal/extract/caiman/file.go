package caiman

import (
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// caimanFile reads values as CaImAn's own loader does. CaImAn saves a tree of
// dictionaries, a group each, with one dataset a value, and these exceptions:
// None is the text "NoneType"; text is a dataset up to version 1.9.8 and an
// attribute of the group since; an array of Python objects became an array of
// 32-byte texts, numbers too. None, an absent key and an empty array all mean
// that a value is not there.
type file struct {
	*h5.File
	datasets map[string]*h5.Dataset // opened so far, nil for None; the file closes them
}

func newFile(f *h5.File) *file {
	return &file{File: f, datasets: make(map[string]*h5.Dataset)}
}

// dataset returns the dataset at path, nil where there is none, or None, or
// something else. What leads out of the file is an error. It stays open until
// the file is closed.
func (f *file) dataset(path string) (*h5.Dataset, error) {
	if d, ok := f.datasets[path]; ok {
		return d, nil
	}
	switch kind, err := f.Kind(path); {
	case err != nil:
		return nil, err
	case kind == h5.Other:
		return nil, session.ContentErrorf(path, "is a %s: what lies elsewhere is not read", kind)
	case kind != h5.DatasetKind:
		return nil, nil
	}
	return f.listed(path)
}

// listed is dataset for a path that List gave as one.
func (f *file) listed(path string) (*h5.Dataset, error) {
	if d, ok := f.datasets[path]; ok {
		return d, nil
	}
	d, err := f.Dataset(path)
	if err != nil {
		return nil, err
	}
	none, err := isNone(d)
	if err != nil || none {
		err = errors.Join(err, d.Close())
		d = nil
	}
	if err != nil {
		return nil, err
	}
	f.datasets[path] = d
	return d, nil
}

// release closes the dataset at path, which will not be needed again soon.
func (f *file) release(path string) error {
	d := f.datasets[path]
	delete(f.datasets, path)
	if d == nil {
		return nil
	}
	return d.Close()
}

// noneMark is what CaImAn saves for None.
const noneMark = "NoneType"

// isNone reports whether d is CaImAn's mark for None.
func isNone(d *h5.Dataset) (bool, error) {
	if len(d.Shape()) != 0 || d.Type().Class != h5.ClassString {
		return false, nil
	}
	v, err := d.Read(source.SmallBytes)
	if errors.Is(err, chunkio.ErrTooLarge) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return slices.Equal(v.Texts, []string{noneMark}), nil
}

// elements returns the number of elements of d, or an error where the shape is
// beyond all counting.
func elements(d *h5.Dataset) (int, error) {
	n, err := chunkio.Count(d.Shape(), max(d.Type().Size, 1))
	if err != nil {
		return 0, session.ContentErrorf(d.Path(), "cannot be read: %v", err)
	}
	return n, nil
}

// filled returns the dataset at path like dataset, nil also for an empty one.
func (f *file) filled(path string) (*h5.Dataset, error) {
	d, err := f.dataset(path)
	if err != nil || d == nil {
		return nil, err
	}
	if n, err := elements(d); err != nil || n == 0 {
		return nil, err
	}
	return d, nil
}

// text returns the text of the given name in a group, "" where there is none.
func (f *file) text(group, name string) (string, error) {
	kind, err := f.Kind(group)
	if err != nil || kind != h5.Group {
		return "", err
	}
	v, ok, err := f.Attr(group, name)
	if err != nil {
		return "", err
	}
	if !ok {
		d, err := f.filled(path.Join(group, name))
		if err != nil || d == nil || d.Type().Class != h5.ClassString || len(d.Shape()) != 0 {
			return "", err
		}
		if v, err = d.Read(source.SmallBytes); err != nil {
			return "", err
		}
	}
	if len(v.Texts) != 1 {
		return "", nil
	}
	return v.Texts[0], nil
}

// numbers is an array of numbers that was read whole.
type numbers struct {
	values []float64
	shape  []int
	dtype  chunkio.DType // Float32 where stored so, otherwise Float64
}

// errNotNumbers is returned for a dataset that holds neither numbers nor texts
// of numbers.
var errNotNumbers = errors.New("not numbers")

// numbers reads the array at path, nil where it is not there. Texts of numbers
// are numbers, with NaN for a None among them; nothing but None is not there.
func (f *file) numbers(path string, limitBytes int) (*numbers, error) {
	d, err := f.filled(path)
	if err != nil || d == nil {
		return nil, err
	}
	v, err := d.Read(limitBytes)
	if err != nil {
		return nil, err
	}
	n := &numbers{shape: v.Shape, dtype: chunkio.Float64}
	switch v.Type.Class {
	case h5.ClassFloat, h5.ClassInt, h5.ClassUint, h5.ClassBool:
		if v.Type.Class == h5.ClassFloat && v.Type.Size <= 4 {
			n.dtype = chunkio.Float32
		}
		if n.values, err = v.Float64s(); err != nil {
			return nil, fmt.Errorf("read %q: %w", path, err)
		}
	case h5.ClassString:
		if !slices.ContainsFunc(v.Texts, func(t string) bool { return t != "None" }) {
			return nil, nil
		}
		if n.values, err = parseNumbers(v.Texts); err != nil {
			return nil, fmt.Errorf("read %q: %w", path, err)
		}
	default:
		return nil, fmt.Errorf("read %q: %w", path, errNotNumbers)
	}
	return n, nil
}

// parseNumbers reads Python's texts of numbers: "-65.8", "inf", "[0.5]", "None".
func parseNumbers(texts []string) ([]float64, error) {
	values := make([]float64, len(texts))
	for i, t := range texts {
		t = strings.Trim(t, "[] ")
		if t == "None" {
			t = "nan"
		}
		v, err := strconv.ParseFloat(t, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return nil, fmt.Errorf("%w: %q", errNotNumbers, texts[i])
		}
		values[i] = v
	}
	return values, nil
}

// scalar reads the one number at path; ok is false where it is not there or is
// more than one.
func (f *file) scalar(path string) (value float64, ok bool, err error) {
	n, err := f.numbers(path, source.SmallBytes)
	if errors.Is(err, errNotNumbers) || errors.Is(err, chunkio.ErrTooLarge) {
		return 0, false, nil
	}
	if err != nil || n == nil || len(n.values) != 1 {
		return 0, false, err
	}
	return n.values[0], true, nil
}

// integers reads the integers at path, nil where they are not there.
func (f *file) integers(path string, limitBytes int) ([]int64, error) {
	d, err := f.filled(path)
	if err != nil || d == nil {
		return nil, err
	}
	v, err := d.Read(limitBytes)
	if err != nil {
		return nil, err
	}
	switch d.Type().Class {
	case h5.ClassInt, h5.ClassUint:
	case h5.ClassFloat: // as scripts save them that read them as floats
		return wholeNumbers(path, v)
	default:
		return nil, session.ContentErrorf(path, "does not hold integers")
	}
	ints, err := v.Int64s()
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	return ints, nil
}

// wholeNumbers returns integers that are stored as floats.
func wholeNumbers(path string, v h5.Value) ([]int64, error) {
	floats, err := v.Float64s()
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	const exact = 1 << 53 // up to which every integer has a float64
	ints := make([]int64, len(floats))
	for i, x := range floats {
		if x != math.Trunc(x) || math.Abs(x) >= exact {
			return nil, session.ContentErrorf(path, "holds %v, expected an integer", x)
		}
		ints[i] = int64(x)
	}
	return ints, nil
}

// sparseParts are the datasets of a sparse matrix, whichever way it is laid out.
type sparseParts struct {
	path                  string // of the group
	rows, columns         int    // as "shape" has them
	data, indices, indptr *h5.Dataset
}

// parts opens the datasets of the sparse matrix in the group at path, nil where
// there is none.
func (f *file) parts(path string) (*sparseParts, error) {
	if kind, err := f.Kind(path); err != nil || kind != h5.Group {
		return nil, err
	}
	p := &sparseParts{path: path}
	for _, part := range []struct {
		name string
		to   **h5.Dataset
	}{{"data", &p.data}, {"indices", &p.indices}, {"indptr", &p.indptr}} {
		name := part.name
		d, err := f.dataset(path + "/" + name)
		if err != nil {
			return nil, err
		}
		if d == nil {
			return nil, f.notPart(path, name)
		}
		if d.DType() == chunkio.Invalid {
			return nil, session.ContentErrorf(path+"/"+name, "is of type %s, not numbers", d.Type())
		}
		if err := plausible(d); err != nil {
			return nil, err
		}
		*part.to = d
	}
	shape, err := f.integers(path+"/shape", source.SmallBytes)
	if err != nil {
		return nil, err
	}
	if len(shape) != 2 || shape[0] < 0 || shape[1] < 0 {
		return nil, session.ContentErrorf(path+"/shape", "is %v, not rows and columns", shape)
	}
	if max(shape[0], shape[1]) > source.MaxPixels || min(shape[0], shape[1]) > maxColumns {
		return nil, session.ContentErrorf(path+"/shape", "is %v, more than any recording has", shape)
	}
	p.rows, p.columns = int(shape[0]), int(shape[1])
	return p, nil
}

// sparse opens the sparse matrix in the group at path in column layout, nil where
// there is none.
func (f *file) sparse(path string) (*csc, error) {
	p, err := f.parts(path)
	if err != nil || p == nil {
		return nil, err
	}
	if p.columns > maxColumns {
		return nil, session.ContentErrorf(path+"/shape", "is %v, more than any recording has", []int{p.rows, p.columns})
	}
	return f.byColumn(p, p.rows, p.columns)
}

// byColumn returns a matrix of so many rows and columns whose columns are one
// after the other.
func (f *file) byColumn(p *sparseParts, rows, columns int) (*csc, error) {
	indptr, err := f.integers(p.path+"/indptr", (maxColumns+1)*8)
	if err != nil {
		return nil, err
	}
	return newCSC(p.path, rows, columns, indptr, p.data, p.indices)
}

// notPart returns the error for a sparse matrix in the group at path of which
// no dataset has the given name.
func (f *file) notPart(path, name string) error {
	inside := path + "/" + name
	switch kind, err := f.Kind(inside); {
	case err != nil:
		return err
	case kind == h5.DatasetKind:
		return session.ContentErrorf(inside, "is %q, which is saved for None, not numbers", noneMark)
	case kind == h5.None:
		return session.ContentErrorf(path, "has no dataset %q: not a sparse matrix in column layout", name)
	default:
		return session.ContentErrorf(inside, "is a %s, not a dataset", kind)
	}
}

// plausible refuses a dataset whose shape is out of all proportion to what is
// stored of it, as one that was never written: memory is sized by the shape.
func plausible(d *h5.Dataset) error {
	const ratio, slack = 4096, 1 << 20
	n, err := elements(d)
	if err != nil {
		return err
	}
	size := n * max(d.Type().Size, 1)
	if int64(size/ratio) > d.StoredBytes()+slack/ratio {
		return session.ContentErrorf(d.Path(), "claims %d bytes, of which the file holds %d", size, d.StoredBytes())
	}
	return nil
}
