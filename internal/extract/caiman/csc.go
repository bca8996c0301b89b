package caiman

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// maxColumns is the most components that a sparse matrix may have: ten times
// what the largest recordings yield, and few enough to index in memory.
const maxColumns = 1 << 20

// csc is a sparse matrix in SciPy's compressed column layout: column i is
// weights data[indptr[i]:indptr[i+1]] at the rows in the same range of indices.
// Only indptr is held in memory.
type csc struct {
	path          string // of the group, for errors
	rows          int
	indptr        []int64
	data, indices chunkio.Array
	scratch       sync.Pool // of *cscScratch
}

// cscScratch is what reading one column needs.
type cscScratch struct {
	raw    []byte
	values []float64
	pairs  []pixelWeight
}

// pixelWeight is the weight of one pixel, by its linear index.
type pixelWeight struct {
	pixel  int
	weight float64
}

// newCSC checks the parts of a matrix against each other.
func newCSC(path string, rows, columns int, indptr []int64, data, indices chunkio.Array) (*csc, error) {
	stored, err := vectorLength(path+"/data", data)
	if err != nil {
		return nil, err
	}
	n, err := vectorLength(path+"/indices", indices)
	switch {
	case err != nil:
		return nil, err
	case n != stored:
		return nil, session.ContentErrorf(path+"/indices", "has %d values for the %d of %q", n, stored, path+"/data")
	case indices.DType().IsFloat() || indices.DType() == chunkio.Bool:
		return nil, session.ContentErrorf(path+"/indices", "is of type %v, not of integers", indices.DType())
	}
	if err := checkIndptr(path+"/indptr", indptr, columns, stored); err != nil {
		return nil, err
	}
	for i := range columns { // bounds what reading a column takes
		if n := indptr[i+1] - indptr[i]; n > int64(rows) {
			return nil, session.ContentErrorf(path+"/indptr", "gives column %d %d values for %d pixels", i, n, rows)
		}
	}
	return &csc{path: path, rows: rows, indptr: indptr, data: data, indices: indices}, nil
}

func vectorLength(path string, a chunkio.Array) (int, error) {
	if shape := a.Shape(); len(shape) != 1 {
		return 0, session.ContentErrorf(path, "has shape %v, not one axis", shape)
	}
	if a.DType() == chunkio.Invalid {
		return 0, session.ContentErrorf(path, "does not hold numbers")
	}
	return a.Shape()[0], nil
}

// checkIndptr checks the column starts of a matrix that has the given number of
// columns and of stored values.
func checkIndptr(path string, indptr []int64, columns, stored int) error {
	if len(indptr) != columns+1 {
		return session.ContentErrorf(path, "has %d values, not the %d of a matrix with %d columns", len(indptr), columns+1, columns)
	}
	if indptr[0] != 0 {
		return session.ContentErrorf(path, "begins with %d, not 0", indptr[0])
	}
	for i := range columns {
		if indptr[i+1] < indptr[i] {
			return session.ContentErrorf(path, "falls from %d to %d after column %d", indptr[i], indptr[i+1], i)
		}
	}
	if indptr[columns] != int64(stored) {
		return session.ContentErrorf(path, "ends with %d, not at the %d values stored", indptr[columns], stored)
	}
	return nil
}

func (m *csc) columns() int { return len(m.indptr) - 1 }

// column calls do with the pixels of column i, ascending, none twice and none
// of weight zero. The slice is valid until do returns.
func (m *csc) column(ctx context.Context, i int, do func([]pixelWeight) error) error {
	s, _ := m.scratch.Get().(*cscScratch)
	if s == nil {
		s = new(cscScratch)
	}
	defer m.scratch.Put(s)

	lo, n := int(m.indptr[i]), int(m.indptr[i+1]-m.indptr[i])
	s.pairs = slices.Grow(s.pairs[:0], n)[:n]
	if err := s.read(ctx, m.indices, lo, n); err != nil {
		return err
	}
	for k, p := range s.values {
		if !(p >= 0 && p < float64(m.rows)) {
			return session.ContentErrorf(m.path+"/indices", "holds %.0f in column %d, outside the %d pixels of the field", p, i, m.rows)
		}
		s.pairs[k].pixel = int(p)
	}
	if err := s.read(ctx, m.data, lo, n); err != nil {
		return err
	}
	for k, w := range s.values {
		s.pairs[k].weight = w
	}
	return do(tidy(s.pairs))
}

// read fills s.values with n elements of a, from lo on. Pixel numbers are far
// below 2^53, up to which a float64 holds every integer.
func (s *cscScratch) read(ctx context.Context, a chunkio.Array, lo, n int) error {
	size := n * a.DType().Size()
	s.raw = slices.Grow(s.raw[:0], size)[:size]
	s.values = slices.Grow(s.values[:0], n)[:n]
	if n == 0 {
		return nil
	}
	if err := a.ReadBlock(ctx, s.raw, []int{lo}, []int{n}); err != nil {
		return err
	}
	chunkio.Float64s(s.values, s.raw, a.DType())
	return nil
}

// tidy sorts pairs by pixel, adds up pixels that stand twice, as SciPy does,
// and drops weights of zero: CaImAn leaves its columns unsorted until dF/F is
// computed, and its online runs store zeros. NaN is a weight like any other.
func tidy(pairs []pixelWeight) []pixelWeight {
	byPixel := func(a, b pixelWeight) int { return a.pixel - b.pixel }
	if !slices.IsSortedFunc(pairs, byPixel) {
		slices.SortStableFunc(pairs, byPixel)
	}
	out := pairs[:0]
	for _, p := range pairs {
		if last := len(out) - 1; last >= 0 && out[last].pixel == p.pixel {
			out[last].weight += p.weight
			continue
		}
		out = append(out, p)
	}
	return slices.DeleteFunc(out, func(p pixelWeight) bool { return p.weight == 0 })
}

// cscFootprints are the columns of a sparse matrix as footprints. It is safe
// for concurrent use.
type cscFootprints struct {
	matrix *csc
	field  fortranField
}

func (f *cscFootprints) Len() int { return f.matrix.columns() }

// Bytes returns how many bytes are read for all footprints, unpacked.
func (f *cscFootprints) Bytes() int64 {
	return int64(f.matrix.data.Shape()[0]) * int64(f.matrix.data.DType().Size()+f.matrix.indices.DType().Size())
}

func (f *cscFootprints) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	if i < 0 || i >= f.Len() {
		return fmt.Errorf("footprint %d of %d", i, f.Len())
	}
	return f.matrix.column(ctx, i, func(pairs []pixelWeight) error {
		for _, p := range pairs {
			f.field.add(dst, p.pixel, p.weight)
		}
		return nil
	})
}
