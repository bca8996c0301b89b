package nwb

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// footprints opens the masks of a table of n rows: the sparse ones where there
// are both. What they tell of the field of view is noted.
func (r *reader) footprints(ctx context.Context, table string, n int) (session.Footprints, error) {
	dense, err := r.array(plan.Join(table, string(build.ImageMask)))
	if err != nil {
		return nil, err
	}
	if dense != nil {
		shape := dense.Shape()
		if len(shape) != 3 && len(shape) != 4 || shape[0] != n {
			return nil, wrong(plan.Join(table, string(build.ImageMask)), "has shape %v, not that of an image for each of %d ROIs", shape, n)
		}
		if slices.Max(shape[1:]) > maxAxis {
			return nil, wrong(plan.Join(table, string(build.ImageMask)), "has shape %v, with an axis beyond %d pixels", shape, maxAxis)
		}
		r.setField(shape[1:])
	}
	for _, kind := range []build.MaskKind{build.PixelMask, build.VoxelMask} {
		sparse, err := r.sparse(ctx, plan.Join(table, string(kind)), n, kind == build.VoxelMask)
		if sparse != nil || err != nil {
			return sparse, err
		}
	}
	if dense != nil {
		return newDenseMasks(dense, r.sizes), nil
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

func newDenseMasks(a chunkio.Array, sizes readSizes) *denseMasks {
	m := &denseMasks{images: a, group: 1, most: sizes.kept, turn: make(chan struct{}, 1)}
	want := slices.Clone(a.Shape()[1:])
	if grain := a.Grain(); grain != nil {
		m.group, want = max(min(grain[0], a.Shape()[0]), 1), grain[1:]
	}
	if d, ok := a.(*h5.Dataset); ok && d.Blank() {
		m.stored = d
	}
	size := a.DType().Size()
	m.tile = chunkio.FitChunk(a.Shape()[1:], want, size, max(sizes.tile/m.group, 4<<10))
	m.group = max(min(m.group, sizes.tile/(chunkio.Layout{Chunk: m.tile, Size: size}).ChunkBytes()), 1)
	return m
}

func (m *denseMasks) Len() int { return m.images.Shape()[0] }

// Footprint returns the pixels that are not zero, tile by tile.
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

// allZero reports whether b has no bit set.
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
