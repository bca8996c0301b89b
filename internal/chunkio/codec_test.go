package chunkio

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// The mask of a chunk that did not shrink skips the compression and keeps the
// shuffle, which was done.
func TestFilterMask(t *testing.T) {
	r := rand.New(rand.NewPCG(27, 28))
	const n = 4096
	incompressible, zeros := noise(r, 8*n), make([]byte, 8*n)
	for _, c := range []struct {
		codec   Codec
		filters int
		mask    uint32 // of what does not shrink
	}{
		{Codec{}, 0, 0},
		{Codec{Shuffle: true}, 0, 0},
		{Codec{Gzip, 1, false}, 1, 1},
		{Codec{Gzip, 1, true}, 2, 2},
		{Codec{Zstd, 1, false}, 1, 1},
		{Codec{Zstd, 1, true}, 2, 2},
	} {
		if got := c.codec.Filters(); got != c.filters {
			t.Errorf("%+v is %d filters, want %d", c.codec, got, c.filters)
		}
		e, err := newEncoder(c.codec)
		if err != nil {
			t.Fatal(err)
		}
		p := &piece{chunk: []int{n}, count: []int{n}, strides: []int{1}, size: 8}
		out := &packed{data: make([]byte, 0, 8*n)}
		chunk := e.collect(make([]byte, 8*n), p, incompressible)
		mask, err := e.pack(chunk, p, out)
		if err != nil || mask != c.mask || !bytes.Equal(out.data, chunk) {
			t.Errorf("%+v: noise has mask %d and %d bytes, want %d and %d (%v)", c.codec, mask, len(out.data), c.mask, len(chunk), err)
		}
		if cap(out.data) != 8*n {
			t.Errorf("%+v: the buffer of %d bytes grew to %d", c.codec, 8*n, cap(out.data))
		}
		if bytes.Equal(chunk, incompressible) == (c.filters == 2) {
			t.Errorf("%+v: the chunk is shuffled where it should not be, or not where it should", c.codec)
		}
		mask, err = e.pack(e.collect(make([]byte, 8*n), p, zeros), p, out)
		if err != nil || mask != 0 || c.filters > 0 && len(out.data) > n {
			t.Errorf("%+v: zeros have mask %d and %d bytes (%v)", c.codec, mask, len(out.data), err)
		}
	}
}

// Once warm, an encoder allocates nothing, whatever the chunk.
func TestEncodeAllocatesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(29, 30))
	const frames, rois = 2 * planeBytes / 16, 16
	src := make([]byte, frames*rois*8)
	for i := range frames * rois {
		putFloat64(src[8*i:], r.NormFloat64())
	}
	for _, codec := range []Codec{{}, {Gzip, 1, true}, {Gzip, 6, false}, {Zstd, 1, true}} {
		e, err := newEncoder(codec)
		if err != nil {
			t.Fatal(err)
		}
		scratch, out := make([]byte, len(src)), &packed{data: make([]byte, 0, len(src))}
		full := piece{chunk: []int{frames, rois}, count: []int{frames, rois}, strides: []int{1, frames}, size: 8}
		edge := piece{chunk: []int{frames, rois}, count: []int{frames - 100, rois - 1}, strides: []int{1, frames}, size: 8}
		if n := testing.AllocsPerRun(5, func() {
			for _, p := range []*piece{&full, &edge} {
				if _, err := e.pack(e.collect(scratch, p, src), p, out); err != nil {
					t.Error(err)
				}
			}
		}); n > 0 {
			t.Errorf("%+v: %v allocations for two chunks", codec, n)
		}
	}
}
