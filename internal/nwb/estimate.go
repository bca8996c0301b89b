package nwb

import (
	"context"
	"fmt"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// What the structure of an HDF5 file takes, in bytes: fitted to files that this
// package wrote from twelve results, in the format that the oldest libraries
// read. Most of a group is its node and its heap; an attribute is most often a
// short text in a heap of the file.
const (
	groupCost   = 450
	datasetCost = 280
	attrCost    = 140
	textCost    = 32 // of a text beside its characters
	indexCost   = 3200
	indexed     = 48 // chunks whose places one node of an index holds
)

// sampledROIs is how many footprints an estimate reads of each table.
const sampledROIs = 32

// sampledBytes bounds what an estimate reads of each array: of a large chunk a
// piece tells as much.
const sampledBytes = 512 << 10

// EstimateBytes returns about how large the file of p will be, by packing a piece
// of each large array and some of the footprints with codec. It reads
// from the source no more than that.
func EstimateBytes(ctx context.Context, p *plan.Plan, codec chunkio.Codec) (int64, error) {
	e := &estimate{codec: codec, measured: map[*plan.FootprintSet]bool{}}
	err := p.Walk(func(path string, g *plan.Group, d *plan.Dataset) error {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if d == nil {
			e.bytes += groupCost + attrCost*float64(len(g.Attrs)+len(g.Links))
			return nil
		}
		e.bytes += datasetCost + attrCost*float64(len(d.Attrs))
		if err := d.Data.Visit(ctx, e, plan.Place{Path: path, Group: g, Dataset: d}); err != nil {
			return fmt.Errorf("estimate the size of %q: %w", path, err)
		}
		return nil
	})
	return int64(e.bytes), err
}

// estimate adds up what a file takes.
type estimate struct {
	codec    chunkio.Codec
	bytes    float64
	measured map[*plan.FootprintSet]bool
}

// Texts adds texts with their places in a heap.
func (e *estimate) Texts(_ context.Context, _ plan.Place, data plan.Texts) error {
	for _, t := range data {
		e.bytes += textCost + float64(len(t))
	}
	return nil
}

// Values adds values, packed where they are stored in chunks.
func (e *estimate) Values(ctx context.Context, at plan.Place, data plan.Bytes) error {
	if d := at.Dataset; d.Chunk != nil {
		return e.array(ctx, d, chunkio.FromBytes(d.Shape, d.Type.DType(), data))
	}
	e.bytes += float64(len(data))
	return nil
}

// Array adds an array, packed.
func (e *estimate) Array(ctx context.Context, at plan.Place, data plan.Streamed) error {
	return e.array(ctx, at.Dataset, data.Array)
}

// Footprints adds the masks of a set when it comes to the first of them.
func (e *estimate) Footprints(ctx context.Context, at plan.Place, data *plan.Footprints) error {
	switch {
	case data.Column == plan.Centroids || data.Column == plan.SparseEnds:
		e.bytes += float64(at.Dataset.UnpackedBytes())
	case !e.measured[data.Set]:
		e.measured[data.Set] = true
		return e.footprints(ctx, at.Group, data.Set)
	}
	return nil
}

// Unstored adds nothing.
func (e *estimate) Unstored(context.Context, plan.Place) error { return nil }

// chunks adds n chunks of size packed bytes each, with their index.
func (e *estimate) chunks(n, size float64) {
	e.bytes += n*size + indexCost*math.Ceil(n/indexed)
}

// counter is the target of a dataset that is packed only to be counted.
func (e *estimate) counter(d *plan.Dataset, shape, chunk []int) (t *chunkio.Target, packed *int) {
	packed = new(int)
	return &chunkio.Target{
		Layout: chunkio.Layout{Shape: shape, Chunk: chunk, Size: d.Type.Size()},
		Codec:  e.codec,
		Emit: func(_ []int, _ uint32, data []byte) error {
			*packed += len(data)
			return nil
		},
	}, packed
}

// pipeline returns a pipeline that can pack the chunks of t.
func pipeline(t *chunkio.Target) *chunkio.Pipeline {
	return chunkio.NewPipeline(chunkio.Options{Jobs: 1, Buffer: max(chunkio.DefaultBuffer, 8*t.Layout.ChunkBytes())})
}

// array adds an array, of which it packs the chunk in the middle, or a piece of it.
func (e *estimate) array(ctx context.Context, d *plan.Dataset, a chunkio.Array) (err error) {
	if d.Chunk == nil || d.UnpackedBytes() <= plan.PlainBytes {
		e.bytes += float64(d.UnpackedBytes())
		return nil
	}
	chunks, chunk := 1.0, slices.Clone(d.Chunk)
	layout := chunkio.Layout{Shape: d.Shape, Chunk: d.Chunk, Size: d.Type.Size()}
	chunk[0] = max(int(float64(chunk[0])*min(sampledBytes/float64(layout.ChunkBytes()), 1)), 1)
	for i, n := range d.Shape {
		grid := (n + d.Chunk[i] - 1) / d.Chunk[i]
		chunks *= float64(grid)
		lo := (grid - 1) / 2 * d.Chunk[i]
		if a, err = chunkio.Range(a, i, lo, min(lo+chunk[i], n)); err != nil {
			return err
		}
	}
	t, packed := e.counter(d, a.Shape(), chunk)
	if err := pipeline(t).Copy(ctx, a, *t); err != nil {
		return err
	}
	sample, err := chunkio.Count(a.Shape(), d.Type.Size())
	if err != nil {
		return err
	}
	share := float64(d.UnpackedBytes()) / float64(sample*d.Type.Size())
	e.chunks(chunks, float64(*packed)*share/chunks)
	return nil
}

// footprints adds the masks of g that are made from set.
func (e *estimate) footprints(ctx context.Context, g *plan.Group, set *plan.FootprintSet) error {
	n := set.Source.Len()
	sample := &sampled{set.Source, min(n, sampledROIs)}
	if sample.n == 0 {
		return nil
	}
	share := float64(n) / float64(sample.n)
	w := &footprintWriter{set: &plan.FootprintSet{Source: sample, Field: set.Field, Label: set.Label}}
	var images, sparse *int
	tiles := 0
	for _, d := range g.Datasets {
		data, ok := d.Data.(*plan.Footprints)
		switch {
		case !ok || data.Set != set:
		case data.Column == plan.ImageMasks:
			w.images, images = e.counter(d, append([]int{sample.n}, d.Shape[1:]...), d.Chunk)
			w.images.Progress = func(int) { tiles++ }
		case data.Column == plan.SparseMasks:
			w.sparse, sparse = e.counter(d, d.Shape, d.Chunk)
		}
	}
	largest := w.images
	if largest == nil || w.sparse != nil && w.sparse.Layout.ChunkBytes() > largest.Layout.ChunkBytes() {
		largest = w.sparse
	}
	if err := w.run(ctx, pipeline(largest)); err != nil {
		return err
	}
	if images != nil && tiles > 0 {
		e.chunks(float64(tiles)*share, float64(*images)/float64(tiles))
	}
	if sparse != nil && w.pixels > 0 {
		// The last chunk of the sample is padded with zeros, which take space
		// only where nothing is compressed.
		chunks := math.Ceil(float64(w.pixels) * share / plan.PixelChunk)
		size := float64(*sparse) * share / chunks
		if e.codec.Compression == chunkio.NoCompression {
			size = float64(w.sparse.Layout.ChunkBytes())
		}
		e.chunks(chunks, size)
	}
	return nil
}

// sampled is n of a set of footprints, evenly spread.
type sampled struct {
	session.Footprints
	n int
}

func (s *sampled) Len() int { return s.n }

func (s *sampled) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	return s.Footprints.Footprint(ctx, i*s.Footprints.Len()/s.n, dst)
}
