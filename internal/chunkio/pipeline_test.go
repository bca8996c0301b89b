package chunkio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// stored is a dataset as a reader finds it: its packed chunks by offset, in
// the order in which they came.
type stored struct {
	target Target
	order  []string
	chunks map[string][]byte
	masks  map[string]uint32
}

func storeInMemory(l Layout, c Codec) *stored {
	s := &stored{chunks: map[string][]byte{}, masks: map[string]uint32{}}
	s.target = Target{Layout: l, Codec: c, Emit: func(offset []int, mask uint32, data []byte) error {
		key := fmt.Sprint(offset)
		s.order = append(s.order, key)
		s.chunks[key], s.masks[key] = bytes.Clone(data), mask
		return nil
	}}
	return s
}

// unpack undoes the filters of a chunk the way libhdf5 does.
func (s *stored) unpack(t *testing.T, key string) []byte {
	t.Helper()
	data, mask, c := s.chunks[key], s.masks[key], s.target.Codec
	skip := func(filter int) bool { return mask&(1<<filter) != 0 }
	if c.Compression != NoCompression && !skip(c.Filters()-1) {
		var err error
		if c.Compression == Gzip {
			var r io.ReadCloser
			if r, err = zlib.NewReader(bytes.NewReader(data)); err == nil {
				data, err = io.ReadAll(r)
			}
		} else {
			var d *zstd.Decoder
			if d, err = zstd.NewReader(nil); err == nil {
				data, err = d.DecodeAll(data, nil)
				d.Close()
			}
		}
		if err != nil {
			t.Fatalf("chunk %s: %v", key, err)
		}
	}
	if c.Shuffle && c.Compression != NoCompression {
		size := s.target.Layout.Size
		n := len(data) / size
		plain := make([]byte, len(data))
		for i := range n {
			for b := range size {
				plain[i*size+b] = data[b*n+i]
			}
		}
		data = plain
	}
	if len(data) != s.target.Layout.ChunkBytes() {
		t.Fatalf("chunk %s unpacks to %d bytes, not %d", key, len(data), s.target.Layout.ChunkBytes())
	}
	return data
}

// read puts the chunks together again, and checks that padding is zero.
func (s *stored) read(t *testing.T) []byte {
	t.Helper()
	l := s.target.Layout
	n, err := Count(l.Shape, l.Size)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, n*l.Size)
	strides := denseStrides(l.Shape)
	steps, total := l.grid(l.Chunk)
	if total != len(s.chunks) {
		t.Fatalf("%d chunks, want %d", len(s.chunks), total)
	}
	at, in := make([]int, len(steps)), make([]int, len(steps))
	for k := range total {
		unravel(at, steps, k)
		offset := make([]int, len(at))
		for i := range at {
			offset[i] = at[i] * l.Chunk[i]
		}
		data := s.unpack(t, fmt.Sprint(offset))
		for e := range len(data) / l.Size {
			unravel(in, l.Chunk, e)
			to, inside := 0, true
			for i := range in {
				to += (offset[i] + in[i]) * strides[i]
				inside = inside && offset[i]+in[i] < l.Shape[i]
			}
			value := data[e*l.Size : (e+1)*l.Size]
			if inside {
				copy(out[to*l.Size:], value)
			} else if !bytes.Equal(value, make([]byte, l.Size)) {
				t.Fatalf("padding of chunk at %v holds %x", offset, value)
			}
		}
	}
	return out
}

func randomArray(d DType, shape ...int) Array {
	n, _ := Count(shape, d.Size())
	r := rand.New(rand.NewPCG(1, uint64(n)))
	raw := make([]byte, n*d.Size())
	for i := range raw {
		raw[i] = byte(r.Uint32())
	}
	return FromBytes(shape, d, raw)
}

func readAll(t *testing.T, a Array) []byte {
	t.Helper()
	n, err := Count(a.Shape(), a.DType().Size())
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, n*a.DType().Size())
	if err := a.ReadBlock(t.Context(), raw, make([]int, len(a.Shape())), a.Shape()); err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestCopy moves arrays of lengths around powers of two through every codec
// and compares what a reader gets with the source.
func TestCopy(t *testing.T) {
	codecs := []Codec{{}, {Gzip, 1, true}, {Gzip, 6, false}, {Zstd, 3, true}}
	shapes := [][]int{{1}, {63}, {64}, {65}, {7, 9}, {64, 64}, {65, 63}, {17, 128}, {3, 33, 31}, {2, 3, 5, 9}, {0, 4}}
	for _, d := range []DType{Uint8, Int16, Float32, Float64} {
		for _, shape := range shapes {
			for c, codec := range codecs {
				t.Run(fmt.Sprint(d, shape, c), func(t *testing.T) {
					want := []int{16, 16, 16, 16}[:len(shape)]
					src := randomArray(d, shape...)
					s := storeInMemory(Layout{Shape: shape, Chunk: FitChunk(shape, want, d.Size(), 1<<20), Size: d.Size()}, codec)
					if err := NewPipeline(Options{Jobs: 3}).Copy(t.Context(), src, s.target); err != nil {
						t.Fatal(err)
					}
					if !bytes.Equal(s.read(t), readAll(t, src)) {
						t.Error("the dataset differs from the source")
					}
				})
			}
		}
	}
}

func TestCopyTransposes(t *testing.T) {
	for _, d := range []DType{Int16, Float32, Float64} {
		for _, axes := range [][]int{{1, 0, 2}, {2, 1, 0}, {1, 2, 0}, {0, 2, 1}} {
			src := randomArray(d, 37, 20, 11)
			view, err := Permute(src, axes)
			if err != nil {
				t.Fatal(err)
			}
			s := storeInMemory(Layout{Shape: view.Shape(), Chunk: []int{16, 8, 8}, Size: d.Size()}, Codec{Gzip, 1, true})
			if err := NewPipeline(Options{}).Copy(t.Context(), view, s.target); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(s.read(t), readAll(t, view)) {
				t.Errorf("%v by %v differs from the source", d, axes)
			}
		}
	}
}

// TestCopyOrder holds that neither jobs nor a wide slab change what is emitted
// or when.
func TestCopyOrder(t *testing.T) {
	src := randomArray(Float64, 50, 3000)
	view, _ := Permute(src, []int{1, 0})
	var first *stored
	for jobs := 1; jobs <= 8; jobs++ {
		s := storeInMemory(Layout{Shape: view.Shape(), Chunk: []int{128, 16}, Size: 8}, Codec{Gzip, 1, true})
		p := NewPipeline(Options{Jobs: jobs, Buffer: 1 << 20})
		for range 2 { // the second run reuses the buffers of the first
			s.order = nil
			if err := p.Copy(t.Context(), view, s.target); err != nil {
				t.Fatal(err)
			}
		}
		if first == nil {
			first = s
		}
		if !slices.Equal(s.order, first.order) {
			t.Fatalf("%d jobs emit in another order", jobs)
		}
		for key, data := range s.chunks {
			if !bytes.Equal(data, first.chunks[key]) {
				t.Fatalf("%d jobs pack chunk %s differently", jobs, key)
			}
		}
	}
}

// failing is an array whose reads fail from the k-th on.
type failing struct {
	Array
	reads chan struct{}
	err   error
}

func (f *failing) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	select {
	case <-f.reads:
		return f.Array.ReadBlock(ctx, dst, start, count)
	default:
		return f.err
	}
}

func TestFirstErrorEndsTheRun(t *testing.T) {
	src := randomArray(Float64, 64, 64)
	layout := Layout{Shape: []int{64, 64}, Chunk: []int{8, 8}, Size: 8}
	broken := errors.New("broken")
	before := runtime.NumGoroutine()
	for k := range 20 {
		reads := make(chan struct{}, k)
		for range k {
			reads <- struct{}{}
		}
		s := storeInMemory(layout, Codec{Gzip, 1, true})
		err := NewPipeline(Options{Jobs: 4}).Copy(t.Context(), &failing{src, reads, broken}, s.target)
		if !errors.Is(err, broken) {
			t.Fatalf("read %d fails: %v", k, err)
		}
		emitted := 0
		s.target.Emit = func([]int, uint32, []byte) error {
			if emitted++; emitted > k {
				return broken
			}
			return nil
		}
		if err := NewPipeline(Options{Jobs: 4}).Copy(t.Context(), src, s.target); !errors.Is(err, broken) {
			t.Fatalf("emit %d fails: %v", k, err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		s.target.Emit = func([]int, uint32, []byte) error { cancel(broken); return nil }
		if err := NewPipeline(Options{Jobs: 4}).Copy(ctx, src, s.target); !errors.Is(err, broken) {
			t.Fatalf("cancelled: %v", err)
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestChunkOverBudget(t *testing.T) {
	s := storeInMemory(Layout{Shape: []int{1000}, Chunk: []int{1000}, Size: 8}, Codec{})
	err := NewPipeline(Options{Buffer: 16000}).Copy(t.Context(), randomArray(Float64, 1000), s.target)
	if !errors.Is(err, ErrBudget) {
		t.Errorf("got %v, want %v", err, ErrBudget)
	}
}

// TestIncompressible holds that random bytes are stored as they are, and that
// the filter mask says so.
func TestIncompressible(t *testing.T) {
	src := randomArray(Float64, 4096)
	s := storeInMemory(Layout{Shape: []int{4096}, Chunk: []int{4096}, Size: 8}, Codec{Gzip, 1, true})
	if err := NewPipeline(Options{}).Copy(t.Context(), src, s.target); err != nil {
		t.Fatal(err)
	}
	if s.masks["[0]"] != 2 || len(s.chunks["[0]"]) != 4096*8 {
		t.Errorf("mask %d, %d bytes", s.masks["[0]"], len(s.chunks["[0]"]))
	}
	if !bytes.Equal(s.read(t), readAll(t, src)) {
		t.Error("the dataset differs from the source")
	}
}

// BenchmarkCopy moves traces as a converter does: (ROIs, frames) in, chunks of
// (frames, ROIs) out. Noise of 16 significant bits stands for fluorescence.
func BenchmarkCopy(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, 128*16384)
	for i := range values {
		values[i] = r.NormFloat64()
	}
	src, _ := Permute(FromFloat64s([]int{128, 16384}, values), []int{1, 0})
	for _, codec := range []Codec{{}, {Gzip, 1, true}, {Gzip, 1, false}, {Gzip, 3, true}, {Gzip, 4, true}, {Zstd, 1, true}} {
		b.Run(fmt.Sprintf("%+v", codec), func(b *testing.B) {
			b.SetBytes(int64(len(values) * 8))
			b.ReportAllocs()
			out := 0
			t := Target{Layout: Layout{src.Shape(), []int{8192, 64}, 8}, Codec: codec, Emit: func(_ []int, _ uint32, data []byte) error {
				out += len(data)
				return nil
			}}
			p := NewPipeline(Options{})
			for b.Loop() {
				out = 0
				if err := p.Copy(b.Context(), src, t); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(out)/float64(len(values)*8), "ratio")
		})
	}
}

func BenchmarkShuffle(b *testing.B) {
	const frames, rois = 8192, 64
	src := make([]byte, frames*rois*8)
	for i := range frames * rois {
		binary.LittleEndian.PutUint64(src[8*i:], uint64(i)*0x9e3779b97f4a7c15)
	}
	dst := make([]byte, len(src))
	for _, size := range []int{4, 8} {
		p := piece{chunk: []int{frames, rois}, count: []int{frames, rois}, strides: []int{1, frames}, size: size}
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(frames * rois * size))
			at := make([]int, 2)
			for b.Loop() {
				p.gatherShuffled(dst[:frames*rois*size], src, at)
			}
		})
	}
}
