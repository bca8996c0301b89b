package chunkio

import (
	"bytes"
	stdlib "hash/adler32"
	"math/rand/v2"
	"testing"
)

// The checksum is the same with vectors, where there are any, and without.
func TestAdler32(t *testing.T) {
	for name, adler32 := range adlers {
		t.Run(name, func(t *testing.T) { holdAdler32(t, adler32) })
	}
}

var adlers = map[string]func([]byte) uint32{
	"chosen":  adler32,
	"generic": func(data []byte) uint32 { return adlerGeneric(data, 1, 0) },
}

func holdAdler32(t *testing.T, adler32 func([]byte) uint32) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 2000 {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		if got, want := adler32(data), stdlib.Checksum(data); got != want {
			t.Fatalf("%d bytes: %08x, want %08x", n, got, want)
		}
	}
	full := bytes.Repeat([]byte{0xff}, 1<<20) // the most that the lanes have to bear
	if got, want := adler32(full), stdlib.Checksum(full); got != want {
		t.Fatalf("1 MiB of ff: %08x, want %08x", got, want)
	}
}

func FuzzAdler32(f *testing.F) {
	f.Add([]byte("wikipedia"), uint(100))
	f.Fuzz(func(t *testing.T, data []byte, times uint) {
		data = bytes.Repeat(data, int(times%512))
		if got, want := adler32(data), stdlib.Checksum(data); got != want {
			t.Errorf("%08x, want %08x", got, want)
		}
	})
}

func BenchmarkAdler32(b *testing.B) {
	data := make([]byte, 1<<20)
	for name, adler32 := range adlers {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				adler32(data)
			}
		})
	}
	b.Run("hash/adler32", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			stdlib.Checksum(data)
		}
	})
}
