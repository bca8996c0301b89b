package chunkio

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// Unshuffling gives each element its bytes back, whatever its size and however
// many there are: fewer than are moved at once, as many, and more than a tile.
func TestUnshuffle(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, size := range []int{1, 2, 3, 4, 8, 12, 16} {
		for _, n := range []int{0, 1, 15, 16, 17, 32, 511, 512, 513, 1030} {
			for rest := range min(size, 3) {
				want := make([]byte, n*size+rest)
				for i := range want {
					want[i] = byte(r.Uint32())
				}
				shuffled := bytes.Clone(want)
				for e := range n {
					for b := range size {
						shuffled[b*n+e] = want[e*size+b]
					}
				}
				got := make([]byte, len(want))
				Unshuffle(got, shuffled, size)
				if !bytes.Equal(got, want) {
					t.Fatalf("%d elements of %d bytes, and %d bytes: %x, want %x", n, size, rest, got, want)
				}
			}
		}
	}
}

// Both ways of moving groups, of which a machine takes one, do the same.
func TestUnshuffleGroups(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, groups := range []int{0, 1, 2, 9} {
		n := 16*groups + r.IntN(5)
		src := make([]byte, 8*n)
		for i := range src {
			src[i] = byte(r.Uint32())
		}
		for size, ways := range map[int][2]func(dst, src []byte, n, groups int){
			4: {unshuffle4Plain, unshuffle4Wide},
			8: {unshuffle8Plain, unshuffle8Wide},
		} {
			want := make([]byte, 16*groups*size)
			for i := range want {
				want[i] = src[i%size*n+i/size]
			}
			for way, move := range ways {
				got := make([]byte, len(want))
				if move(got, src, n, groups); !bytes.Equal(got, want) {
					t.Errorf("%d groups of %d bytes, way %d: %x, want %x", groups, size, way, got, want)
				}
			}
		}
	}
}

func BenchmarkUnshuffle(b *testing.B) {
	src, dst := make([]byte, 1<<20), make([]byte, 1<<20)
	for _, size := range []int{2, 4, 8} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				Unshuffle(dst, src, size)
			}
		})
	}
}
