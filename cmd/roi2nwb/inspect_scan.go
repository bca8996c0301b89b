package main

import (
	"context"
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// scanBytes is the most that a scan reads of an array at a time, but for
// arrays whose own chunks are larger.
const scanBytes = 1 << 20

// scan looks into traces, images and footprints.
func (n *inspection) scan(ctx context.Context, seg *session.Segmentation, p *progress) error {
	traces := seg.Traces
	if b := seg.Background; b != nil && b.Trace != nil {
		background := *b.Trace
		background.Kind = "background"
		traces = append(slices.Clip(traces), background)
	}
	var all int64
	for _, t := range traces {
		all += chunkio.Bytes(t.Array)
	}
	const reading = "reading traces"
	p.begin(reading, all)
	for _, t := range traces {
		facts, err := factsOf(ctx, string(t.Kind), t.Source, t.Array, p.reading(reading))
		if err != nil {
			return fmt.Errorf("read trace %q: %w", t.Kind, err)
		}
		slices.Reverse(facts.Shape) // frames first, as in the NWB file
		n.Traces = append(n.Traces, facts)
	}
	for _, i := range seg.Images {
		facts, err := factsOf(ctx, i.Name, i.Source, i.Array, func(int64) {})
		if err != nil {
			return fmt.Errorf("read image %q: %w", i.Name, err)
		}
		n.Images = append(n.Images, facts)
	}
	return n.measure(ctx, seg.Footprints, p)
}

// measure finds the median number of pixels of the ROIs. Where no ROI has a
// pixel there are no masks to measure.
func (n *inspection) measure(ctx context.Context, f session.Footprints, p *progress) error {
	const reading = "reading masks"
	p.beginCounted(reading, int64(f.Len()), "ROIs")
	var footprint session.Footprint
	sizes := make([]float64, 0, f.Len())
	largest := 0
	for i := range f.Len() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.Footprint(ctx, i, &footprint); err != nil {
			return fmt.Errorf("read footprint of ROI %d: %w", i, err)
		}
		sizes = append(sizes, float64(len(footprint.W)))
		largest = max(largest, len(footprint.W))
		p.add(reading, 1)
	}
	if largest > 0 {
		slices.Sort(sizes)
		median := medianOf(sizes)
		n.MedianSize = &median
	}
	return nil
}

func factsOf(ctx context.Context, name, source string, a chunkio.Array, read func(n int64)) (arrayFacts, error) {
	content, err := contentOf(ctx, a, read)
	return arrayFacts{Name: name, Source: source, Shape: slices.Clone(a.Shape()), Type: a.DType().String(), Content: content}, err
}

// contentOf tells whether an array holds anything. It reads only up to the
// first block that settles the question, which for ordinary data is the first.
// Read is told of what is read, and of what need not be.
func contentOf(ctx context.Context, a chunkio.Array, read func(n int64)) (string, error) {
	shape := a.Shape()
	if slices.Contains(shape, 0) {
		return "empty", nil
	}
	watched, content := chunkio.Watch(a)
	size := a.DType().Size()
	want := a.Grain()
	if want == nil {
		want = shape
	}
	box := chunkio.FitChunk(shape, want, size, scanBytes)
	raw := make([]byte, (chunkio.Layout{Chunk: box, Size: size}).ChunkBytes())
	at, count := make([]int, len(shape)), make([]int, len(shape))
	left := chunkio.Bytes(a)
	for more := true; more && (content.AllZero() || content.AllNaN()); {
		n := size
		for i := range shape {
			count[i] = min(box[i], shape[i]-at[i])
			n *= count[i]
		}
		if err := watched.ReadBlock(ctx, raw[:n], at, count); err != nil {
			return "", err
		}
		read(int64(n))
		left -= int64(n)
		more = advance(at, box, shape)
	}
	read(left)
	switch {
	case content.AllZero():
		return "all zero", nil
	case content.AllNaN():
		return "all NaN", nil
	}
	return "values", nil
}

// advance moves at to the next box of a shape in C order, and tells whether
// there is one.
func advance(at, box, shape []int) bool {
	for i := len(at) - 1; i >= 0; i-- {
		if at[i] += box[i]; at[i] < shape[i] {
			return true
		}
		at[i] = 0
	}
	return false
}
