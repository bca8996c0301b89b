package inspect

import (
	"context"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
)

// scanBytes is the most that a scan reads of an array at a time, but for arrays
// whose own chunks are larger.
const scanBytes = 1 << 20

func arrayOf(ctx context.Context, name, source string, a chunkio.Array, ranges bool, read func(n int64)) (Array, error) {
	var span *valueSpan
	if ranges {
		span = &valueSpan{least: math.Inf(1), largest: math.Inf(-1)}
	}
	content, err := contentOf(ctx, a, span, read)
	out := Array{Name: name, Source: source, Shape: slices.Clone(a.Shape()), Type: a.DType().String(), Content: content}
	if span != nil && span.least <= span.largest {
		out.Min, out.Max = &span.least, &span.largest
	}
	return out, err
}

// valueSpan is the least and the largest finite value so far.
type valueSpan struct {
	least, largest float64
	values         []float64
}

func (s *valueSpan) add(raw []byte, d chunkio.DType) {
	n := len(raw) / d.Size()
	s.values = slices.Grow(s.values[:0], n)[:n]
	chunkio.Float64s(s.values, raw, d)
	for _, v := range s.values {
		if v-v == 0 {
			s.least, s.largest = min(s.least, v), max(s.largest, v)
		}
	}
}

// contentOf reports whether an array holds anything. It reads only up to the
// first block that settles the question, which for ordinary data is the first,
// unless a span of its values is asked for. Read is told of what is read, and of
// what need not be.
func contentOf(ctx context.Context, a chunkio.Array, span *valueSpan, read func(n int64)) (Content, error) {
	shape := a.Shape()
	if slices.Contains(shape, 0) {
		return Empty, nil
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
	for more := true; more && (span != nil || content.AllZero() || content.AllNaN()); {
		n := size
		for i := range shape {
			count[i] = min(box[i], shape[i]-at[i])
			n *= count[i]
		}
		if err := watched.ReadBlock(ctx, raw[:n], at, count); err != nil {
			return "", err
		}
		if span != nil {
			span.add(raw[:n], a.DType())
		}
		read(int64(n))
		left -= int64(n)
		more = advance(at, box, shape)
	}
	read(left)
	switch {
	case content.AllZero():
		return AllZero, nil
	case content.AllNaN():
		return AllNaN, nil
	}
	return Values, nil
}

// advance moves at to the next box of a shape in C order, and reports whether
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
