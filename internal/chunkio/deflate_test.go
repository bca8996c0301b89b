package chunkio

import (
	"bytes"
	stdlib "compress/zlib"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
)

// plainInflate unpacks a zlib stream with the standard library, which also
// checks its checksum, and that nothing follows.
func plainInflate(packed []byte) ([]byte, error) {
	in := bytes.NewReader(packed)
	r, err := stdlib.NewReader(in)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	if err == nil && in.Len() > 0 {
		err = fmt.Errorf("%d bytes after the stream", in.Len())
	}
	return data, err
}

// The kinds of planes that a chunk of floating-point numbers consists of.
func noise(r *rand.Rand, n int) []byte { return randomBytes(r, n) }

// repeats is text, so to speak: what comes was there before, but all bytes are
// about equally frequent.
func repeats(r *rand.Rand, n int) []byte {
	words := randomBytes(r, 4096)
	var out []byte
	for len(out) < n {
		from := r.IntN(len(words) - 64)
		out = append(out, words[from:from+64]...)
	}
	return out[:n]
}

// skewed bytes are unequally frequent and do not repeat; spread is the
// deviation of their distribution: the smaller, the more is saved.
func skewed(r *rand.Rand, n int, spread float64) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(int(r.NormFloat64() * spread))
	}
	return out
}

func newTestDeflater(t testing.TB, level int) *deflater {
	t.Helper()
	d, err := newDeflater(level)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Each kind of plane is packed the way that suits it. A plane of which a
// Huffman code saves a fifteenth is worth that only at higher levels.
func TestChoose(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	const n = planeBytes
	for _, c := range []struct {
		name         string
		plane        []byte
		first, third method // at levels 1 and 3
	}{
		{"noise", noise(r, n), store, store},
		{"repeats", repeats(r, n), findMatches, findMatches},
		{"zeros", make([]byte, n), findMatches, findMatches},
		{"skewed", skewed(r, n, 10), huffmanOnly, huffmanOnly},
		{"hardly skewed", skewed(r, n, 38), store, huffmanOnly},
		{"short noise", noise(r, n-1), findMatches, findMatches},
		{"nothing", nil, findMatches, findMatches},
	} {
		for level, want := range map[int]method{1: c.first, 3: c.third} {
			d := newTestDeflater(t, level)
			if got := d.choose(c.plane); got != want {
				t.Errorf("%s at level %d: method %d, want %d (matches leave %.2f, the code %.2f)",
					c.name, level, got, want, d.ratio(findMatches, c.plane), d.ratio(huffmanOnly, c.plane))
			}
		}
	}
}

// The parts of a chunk are packed as each of its planes asks for, in order.
func TestDeflateParts(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	const n = planeBytes
	d := newTestDeflater(t, 1)
	chunk := slices.Concat(noise(r, n), noise(r, n), skewed(r, n, 10), repeats(r, n), make([]byte, n))
	if err := d.pack(chunk, 5, n, &packed{data: make([]byte, 0, len(chunk))}); err != nil {
		t.Fatal(err)
	}
	if want := []part{{2 * n, store}, {3 * n, huffmanOnly}, {5 * n, findMatches}}; !slices.Equal(d.parts, want) {
		t.Errorf("parts %v, want %v", d.parts, want)
	}
	// Padding is not noise.
	half := slices.Concat(noise(r, n), make([]byte, n), noise(r, n), make([]byte, n))
	if err := d.pack(half, 2, n, &packed{data: make([]byte, 0, len(half))}); err != nil {
		t.Fatal(err)
	}
	if want := []part{{n, store}, {2 * n, findMatches}, {3 * n, store}, {4 * n, findMatches}}; !slices.Equal(d.parts, want) {
		t.Errorf("padded parts %v, want %v", d.parts, want)
	}
}

// What is packed is a zlib stream to any reader, for lengths around all limits.
func TestDeflateRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 24))
	lengths := []int{1, 2, 3, 100}
	for _, limit := range []int{sampleBytes, storedBytes, planeBytes, 2 * storedBytes} {
		lengths = append(lengths, limit-1, limit, limit+1)
	}
	kinds := map[string]func(n int) []byte{
		"noise":   func(n int) []byte { return noise(r, n) },
		"repeats": func(n int) []byte { return repeats(r, n) },
		"skewed":  func(n int) []byte { return skewed(r, n, 10) },
		"zeros":   func(n int) []byte { return make([]byte, n) },
	}
	for _, level := range []int{1, 3, 6, 9} {
		d := newTestDeflater(t, level)
		for name, kind := range kinds {
			for _, n := range lengths {
				for _, used := range []int{0, n / 2, n} {
					// A plane of the kind beside one of zeros, so that there is room.
					chunk := make([]byte, 2*n)
					copy(chunk, kind(n)[:used])
					out := packed{data: make([]byte, 0, 2*n+1000)}
					if err := d.pack(chunk, 2, used, &out); err != nil {
						t.Fatalf("%d of %d bytes of %s at level %d: %v", used, n, name, level, err)
					}
					got, err := plainInflate(out.data)
					if err != nil || !bytes.Equal(got, chunk) {
						t.Fatalf("%d of %d bytes of %s at level %d come back as %d bytes: %v", used, n, name, level, len(got), err)
					}
				}
			}
		}
	}
}

// A chunk that does not shrink is given up wherever the room ends, and the
// deflater serves the next chunk as if nothing had been.
func TestDeflateGivesUp(t *testing.T) {
	r := rand.New(rand.NewPCG(25, 26))
	d := newTestDeflater(t, 1)
	chunk := slices.Concat(noise(r, planeBytes), skewed(r, planeBytes, 10), repeats(r, planeBytes))
	whole := packed{data: make([]byte, 0, len(chunk))}
	if err := d.pack(chunk, 3, planeBytes, &whole); err != nil {
		t.Fatal(err)
	}
	for room := 0; room < len(whole.data); room += 1 + room/7 {
		out := packed{data: make([]byte, 0, room)}
		if err := d.pack(chunk, 3, planeBytes, &out); !errors.Is(err, errNoGain) {
			t.Fatalf("in %d bytes of %d: %v", room, len(whole.data), err)
		}
		if cap(out.data) != room {
			t.Fatalf("%d bytes of room became %d", room, cap(out.data))
		}
	}
	again := packed{data: make([]byte, 0, len(whole.data))}
	if err := d.pack(chunk, 3, planeBytes, &again); err != nil || !bytes.Equal(again.data, whole.data) {
		t.Errorf("afterwards it packs %d bytes, %v, not %d", len(again.data), err, len(whole.data))
	}
}

func TestDeflateLevels(t *testing.T) {
	for _, level := range []int{-4, 10} {
		if _, err := newEncoder(Codec{Gzip, level, true}); err == nil {
			t.Errorf("level %d is accepted", level)
		}
	}
}

func FuzzDeflate(f *testing.F) {
	f.Add([]byte("calcium"), uint16(1000), uint8(7), uint16(99), uint8(1))
	f.Add([]byte{0}, uint16(40000), uint8(0), uint16(0), uint8(0))
	deflaters := []*deflater{newTestDeflater(f, 1), newTestDeflater(f, 3), newTestDeflater(f, 9)}
	f.Fuzz(func(t *testing.T, data []byte, times uint16, planes uint8, padding uint16, level uint8) {
		n := 1 + int(planes%12)
		size := max(len(data)*int(times)%(1<<17), 1)
		used := size - int(padding)%(size+1)
		chunk := make([]byte, n*size)
		for plane := range n {
			for i := range used {
				if len(data) > 0 {
					chunk[plane*size+i] = data[i%len(data)] * byte(i/len(data)*plane+1)
				}
			}
		}
		out := packed{data: make([]byte, 0, len(chunk)+len(chunk)/8+1000)}
		if err := deflaters[level%3].pack(chunk, n, used, &out); err != nil {
			t.Fatal(err)
		}
		if got, err := plainInflate(out.data); err != nil || !bytes.Equal(got, chunk) {
			t.Fatalf("%d planes of %d of %d bytes come back as %d bytes: %v", n, used, size, len(got), err)
		}
	})
}

// traceChunk is a shuffled chunk of traces as CaImAn makes them: transients that
// decay, on a baseline, with noise (of deviation 0: as C has them).
func traceChunk(r *rand.Rand, deviation float64) []byte {
	const rois, frames = 64, 8192
	values := make([]float64, 0, rois*frames)
	for range rois {
		calcium := 0.0
		for range frames {
			calcium *= 0.95
			if r.IntN(100) == 0 {
				calcium += 50 + 100*r.Float64()
			}
			values = append(values, 200+calcium+deviation*r.NormFloat64())
		}
	}
	p := &piece{chunk: []int{rois, frames}, count: []int{rois, frames}, strides: []int{frames, 1}, size: 8}
	raw := make([]byte, 8*len(values))
	for i, v := range values {
		putFloat64(raw[8*i:], v)
	}
	chunk := make([]byte, len(raw))
	p.gatherShuffled(chunk, raw, make([]int, 2))
	return chunk
}

// BenchmarkThresholds weighs what other thresholds cost and save: the time of
// a chunk, and how much is left of it.
func BenchmarkThresholds(b *testing.B) {
	for _, deviation := range []float64{0, 5} {
		chunk := traceChunk(rand.New(rand.NewPCG(27, 28)), deviation)
		for _, t := range []planThresholds{{2, 2}, {0.98, 1}, {0.98, 0.80}, {0.90, 1}, {0.90, 0.80}, {0.80, 0.60}} {
			b.Run(fmt.Sprintf("noise %g/store %g better %g", deviation, t.store, t.better), func(b *testing.B) {
				d := newTestDeflater(b, 1)
				d.thresholds = t
				out := packed{data: make([]byte, 0, 2*len(chunk))}
				b.SetBytes(int64(len(chunk)))
				for b.Loop() {
					out.data = out.data[:0]
					if err := d.pack(chunk, 8, len(chunk)/8, &out); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(100*float64(len(out.data))/float64(len(chunk)), "%left")
			})
		}
	}
}
