package nwb

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/session"
)

// sparseBytes is the most of a sparse mask that is held in memory: ROIs that
// follow each other are in it together.
const sparseBytes = 1 << 20

// sparseRows lists the pixels of all ROIs. They are read from the file a block
// at a time; the last block is kept. It is safe for concurrent use.
type sparseRows struct {
	rows   *h5.Dataset
	total  int        // pixels of all ROIs
	size   int        // bytes of one pixel
	fields []h5.Field // x, y[, z], weight
	ends   []int
	block  int // pixels that are read together
	turn   chan struct{}

	first int // pixel of those kept
	kept  []byte
}

// sparse opens a sparse mask; nil where there is none.
func (r *reader) sparse(ctx context.Context, path string, n int, volume bool) (session.Footprints, error) {
	if kind, err := r.file.Kind(path); err != nil || kind != h5.DatasetKind {
		return nil, err
	}
	rows, err := r.file.Dataset(path)
	if err != nil {
		return nil, err
	}
	m, err := r.sparseOf(ctx, rows, path, n, volume)
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return m, nil
}

func (r *reader) sparseOf(ctx context.Context, rows *h5.Dataset, path string, n int, volume bool) (*sparseRows, error) {
	shape := rows.Shape()
	if len(shape) != 1 {
		return nil, wrong(path, "has shape %v, not that of a list of pixels", shape)
	}
	m := &sparseRows{rows: rows, total: shape[0], turn: make(chan struct{}, 1)}
	if err := m.learn(path, volume, r.sizes.sparse); err != nil {
		return nil, err
	}
	ends, there, err := r.ends(path+"_index", n)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, wrong(path+"_index", "is not there: nothing tells which pixels are whose")
	}
	m.ends = ends
	if last(m.ends) > m.total {
		return nil, wrong(path+"_index", "ends at %d, but there are %d pixels", last(m.ends), m.total)
	}
	reach, err := m.reach(ctx, path)
	if err != nil {
		return nil, err
	}
	for i, n := range reach {
		r.reach[i] = max(r.reach[i], n)
	}
	return m, nil
}

// learn finds the numbers of a pixel in its type, and how many pixels make a
// block of at most limit bytes.
func (m *sparseRows) learn(path string, volume bool, limit int) error {
	nothing, err := m.rows.ReadElements([]int{0}, []int{0}, 0) // as libhdf5 delivers it
	if err != nil {
		return err
	}
	names := []string{"x", "y", "weight"}
	if volume {
		names = []string{"x", "y", "z", "weight"}
	}
	for _, name := range names {
		at := slices.IndexFunc(nothing.Type.Fields, func(f h5.Field) bool { return f.Name == name })
		if at < 0 || nothing.Type.Fields[at].Type.DType() == chunkio.Invalid {
			return wrong(path, "is %s, without a number %q", nothing.Type, name)
		}
		m.fields = append(m.fields, nothing.Type.Fields[at])
	}
	m.size = nothing.Type.Size
	m.block = max(limit/m.size, 1)
	return nil
}

func (m *sparseRows) Len() int { return len(m.ends) }

// Footprint returns the pixels as they are listed.
func (m *sparseRows) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	if err := inRange(i, m.Len()); err != nil {
		return err
	}
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	at := 0
	if i > 0 {
		at = m.ends[i-1]
	}
	for at < m.ends[i] {
		rows, err := m.from(ctx, at, m.ends[i])
		if err != nil {
			return err
		}
		at += len(rows) / m.size
		m.appendTo(dst, rows)
	}
	return nil
}

// appendTo appends the pixels whose weight is not zero.
func (m *sparseRows) appendTo(dst *session.Footprint, rows []byte) {
	volume := len(m.fields) == 4
	for row := rows; len(row) > 0; row = row[m.size:] {
		weight := m.at(row, len(m.fields)-1)
		if weight == 0 {
			continue
		}
		dst.X, dst.Y, dst.W = append(dst.X, uint32(m.at(row, 0))), append(dst.Y, uint32(m.at(row, 1))), append(dst.W, weight)
		if volume {
			dst.Z = append(dst.Z, uint32(m.at(row, 2)))
		}
	}
}

// from returns pixels from number at on, as many as are in the same block and
// come before end.
func (m *sparseRows) from(ctx context.Context, at, end int) ([]byte, error) {
	if at < m.first || at >= m.first+len(m.kept)/m.size {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		first := at / m.block * m.block
		v, err := m.rows.ReadElements([]int{first}, []int{min(m.block, m.total-first)}, m.block*m.size)
		if err != nil {
			return nil, err
		}
		m.first, m.kept = first, v.Raw
	}
	return m.kept[(at-m.first)*m.size : min((end-m.first)*m.size, len(m.kept))], nil
}

// at returns field k of a pixel.
func (m *sparseRows) at(row []byte, k int) float64 {
	f := m.fields[k]
	d := f.Type.DType()
	if d == chunkio.Uint32 {
		return float64(binary.LittleEndian.Uint32(row[f.Offset:]))
	}
	var out [1]float64
	chunkio.Float64s(out[:], row[f.Offset:f.Offset+d.Size()], d)
	return out[0]
}

// maxAxis is the longest axis that a field of view can have.
const maxAxis = 1 << 20

// reach returns how far the pixels reach along x, y[, z].
func (m *sparseRows) reach(ctx context.Context, path string) ([]int, error) {
	reach := make([]int, len(m.fields)-1)
	for at := 0; at < m.total; {
		rows, err := m.from(ctx, at, m.total)
		if err != nil {
			return nil, err
		}
		at += len(rows) / m.size
		for row := rows; len(row) > 0; row = row[m.size:] {
			for axis := range reach {
				v := m.at(row, axis)
				if !(v >= 0 && v < maxAxis) {
					return nil, wrong(path, "holds a pixel at %s = %g", m.fields[axis].Name, v)
				}
				reach[axis] = max(reach[axis], int(v)+1)
			}
		}
	}
	return reach, nil
}
