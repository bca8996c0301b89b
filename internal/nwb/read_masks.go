package nwb

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/session"
)

// footprints opens the masks of a table of n rows: the sparse ones where there
// are both. What they tell of the field of view is noted.
func (r *reader) footprints(table string, n int) (session.Footprints, error) {
	dense, err := r.array(join(table, string(ImageMask)))
	if err != nil {
		return nil, err
	}
	if dense != nil {
		shape := dense.Shape()
		if len(shape) != 3 && len(shape) != 4 || shape[0] != n {
			return nil, wrong(join(table, string(ImageMask)), "has shape %v, not that of an image for each of %d ROIs", shape, n)
		}
		if slices.Max(shape[1:]) > maxAxis {
			return nil, wrong(join(table, string(ImageMask)), "has shape %v, with an axis beyond %d pixels", shape, maxAxis)
		}
		r.setField(shape[1:])
	}
	for _, kind := range []MaskKind{PixelMask, VoxelMask} {
		sparse, err := r.sparse(join(table, string(kind)), n, kind == VoxelMask)
		if sparse != nil || err != nil {
			return sparse, err
		}
	}
	if dense != nil {
		return newDenseMasks(dense), nil
	}
	if table == r.rois {
		r.remark("the file holds no masks")
	}
	return noMasks(n), nil
}

// noMasks are the footprints of a table without masks: all empty.
type noMasks int

func (n noMasks) Len() int { return int(n) }

func (n noMasks) Footprint(_ context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	return inRange(i, int(n))
}

func inRange(i, n int) error {
	if i < 0 || i >= n {
		return fmt.Errorf("footprint %d of %d", i, n)
	}
	return nil
}

// sparseRows lists the pixels of all ROIs, held in memory as the file has
// them.
type sparseRows struct {
	raw    []byte
	size   int        // bytes of one pixel
	fields []h5.Field // x, y[, z], weight
	ends   []int
}

// sparse reads a sparse mask; nil where there is none.
func (r *reader) sparse(path string, n int, volume bool) (session.Footprints, error) {
	v, ok, err := r.value(path)
	if err != nil || !ok {
		return nil, err
	}
	m := &sparseRows{raw: v.Raw, size: v.Type.Size}
	names := []string{"x", "y", "weight"}
	if volume {
		names = []string{"x", "y", "z", "weight"}
	}
	for _, name := range names {
		at := slices.IndexFunc(v.Type.Fields, func(f h5.Field) bool { return f.Name == name })
		if at < 0 || v.Type.Fields[at].Type.DType() == chunkio.Invalid {
			return nil, wrong(path, "is %s, without a number %q", v.Type, name)
		}
		m.fields = append(m.fields, v.Type.Fields[at])
	}
	var there bool
	if m.ends, there, err = r.ends(path+"_index", n); err != nil {
		return nil, err
	}
	if !there {
		return nil, wrong(path+"_index", "is not there: nothing tells which pixels are whose")
	}
	if pixels := len(m.raw) / m.size; last(m.ends) > pixels {
		return nil, wrong(path+"_index", "ends at %d, but there are %d pixels", last(m.ends), pixels)
	}
	reach, err := m.reach(path)
	if err != nil {
		return nil, err
	}
	for i, n := range reach {
		r.reach[i] = max(r.reach[i], n)
	}
	return m, nil
}

func (m *sparseRows) Len() int { return len(m.ends) }

// Footprint gives the pixels as they are listed.
func (m *sparseRows) Footprint(_ context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	if err := inRange(i, m.Len()); err != nil {
		return err
	}
	first, volume := 0, len(m.fields) == 4
	if i > 0 {
		first = m.ends[i-1]
	}
	for row := m.raw[first*m.size : m.ends[i]*m.size]; len(row) > 0; row = row[m.size:] {
		weight := m.at(row, len(m.fields)-1)
		if weight == 0 {
			continue
		}
		dst.X, dst.Y, dst.W = append(dst.X, uint32(m.at(row, 0))), append(dst.Y, uint32(m.at(row, 1))), append(dst.W, weight)
		if volume {
			dst.Z = append(dst.Z, uint32(m.at(row, 2)))
		}
	}
	return nil
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
func (m *sparseRows) reach(path string) ([]int, error) {
	reach := make([]int, len(m.fields)-1)
	for row := m.raw; len(row) > 0; row = row[m.size:] {
		for axis := range reach {
			v := m.at(row, axis)
			if !(v >= 0 && v < maxAxis) {
				return nil, wrong(path, "holds a pixel at %s = %g", m.fields[axis].Name, v)
			}
			reach[axis] = max(reach[axis], int(v)+1)
		}
	}
	return reach, nil
}

// denseMasks are images of shape (ROIs, x, y) or (ROIs, x, y, z), read tile by
// tile. As one tile may hold several ROIs, those are read together, and their
// pixels are kept until others are asked for. It is safe for concurrent use.
type denseMasks struct {
	images chunkio.Array
	stored *h5.Dataset // the images, where those elements that are not stored are zero
	tile   []int       // extent of a box along the axes of an image
	most   int         // pixels kept, unless one ROI alone has more
	turn   chan struct{}

	group int // ROIs read together
	first int // of those kept
	kept  []session.Footprint
	raw   []byte
	row   []float64
}

const (
	tileBytes  = 1 << 20   // the most that is read at a time
	keptPixels = 512 << 10 // the most pixels kept, unless one ROI alone has more
)

func newDenseMasks(a chunkio.Array) *denseMasks {
	m := &denseMasks{images: a, group: 1, most: keptPixels, turn: make(chan struct{}, 1)}
	want := slices.Clone(a.Shape()[1:])
	if grain := a.Grain(); grain != nil {
		m.group, want = max(min(grain[0], a.Shape()[0]), 1), grain[1:]
	}
	if d, ok := a.(*h5.Dataset); ok && d.Blank() {
		m.stored = d
	}
	size := a.DType().Size()
	m.tile = chunkio.FitChunk(a.Shape()[1:], want, size, max(tileBytes/m.group, 4<<10))
	m.group = max(min(m.group, tileBytes/(chunkio.Layout{Chunk: m.tile, Size: size}).ChunkBytes()), 1)
	return m
}

func (m *denseMasks) Len() int { return m.images.Shape()[0] }

// Footprint gives the pixels that are not zero, tile by tile.
func (m *denseMasks) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
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
	for i < m.first || i >= m.first+len(m.kept) {
		fits, err := m.gather(ctx, i, min(m.group, m.Len()-i))
		if err != nil {
			m.kept = m.kept[:0]
			return err
		}
		if !fits {
			m.kept, m.group = m.kept[:0], max(m.group/2, 1)
		}
	}
	f := &m.kept[i-m.first]
	dst.X, dst.Y, dst.Z, dst.W = append(dst.X, f.X...), append(dst.Y, f.Y...), append(dst.Z, f.Z...), append(dst.W, f.W...)
	return nil
}

// gather keeps the pixels of n ROIs from first on. It stops early, and returns
// false, where several have more than may be kept.
func (m *denseMasks) gather(ctx context.Context, first, n int) (bool, error) {
	m.first = first
	m.kept = slices.Grow(m.kept[:0], n)[:n]
	for k := range m.kept {
		m.kept[k].Reset()
	}
	pixels := 0
	err := m.eachTile(first, n, func(start, count []int) error {
		found, err := m.read(ctx, start, count)
		if pixels += found; err == nil && pixels > m.most && n > 1 {
			err = errTooMany
		}
		return err
	})
	if errors.Is(err, errTooMany) {
		return false, nil
	}
	return err == nil, err
}

var errTooMany = errors.New("more pixels than may be kept")

// eachTile calls fn for tiles of n images that hold all that may be other than
// zero. Most tiles of a large field were never stored.
func (m *denseMasks) eachTile(first, n int, fn func(start, count []int) error) error {
	shape := m.images.Shape()
	start, count := make([]int, len(shape)), slices.Clone(shape)
	start[0], count[0] = first, n
	tile := append([]int{n}, m.tile...)
	tiles := func(start, count []int) error { return chunkio.EachBox(start, count, tile, fn) }
	if m.stored == nil {
		return tiles(start, count)
	}
	return m.stored.StoredBoxes(start, count, tiles)
}

// read appends what one box holds of each kept ROI, and returns how many
// pixels that were.
func (m *denseMasks) read(ctx context.Context, start, count []int) (found int, err error) {
	n, err := chunkio.Count(count, 8)
	if err != nil || n == 0 {
		return 0, err
	}
	size := m.images.DType().Size()
	m.raw = slices.Grow(m.raw[:0], n*size)[:n*size]
	if err := m.images.ReadBlock(ctx, m.raw, start, count); err != nil {
		return 0, err
	}
	run := count[len(count)-1] // pixels of one row of the box
	m.row = slices.Grow(m.row[:0], run)[:run]
	for lo := 0; lo < n; lo += run {
		raw := m.raw[lo*size : (lo+run)*size]
		if allZero(raw) {
			continue
		}
		chunkio.Float64s(m.row, raw, m.images.DType())
		for k, w := range m.row {
			if w != 0 {
				m.add(lo+k, w, start, count)
				found++
			}
		}
	}
	return found, nil
}

// add appends element at of a box to the ROI that it belongs to.
func (m *denseMasks) add(at int, w float64, start, count []int) {
	var place [4]uint32
	for i := len(count) - 1; i > 0; i-- {
		place[i] = uint32(start[i] + at%count[i])
		at /= count[i]
	}
	f := &m.kept[start[0]-m.first+at]
	f.X, f.Y, f.W = append(f.X, place[1]), append(f.Y, place[2]), append(f.W, w)
	if len(count) == 4 {
		f.Z = append(f.Z, place[3])
	}
}

// allZero tells whether b has no bit set.
func allZero(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}
