package nwb

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// footprintWriter fills all columns that are made from one set of footprints,
// in one pass: each footprint is read once, painted into the tiles it touches,
// appended to the sparse mask and measured.
type footprintWriter struct {
	set    *plan.FootprintSet
	images *chunkio.Target // nil where not asked for
	sparse *chunkio.Target

	offsets   []int64   // ends in the sparse mask
	centroids []float64 // x, y[, z] of each ROI
	pixels    int       // nonzero pixels so far
	sent      int       // of them in chunks that were sent

	work     int64 // bytes that all footprints are
	progress Progress

	tiles tiler
	rows  *chunkio.Slab // the sparse chunk being filled
}

// run streams the footprints through p.
func (w *footprintWriter) run(ctx context.Context, p *chunkio.Pipeline) error {
	biggest := 0
	for _, t := range []*chunkio.Target{w.images, w.sparse} {
		if t != nil {
			biggest = max(biggest, t.Layout.ChunkBytes())
		}
	}
	if biggest == 0 {
		return w.each(ctx, nil)
	}
	return p.Run(ctx, chunkio.Load{ChunkBytes: biggest, SlabBytes: biggest}, w.each)
}

// each reads the footprints, some ahead of the one that is being written.
func (w *footprintWriter) each(ctx context.Context, s *chunkio.Stream) error {
	readers, held := w.set.Readers, w.set.Readers+1
	if readers < 2 {
		readers, held = 1, 1 // one is read, then written: no second is held
	}
	memory := make(chan *session.Footprint, held)
	for range cap(memory) {
		memory <- new(session.Footprint)
	}
	take := func(ctx context.Context) (*session.Footprint, error) {
		select {
		case f := <-memory:
			return f, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	err := chunkio.InOrder(ctx, readers, w.set.Source.Len(), take,
		func(ctx context.Context, i int, f *session.Footprint) error {
			f.Reset()
			if err := w.set.Source.Footprint(ctx, i, f); err != nil {
				return fmt.Errorf("read footprint of %s %d: %w", w.set.Label, i, err)
			}
			return nil
		},
		func(ctx context.Context, i int, f *session.Footprint) error {
			defer func() { memory <- f }()
			return w.one(ctx, s, i, f)
		})
	if err == nil && w.rows != nil {
		return w.flush(ctx, s, w.pixels%plan.PixelChunk)
	}
	return err
}

// one writes a footprint to all columns.
func (w *footprintWriter) one(ctx context.Context, s *chunkio.Stream, i int, f *session.Footprint) error {
	if w.images != nil {
		if err := w.paint(ctx, s, i, f); err != nil {
			return err
		}
	}
	if w.sparse != nil {
		if err := w.list(ctx, s, f); err != nil {
			return err
		}
	}
	w.pixels += len(f.W)
	w.offsets = append(w.offsets, int64(w.pixels))
	w.centroids = append(w.centroids, Centroid(f, len(plan.Axes(w.set.Field)))...)
	w.progress.tell(WritingMasks, chunkio.Share(w.work, i, w.set.Source.Len()))
	return nil
}

// paint sends the tiles that a footprint touches.
func (w *footprintWriter) paint(ctx context.Context, s *chunkio.Stream, roi int, f *session.Footprint) error {
	shape, chunk := w.images.Layout.Shape, w.images.Layout.Chunk
	positions := [][]uint32{f.X, f.Y, f.Z}[:len(shape)-1]
	for tile := range w.tiles.group(f, shape[1:], chunk[1:]) {
		slab, err := s.Slab(ctx)
		if err != nil {
			return err
		}
		clear(slab.Data[:w.images.Layout.ChunkBytes()])
		for _, p := range tile.pixels {
			binary.LittleEndian.PutUint32(slab.Data[4*elementOf(positions, p.index, chunk[1:]):], math.Float32bits(float32(f.W[p.index])))
		}
		offset, count := []int{roi}, []int{1}
		for i, at := range tile.at {
			offset = append(offset, at*chunk[i+1])
			count = append(count, min(chunk[i+1], shape[i+1]-at*chunk[i+1]))
		}
		if err := s.SendChunk(ctx, w.images, slab, offset, count); err != nil {
			return err
		}
	}
	return nil
}

// list appends a footprint to the sparse mask and sends each chunk that it
// fills.
func (w *footprintWriter) list(ctx context.Context, s *chunkio.Stream, f *session.Footprint) error {
	size := w.sparse.Layout.Size
	for i := range f.W {
		row := (w.pixels + i) % plan.PixelChunk
		if w.rows == nil {
			var err error
			if w.rows, err = s.Slab(ctx); err != nil {
				return err
			}
		}
		e := w.rows.Data[row*size : (row+1)*size]
		binary.LittleEndian.PutUint32(e, f.X[i])
		binary.LittleEndian.PutUint32(e[4:], f.Y[i])
		if len(f.Z) > 0 {
			binary.LittleEndian.PutUint32(e[8:], f.Z[i])
		}
		binary.LittleEndian.PutUint32(e[size-4:], math.Float32bits(float32(f.W[i])))
		if row == plan.PixelChunk-1 {
			if err := w.flush(ctx, s, plan.PixelChunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush sends the sparse chunk, of which count elements are used.
func (w *footprintWriter) flush(ctx context.Context, s *chunkio.Stream, count int) error {
	slab := w.rows
	w.rows = nil
	first := w.sent
	w.sent += count
	return s.SendChunk(ctx, w.sparse, slab, []int{first}, []int{count})
}

// Centroid returns the mean position of the pixels of f, each counted by its
// weight: x, y[, z]. Without a weight that is not zero there is no centre: NaN.
func Centroid(f *session.Footprint, rank int) []float64 {
	var sum float64
	centre := make([]float64, rank)
	for i, weight := range f.W {
		sum += weight
		for axis, positions := range [][]uint32{f.X, f.Y, f.Z}[:rank] {
			centre[axis] += weight * float64(positions[i])
		}
	}
	for axis := range centre {
		centre[axis] /= sum
		if math.IsInf(centre[axis], 0) {
			centre[axis] = math.NaN()
		}
	}
	return centre
}

// tiler groups the pixels of a footprint by the tiles in which they lie. It
// reuses its memory, which is of the order of one footprint.
type tiler struct {
	pixels    []tilePixel
	at        []int
	next, end []uint32 // of each tile among the pixels: where its next one belongs, and behind its last
}

// elementOf returns the place of a pixel in its tile, in C order.
func elementOf(positions [][]uint32, pixel uint32, chunk []int) int {
	at := 0
	for axis, p := range positions {
		at = at*chunk[axis] + int(p[pixel])%chunk[axis]
	}
	return at
}

// tilePixel is pixel number index of a footprint, and its tile's number. It is
// small, as a footprint of background has one for each pixel of the field.
type tilePixel struct {
	tile, index uint32
}

// tile is a touched tile: its place in the grid of tiles, and its pixels.
type tile struct {
	at     []int
	pixels []tilePixel
}

// fewTiles is how many tiles for each pixel are counted rather than sorted by.
const fewTiles = 4

// sort orders the pixels by their tiles. steps is how many tiles there are along
// each axis.
func (t *tiler) sort(steps []int) {
	tiles := 1
	for _, n := range steps {
		tiles *= n
	}
	if tiles/fewTiles > len(t.pixels) {
		slices.SortFunc(t.pixels, func(a, b tilePixel) int { return cmp.Compare(a.tile, b.tile) })
		return
	}
	t.next, t.end = slices.Grow(t.next[:0], tiles)[:tiles], slices.Grow(t.end[:0], tiles)[:tiles]
	clear(t.end)
	for _, p := range t.pixels {
		t.end[p.tile]++
	}
	at := uint32(0)
	for i, n := range t.end {
		t.next[i] = at
		at += n
		t.end[i] = at
	}
	// Each pixel is put where the next of its tile belongs, and the one from there
	// is the next to be put.
	for i := range t.next {
		for t.next[i] < t.end[i] {
			here := &t.pixels[t.next[i]]
			there := &t.pixels[t.next[here.tile]]
			t.next[here.tile]++
			*here, *there = *there, *here
		}
	}
}

// group yields the touched tiles in C order. shape is the extent of an image,
// x first, and chunk that of a tile. A yielded tile is valid until the next.
func (t *tiler) group(f *session.Footprint, shape, chunk []int) func(yield func(tile) bool) {
	steps := make([]int, len(shape))
	for i := range shape {
		steps[i] = (shape[i] + chunk[i] - 1) / chunk[i]
	}
	t.pixels = slices.Grow(t.pixels[:0], len(f.W))
	positions := [][]uint32{f.X, f.Y, f.Z}[:len(shape)]
	for i := range f.W {
		where := 0
		for axis, p := range positions {
			where = where*steps[axis] + int(p[i])/chunk[axis]
		}
		t.pixels = append(t.pixels, tilePixel{uint32(where), uint32(i)})
	}
	t.sort(steps)
	t.at = slices.Grow(t.at[:0], len(shape))[:len(shape)]
	return func(yield func(tile) bool) {
		for lo := 0; lo < len(t.pixels); {
			hi := lo + 1
			for hi < len(t.pixels) && t.pixels[hi].tile == t.pixels[lo].tile {
				hi++
			}
			k := int(t.pixels[lo].tile)
			for i := len(steps) - 1; i >= 0; i-- {
				t.at[i], k = k%steps[i], k/steps[i]
			}
			if !yield(tile{t.at, t.pixels[lo:hi]}) {
				return
			}
			lo = hi
		}
	}
}
