package chunkio

import (
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
)

func TestFitChunk(t *testing.T) {
	for _, c := range []struct {
		name        string
		shape, want []int
		size, limit int
		fit         []int
	}{
		{"as wanted", []int{20000, 500}, []int{8192, 128}, 4, 4 << 20, []int{8192, 128}},
		{"last axis halved first", []int{20000, 500}, []int{8192, 128}, 8, 4 << 20, []int{8192, 64}},
		{"no more than there is", []int{600, 20}, []int{8192, 128}, 8, 4 << 20, []int{600, 20}},
		{"odd lengths are halved upwards", []int{10, 7}, []int{10, 7}, 1, 40, []int{10, 4}},
		{"then the axis before", []int{10, 7}, []int{10, 7}, 1, 5, []int{5, 1}},
		{"exactly the limit", []int{10, 7}, []int{10, 7}, 8, 560, []int{10, 7}},
		{"one below", []int{10, 7}, []int{10, 7}, 8, 559, []int{10, 4}},
		{"never less than an element", []int{10, 7}, []int{10, 7}, 8, 1, []int{1, 1}},
		{"an empty axis", []int{0, 7}, []int{8, 8}, 8, 1 << 20, []int{1, 7}},
		{"a scalar", nil, nil, 8, 1, []int{}},
	} {
		got := FitChunk(c.shape, c.want, c.size, c.limit)
		if !slices.Equal(got, c.fit) {
			t.Errorf("%s: %v, want %v", c.name, got, c.fit)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, l := range []Layout{
		{},
		{Shape: []int{4}, Size: 8},
		{Shape: []int{4}, Chunk: []int{2, 2}, Size: 8},
		{Shape: []int{4}, Chunk: []int{0}, Size: 8},
		{Shape: []int{4, 4}, Chunk: []int{1, -1}, Size: 8},
	} {
		if l.Validate() == nil {
			t.Errorf("layout %+v is valid", l)
		}
	}
	if err := (Layout{[]int{4}, []int{math.MaxInt / 4}, 8}).Validate(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a chunk that no int counts: %v", err)
	}
	if err := (Layout{[]int{4}, []int{8}, 8}).Validate(); err != nil {
		t.Errorf("a chunk wider than the shape: %v", err)
	}
}

func TestSlabShape(t *testing.T) {
	for _, c := range []struct {
		name         string
		shape, chunk []int
		grain        []int
		limit        int // in elements
		want         []int
	}{
		{"no grain", []int{100, 100}, []int{10, 10}, nil, 1 << 20, []int{10, 10}},
		{"grain of a chunk", []int{100, 100}, []int{10, 10}, []int{10, 10}, 1 << 20, []int{10, 10}},
		{"smaller grain", []int{100, 100}, []int{10, 10}, []int{1, 3}, 1 << 20, []int{10, 10}},
		{"wide grain, in whole chunks", []int{100, 100}, []int{10, 10}, []int{1, 25}, 1 << 20, []int{10, 30}},
		{"grain beyond the shape", []int{95, 95}, []int{10, 10}, []int{1, 1000}, 1 << 20, []int{10, 100}},
		{"grain over the limit", []int{100, 100}, []int{10, 10}, []int{1, 100}, 999, []int{10, 10}},
		{"grain at the limit", []int{100, 100}, []int{10, 10}, []int{1, 100}, 1000, []int{10, 100}},
		{"one axis of two fits", []int{100, 100}, []int{10, 10}, []int{50, 30}, 600, []int{50, 10}},
		{"chunk over the limit", []int{100, 100}, []int{10, 10}, []int{1, 1}, 1, []int{10, 10}},
		{"an empty axis", []int{0, 100}, []int{1, 10}, []int{5, 20}, 1 << 20, []int{1, 20}},
	} {
		got := Layout{c.shape, c.chunk, 8}.slabShape(c.grain, 8*c.limit)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// An array without elements has no chunks, however its source is stored.
func TestCopyEmpty(t *testing.T) {
	for _, grain := range [][]int{nil, {5, 20}} {
		s := storeInMemory(Layout{Shape: []int{0, 100}, Chunk: []int{1, 10}, Size: 8}, Codec{Gzip, 1, true})
		src := &stub{Array: FromBytes([]int{0, 100}, Float64, nil), grain: grain}
		if err := NewPipeline(Options{}).Copy(t.Context(), src, s.target); err != nil || len(s.order) != 0 {
			t.Errorf("with grain %v: chunks at %v, error %v", grain, s.order, err)
		}
	}
}

// The source is read in boxes of its own chunks, each of them once.
func TestCopyReadsByGrain(t *testing.T) {
	const rois, frames, rows = 60, 1000, 4
	var mu sync.Mutex
	read := make([]int, rois)
	src := &stub{randomArray(Float32, rois, frames), []int{rows, frames}, nil}
	src.read = func(start, count []int) error {
		mu.Lock()
		defer mu.Unlock()
		if count[1] != frames || start[0]%rows != 0 || count[0]%rows != 0 {
			t.Errorf("a read of %v+%v in a source whose chunks are %v", start, count, src.grain)
		}
		for i := range count[0] {
			read[start[0]+i]++
		}
		return nil
	}
	view, err := Permute(src, []int{1, 0})
	if err != nil {
		t.Fatal(err)
	}
	s := storeInMemory(Layout{Shape: []int{frames, rois}, Chunk: []int{128, 2 * rows}, Size: 4}, Codec{Gzip, 1, true})
	if err := NewPipeline(Options{Buffer: 1 << 20}).Copy(t.Context(), view, s.target); err != nil {
		t.Fatal(err)
	}
	for roi, times := range read {
		if times != 1 {
			t.Errorf("row %d is read %d times", roi, times)
		}
	}
}

// What a run holds at a time is within the budget, for all sizes of chunk and
// slab that Copy chooses.
func TestBudget(t *testing.T) {
	for _, buffer := range []int{1 << 20, 32 << 20} {
		for _, jobs := range []int{1, 2, 8, 64} {
			p := NewPipeline(Options{Jobs: jobs, Buffer: buffer})
			for chunk := p.MaxChunk(); chunk > 0; chunk /= 3 {
				for slab := chunk; slab <= max(chunk, buffer/8); slab *= 2 {
					n, slabs := p.share(Load{ChunkBytes: chunk, SlabBytes: slab})
					if held := (2*n+1)*chunk + slabs*slab; held > buffer {
						t.Errorf("%d jobs, %d slabs of %d and chunks of %d hold %d of %d", n, slabs, slab, chunk, held, buffer)
					}
					if n < 1 || n > jobs || slabs < 2 {
						t.Errorf("chunk %d, slab %d: %d of %d jobs, %d slabs", chunk, slab, n, jobs, slabs)
					}
				}
			}
		}
	}
}
