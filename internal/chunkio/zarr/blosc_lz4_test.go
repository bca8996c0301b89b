package zarr

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// bloscFrame is a line of testdata/blosc.jsonl.
type bloscFrame struct {
	Name   string
	Size   int
	SHA256 string
	Frame  []byte
}

func bloscFrames(t testing.TB) []bloscFrame {
	t.Helper()
	data, err := os.ReadFile("testdata/blosc.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var all []bloscFrame
	for line := range strings.Lines(string(data)) {
		var f bloscFrame
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// Frames decode to what was packed, by libblosc and here, whole and in part.
func TestBloscFrames(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	plain := map[bool]int{}
	for _, tt := range bloscFrames(t) {
		f, err := parseFrame(tt.Frame)
		if err != nil {
			t.Fatal(err)
		}
		plain[f.isPlainLZ4()]++
		b := &blosc{}
		whole, byLibrary := bytes.Repeat([]byte{0xa5}, tt.Size), make([]byte, tt.Size)
		if n, err := b.decode(whole, tt.Frame); err != nil || n != tt.Size {
			t.Fatalf("%s: %d bytes, %v, want %d", tt.Name, n, err, tt.Size)
		}
		if err := b.decodeByLibrary(byLibrary, tt.Frame, f); err != nil {
			t.Fatalf("%s by libblosc: %v", tt.Name, err)
		}
		for by, got := range map[string][]byte{"here": whole, "by libblosc": byLibrary} {
			if sum := sha256.Sum256(got); hex.EncodeToString(sum[:]) != tt.SHA256 {
				t.Errorf("%s: decoded otherwise %s", tt.Name, by)
			}
		}
		for range 30 {
			lo := r.IntN(tt.Size)
			part := bytes.Repeat([]byte{0xa5}, 1+r.IntN(min(tt.Size-lo, 1+r.IntN(tt.Size))))
			done, err := b.decodePart(part, tt.Frame, lo, tt.Size)
			if err != nil || done && !bytes.Equal(part, whole[lo:lo+len(part)]) {
				t.Fatalf("%s: bytes %d+%d differ, %v", tt.Name, lo, len(part), err)
			}
			if f.isPlainLZ4() && !done {
				t.Fatalf("%s: bytes %d+%d are declined", tt.Name, lo, len(part))
			}
		}
	}
	if plain[true] < 20 || plain[false] < 5 {
		t.Errorf("%d frames are decoded here and %d by libblosc: both must be tried", plain[true], plain[false])
	}
}

// A damaged frame is an error, or decodes to what libblosc makes of it.
func TestBloscDamage(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, tt := range bloscFrames(t) {
		if tt.Size > 100_000 {
			continue
		}
		for range 60 {
			src := bytes.Clone(tt.Frame)
			for range 1 + r.IntN(3) {
				src[bloscHeader+r.IntN(len(src)-bloscHeader)] = byte(r.Uint32())
			}
			holdBlosc(t, tt.Name, src)
		}
	}
}

// holdBlosc fails where a frame decodes here to other than what libblosc makes of
// it, or does not where libblosc decodes it.
func holdBlosc(t *testing.T, name string, src []byte) {
	t.Helper()
	f, err := parseFrame(src)
	if err != nil || f.size == 0 || f.size > 1<<20 || !f.isPlainLZ4() {
		return
	}
	b := &blosc{}
	here, byLibrary := make([]byte, f.size), make([]byte, f.size)
	errHere, errLibrary := b.decodeLZ4(here, src, f, 0), b.decodeByLibrary(byLibrary, src, f)
	if errHere != nil && errLibrary == nil {
		t.Fatalf("%s: libblosc decodes %x, we do not: %v", name, src, errHere)
	}
	if errHere == nil && errLibrary == nil && !bytes.Equal(here, byLibrary) {
		t.Fatalf("%s: %x decodes otherwise than by libblosc", name, src)
	}
}

// What libblosc asked for is counted until enough is to be given back.
func TestBloscMemory(t *testing.T) {
	b := &blosc{}
	for _, tt := range []struct{ blocks, size, counted int }{
		{2, keptBytes / 2, keptBytes},
		{1, 1, 0}, // given back
		{3, 100, 300},
	} {
		b.asked(tt.blocks, tt.size)
		if got := int(b.memory.Load()); got != tt.counted {
			t.Errorf("%d blocks of %d bytes: %d counted, want %d", tt.blocks, tt.size, got, tt.counted)
		}
	}
}

// Zeros are told from what is packed, and nothing else is taken for them.
func TestLZ4Zeros(t *testing.T) {
	for src, want := range map[string]int{
		"\x30\x00\x00\x00":             3,
		"\x1f\x00\x01\x00\x05\x00":     25,
		"\x10\x00\x01\x00\x10\x00":     6,
		"\x00":                         0,
		"\x30\x00\x01\x00":             -1, // a literal that is not zero
		"\x1f\x00\x02\x00\x05\x00":     -1, // an offset before the start
		"\x1f\x00\x00\x00\x05\x00":     -1, // none
		"\x1f\x00\x01\x00\xff":         -1, // a length without end
		"\x1f\x00\x01":                 -1,
		"\x1f\x00\x01\x00\x05":         -1, // no last literals
		"\xf0":                         -1,
		"":                             -1,
		"\x1f\x00\x01\x00\x05\x10\x01": -1,
	} {
		for n := range 40 {
			if got := isLZ4Zeros([]byte(src), n); got != (n == want) {
				t.Errorf("%q as %d zeros: %v", src, n, got)
			}
		}
	}
}

// Reading footprints of Minian is reading frames that are mostly zeros.
func BenchmarkBlosc(b *testing.B) {
	for _, tt := range bloscFrames(b) {
		if tt.Name != "large lz4 shuffle 1 blocks 0" && tt.Name != "decay lz4 shuffle 1 blocks 0" {
			continue
		}
		f, err := parseFrame(tt.Frame)
		if err != nil {
			b.Fatal(err)
		}
		codec, dst := &blosc{}, make([]byte, tt.Size)
		for by, decode := range map[string]func() error{
			"here":    func() error { return codec.decodeLZ4(dst, tt.Frame, f, 0) },
			"library": func() error { return codec.decodeByLibrary(dst, tt.Frame, f) },
		} {
			b.Run(tt.Name+"/"+by, func(b *testing.B) {
				b.SetBytes(int64(tt.Size))
				for b.Loop() {
					if err := decode(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
