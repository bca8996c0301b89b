package zarr

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"roi2nwb/internal/sampletest"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

// stores returns the folders of all arrays of numbers among the fixtures.
func stores(t testing.TB) []string {
	t.Helper()
	var dirs []string
	for _, version := range []string{"v2", "v3"} {
		for _, g := range readGolden(t, "testdata/"+version+".golden") {
			if g.dtype != "text" {
				dirs = append(dirs, filepath.Join("testdata", version, g.path))
			}
		}
	}
	return dirs
}

func mustOpen(t testing.TB, dir string) *Array {
	t.Helper()
	a, err := OpenArray(dir)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// cut copies a box out of the dense array raw, element by element.
func cut(raw []byte, shape, start, count []int, size int) []byte {
	out := []byte{}
	at := make([]int, len(shape))
	for {
		for i := range at {
			if at[i] >= count[i] {
				return out // a box without elements
			}
		}
		from := 0
		for i := range at {
			from = from*shape[i] + start[i] + at[i]
		}
		out = append(out, raw[from*size:(from+1)*size]...)
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < count[i] {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return out
		}
	}
}

// TestReadBlockBoxes compares boxes at random with the whole array, for every
// codec, order, type and fill value there is among the fixtures.
func TestReadBlockBoxes(t *testing.T) {
	for _, dir := range stores(t) {
		a := mustOpen(t, dir)
		raw, size, shape := whole(t, a), a.DType().Size(), a.Shape()
		rng := rand.New(rand.NewPCG(1, uint64(len(raw))))
		for range 40 {
			start, count := make([]int, len(shape)), make([]int, len(shape))
			for i, n := range shape {
				start[i] = rng.IntN(n + 1)
				count[i] = rng.IntN(n - start[i] + 1)
				if rng.IntN(3) > 0 {
					start[i], count[i] = 0, n
				}
			}
			want := cut(raw, shape, start, count, size)
			got := bytes.Repeat([]byte{0xAA}, len(want))
			if err := a.ReadBlock(t.Context(), got, start, count); err != nil {
				t.Fatalf("%s: box %v+%v: %v", dir, start, count, err)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("%s: box %v+%v is not what the whole array has there", dir, start, count)
			}
		}
	}
}

func TestReadBlockRefuses(t *testing.T) {
	a := mustOpen(t, "testdata/v2/codec_none")
	tests := map[string]struct {
		dst          int
		start, count []int
	}{
		"rank":     {8, []int{0}, []int{1}},
		"beyond":   {8 * 2 * 13, []int{20, 0}, []int{2, 13}},
		"negative": {8, []int{-1, 0}, []int{1, 1}},
		"buffer":   {7, []int{0, 0}, []int{1, 1}},
	}
	for name, tt := range tests {
		if err := a.ReadBlock(t.Context(), make([]byte, tt.dst), tt.start, tt.count); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	text := mustOpen(t, "testdata/v2/text_le")
	if err := text.ReadBlock(t.Context(), nil, []int{0}, []int{0}); err == nil {
		t.Error("text: no error")
	}
}

func TestReadBlockCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, dir := range []string{"testdata/v2/codec_none", "testdata/v3/shard_end"} {
		a := mustOpen(t, dir)
		n, err := chunkio.Count(a.Shape(), 8)
		if err != nil {
			t.Fatal(err)
		}
		err = a.ReadBlock(ctx, make([]byte, 8*n), []int{0, 0}, a.Shape())
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want context.Canceled", dir, err)
		}
	}
}

// TestReadBlockConcurrent is for the race detector: many goroutines read the
// same arrays.
func TestReadBlockConcurrent(t *testing.T) {
	for _, dir := range []string{
		"testdata/v2/codec_blosc_lz4", "testdata/v2/codec_zlib", "testdata/v2/codec_gzip", "testdata/v2/filter_thrice",
		"testdata/v3/codec_zstd", "testdata/v3/shard_start",
	} {
		a := mustOpen(t, dir)
		want := whole(t, a)
		row := len(want) / a.Shape()[0]
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				for k := range 2 * a.Shape()[0] {
					i := (k + g) % a.Shape()[0]
					got := make([]byte, row)
					start, count := []int{i, 0}, []int{1, a.Shape()[1]}
					if err := a.ReadBlock(t.Context(), got, start, count); err != nil {
						t.Errorf("%s: %v", dir, err)
					} else if !bytes.Equal(got, want[i*row:(i+1)*row]) {
						t.Errorf("%s: row %d differs", dir, i)
					}
				}
			})
		}
		wg.Wait()
	}
}

func TestGrain(t *testing.T) {
	tests := map[string][]int{
		"v2/codec_none":   {8, 13},
		"v2/chunk_larger": {3, 4},
		"v2/scalar":       {},
		"v2/empty_axis":   {1, 3},
		"v3/chunk_larger": {3, 4},
		"v3/shard_end":    {2, 3},
	}
	for name, want := range tests {
		if diff := cmp.Diff(want, mustOpen(t, "testdata/"+name).Grain()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestNullFill: version 2 leaves elements undefined that were never written and
// have no fill value; they are zero here.
func TestNullFill(t *testing.T) {
	got, err := mustOpen(t, "testdata/v2/undefined/null").Int64s(t.Context(), 1<<10)
	if diff := cmp.Diff([]int64{7, 7, 0, 0}, got); diff != "" || err != nil {
		t.Errorf("error %v, values (-want +got):\n%s", err, diff)
	}
}

// TestReadBlockAllocates holds reading to what opening a file takes, about five
// allocations. The race detector empties pools now and then, hence the margin.
func TestReadBlockAllocates(t *testing.T) {
	for _, dir := range []string{"testdata/v2/codec_blosc_lz4", "testdata/v2/codec_zstd", "testdata/v2/codec_lz4", "testdata/v2/order_F_raw"} {
		a := mustOpen(t, dir)
		start := []int{0, 0}
		count := a.Grain()
		n, err := chunkio.Count(count, a.DType().Size())
		if err != nil {
			t.Fatal(err)
		}
		dst := make([]byte, n*a.DType().Size())
		got := testing.AllocsPerRun(50, func() {
			if err := a.ReadBlock(t.Context(), dst, start, count); err != nil {
				t.Error(err)
			}
		})
		if got > 20 {
			t.Errorf("%s: %v allocations for a chunk of %d elements, want at most 20", dir, got, n)
		}
	}
}

// BenchmarkReadBlosc reads masks and traces, a chunk at a time, as Minian stored
// them.
func BenchmarkReadBlosc(b *testing.B) {
	for _, name := range []string{"A", "C", "YrA"} {
		b.Run(name, func(b *testing.B) {
			path := sampletest.Outside(b, "minian/v202_zarr/m01/s1/minian/"+name+".zarr/"+name)
			a := mustOpen(b, path)
			count := slices.Clone(a.Grain())
			n, err := chunkio.Count(count, 8)
			if err != nil {
				b.Fatal(err)
			}
			dst, start := make([]byte, 8*n), make([]int, len(count))
			b.SetBytes(int64(len(dst)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				start[0] = i % a.Shape()[0]
				if err := a.ReadBlock(b.Context(), dst, start, count); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
