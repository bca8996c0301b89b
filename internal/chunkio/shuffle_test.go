package chunkio

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// gathered is what gather and gatherShuffled must write, element by element.
func gathered(p *piece, src []byte, shuffled bool) []byte {
	n := product(p.chunk)
	dst := make([]byte, n*p.size)
	for k := range product(p.count) {
		at := index(p.count, k)
		from := p.base
		for i := range at {
			from += at[i] * p.strides[i]
		}
		to := position(p.chunk, at)
		for b := range p.size {
			if shuffled {
				dst[b*n+to] = src[from*p.size+b]
			} else {
				dst[to*p.size+b] = src[from*p.size+b]
			}
		}
	}
	return dst
}

// holdGather compares both ways of gathering with the plain one. What was in
// the buffer before must not show.
func holdGather(t *testing.T, p *piece, src []byte) {
	t.Helper()
	dst, at := make([]byte, product(p.chunk)*p.size), make([]int, maxRank)
	for _, shuffled := range []bool{false, true} {
		for i := range dst {
			dst[i] = 0xaa
		}
		for i := range at {
			at[i] = 99
		}
		if shuffled {
			p.gatherShuffled(dst, src, at)
		} else {
			p.gather(dst, src, at)
		}
		if want := gathered(p, src, shuffled); !bytes.Equal(dst, want) {
			t.Fatalf("%+v, shuffled %v: %x, want %x", *p, shuffled, dst, want)
		}
	}
}

// Chunks are gathered from a box whose axes lie in any order, with padding
// along any of them.
func TestGather(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	for _, size := range []int{1, 2, 4, 8, 12} {
		for range 150 {
			count := randomShape(r, 7)
			for i := range count {
				count[i] = max(count[i], 1)
			}
			if r.IntN(4) == 0 { // more than the blocks in which it is done
				count = []int{1 + r.IntN(3), 60 + r.IntN(10), 1 + r.IntN(30)}
			}
			p := &piece{count: count, chunk: slices.Clone(count), strides: make([]int, len(count)), size: size}
			for i := range p.chunk {
				if r.IntN(3) == 0 {
					p.chunk[i] += r.IntN(4)
				}
			}
			// A source that is wider than the chunk, its axes in any order.
			wide := slices.Clone(count)
			for i := range wide {
				wide[i] += r.IntN(3)
			}
			axes := r.Perm(len(count))
			strides := denseStrides(pick(wide, axes))
			for i, ax := range axes {
				p.strides[ax] = strides[i]
				p.base += r.IntN(wide[ax]-count[ax]+1) * strides[i]
			}
			holdGather(t, p, randomBytes(r, product(wide)*size))
		}
	}
}

// What HDF5's shuffle filter does, by the example of its documentation: all
// first bytes, then all second bytes.
func TestShuffleIsHDF5s(t *testing.T) {
	p := &piece{chunk: []int{3}, count: []int{3}, strides: []int{1}, size: 4}
	dst := make([]byte, 12)
	p.gatherShuffled(dst, []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x02, 0x24, 0x46, 0x68}, make([]int, 1))
	if want := []byte{0x01, 0x89, 0x02, 0x23, 0xab, 0x24, 0x45, 0xcd, 0x46, 0x67, 0xef, 0x68}; !bytes.Equal(dst, want) {
		t.Errorf("%x, want %x", dst, want)
	}
}

// shuffles are the ways to move 16 elements of a size.
var shuffles = map[string]struct {
	size int
	move func(dst, src []byte, n, step int)
}{
	"8 bytes chosen":  {8, shuffle8Wide},
	"8 bytes generic": {8, shuffle8Twice},
	"4 bytes chosen":  {4, shuffle4Wide},
	"4 bytes generic": {4, shuffle4Twice},
}

// Sixteen elements are moved alike with vectors, where there are any, and
// without; elements and planes at any distance, and nothing beside them touched.
func TestShuffleWide(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for name, s := range shuffles {
		for range 200 {
			n, step := 16+r.IntN(40), s.size+r.IntN(40)
			src := randomBytes(r, 15*step+s.size) // ends with the last element
			dst := randomBytes(r, (s.size-1)*n+16)
			want := slices.Clone(dst)
			for e := range 16 {
				for b := range s.size {
					want[b*n+e] = src[e*step+b]
				}
			}
			s.move(dst, src, n, step)
			if !bytes.Equal(dst, want) {
				t.Fatalf("%s, planes %d apart, elements %d: %x, want %x", name, n, step, dst, want)
			}
		}
	}
}

func BenchmarkShuffleWide(b *testing.B) {
	const elements = 16 << 10
	for name, s := range shuffles {
		b.Run(name, func(b *testing.B) {
			src, dst := make([]byte, elements*s.size), make([]byte, elements*s.size)
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				for e := 0; e < elements; e += 16 {
					s.move(dst[e:], src[e*s.size:], elements, s.size)
				}
			}
		})
	}
}

func FuzzShuffle(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), uint8(3), uint8(9), uint8(70), uint8(1), uint8(2), uint8(0), false)
	f.Add([]byte{1}, uint8(4), uint8(1), uint8(64), uint8(8), uint8(0), uint8(7), true)
	f.Fuzz(func(t *testing.T, data []byte, kind, a, b, c, padRows, padColumns uint8, transposed bool) {
		size := []int{1, 2, 4, 8, 12}[kind%5]
		count := []int{1 + int(a%4), 1 + int(b%80), 1 + int(c%24)}
		p := &piece{size: size, count: count, chunk: []int{count[0], count[1] + int(padRows%8), count[2] + int(padColumns%8)}, strides: denseStrides(count)}
		if transposed {
			p.strides = []int{1, count[0], count[0] * count[1]}
		}
		src := make([]byte, product(count)*size)
		for i := range src {
			src[i] = byte(i) ^ byte(i>>8)
			if len(data) > 0 {
				src[i] ^= data[i%len(data)]
			}
		}
		holdGather(t, p, src)
	})
}

// FuzzCopy moves an array of any type and shape, its axes in any order, into
// chunks of any shape through any codec, within any budget.
func FuzzCopy(f *testing.F) {
	f.Add(uint64(1), uint8(0), uint8(1), uint8(2), uint16(100))
	f.Add(uint64(7), uint8(3), uint8(8), uint8(1), uint16(0))
	f.Fuzz(func(t *testing.T, seed uint64, axesSeed, dtype, codec uint8, budget uint16) {
		r := rand.New(rand.NewPCG(seed, 0))
		shape := randomShape(r, 12)
		d := Bool + DType(dtype)%Float64
		grain := make([]int, len(shape))
		for i := range grain {
			grain[i] = 1 + r.IntN(shape[i]+1)
		}
		var src Array = &stub{Array: FromBytes(shape, d, randomBytes(r, product(shape)*d.Size())), grain: grain}
		r = rand.New(rand.NewPCG(seed, 1+uint64(axesSeed)))
		for range axesSeed % 3 { // permutations of permutations
			var err error
			if src, err = Permute(src, r.Perm(len(shape))); err != nil {
				t.Fatal(err)
			}
		}
		chunk := make([]int, len(shape))
		for i := range chunk {
			chunk[i] = 1 + r.IntN(src.Shape()[i]+3)
		}
		l := Layout{Shape: src.Shape(), Chunk: chunk, Size: d.Size()}
		c := []Codec{{}, {Gzip, 1, true}, {Gzip, 3, false}, {Zstd, 1, true}, {Zstd, 3, false}}[codec%5]
		p := NewPipeline(Options{Jobs: 1 + int(axesSeed%4), Buffer: 5*l.ChunkBytes() + int(budget)})
		for range 2 { // buffers used before
			s := storeInMemory(l, c)
			moved := 0
			s.target.Progress = func(n int) { moved += n }
			if err := p.Copy(t.Context(), src, s.target); err != nil {
				t.Fatal(err)
			}
			want := readAll(t, src)
			if !bytes.Equal(s.read(t), want) {
				t.Fatal(fmt.Sprint("differs from the source: ", l, c))
			}
			if moved != len(want) {
				t.Fatalf("progress tells of %d bytes of %d", moved, len(want))
			}
		}
	})
}
