package zarr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
)

// TestLZ4Block decodes blocks written by hand after the format's description.
func TestLZ4Block(t *testing.T) {
	tests := map[string]struct {
		src, want string
		fails     bool
	}{
		"literals":        {src: "\x30abc", want: "abc"},
		"no literals":     {src: "\x00", want: ""},
		"match":           {src: "\x40abcd\x04\x00\x10e", want: "abcdabcde"},
		"overlap by one":  {src: "\x15a\x01\x00\x10b", want: "aaaaaaaaaab"},
		"overlap by two":  {src: "\x21ab\x02\x00\x00", want: "abababa"},
		"long match":      {src: "\x1fa\x01\x00\x05\x00", want: strings.Repeat("a", 25)},
		"long literals":   {src: "\xf0\x01" + strings.Repeat("x", 16), want: strings.Repeat("x", 16)},
		"empty":           {src: "", fails: true},
		"cut literals":    {src: "\x30ab", fails: true},
		"cut offset":      {src: "\x10a\x01", fails: true},
		"cut length":      {src: "\xf0", fails: true},
		"no end":          {src: "\x10a\x01\x00", fails: true},
		"offset zero":     {src: "\x10a\x00\x00\x00", fails: true},
		"offset too far":  {src: "\x10a\x02\x00\x00", fails: true},
		"match too long":  {src: "\x1fa\x01\x00\xff\xff\x00\x00", fails: true},
		"literals no end": {src: "\xf0\xff\xff\xff", fails: true},
	}
	for name, tt := range tests {
		dst := make([]byte, 40)
		n, err := decodeLZ4Block(dst, []byte(tt.src))
		if tt.fails != (err != nil) || err == nil && string(dst[:n]) != tt.want {
			t.Errorf("%s: %q, %v; want %q", name, dst[:n], err, tt.want)
		}
	}
}

func FuzzLZ4Block(f *testing.F) {
	f.Add([]byte("\x40abcd\x04\x00\x10e"), 9)
	f.Add([]byte("\x1fa\x01\x00\xff\x05\x00"), 300)
	if data, err := os.ReadFile("testdata/v2/codec_lz4/0.0"); err == nil {
		f.Add(data[4:], 832)
	} else {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte, size int) {
		if size < 0 || size > 1<<16 {
			return
		}
		guarded := bytes.Repeat([]byte{0xA5}, size+8)
		n, err := decodeLZ4Block(guarded[:size:size], src)
		if n > size || err == nil && n < 0 {
			t.Fatalf("%d bytes into %d", n, size)
		}
		if !bytes.Equal(guarded[size:], bytes.Repeat([]byte{0xA5}, 8)) {
			t.Fatal("wrote beyond the buffer")
		}
	})
}

// FuzzBlosc gives libblosc frames that pass the checks of their header.
func FuzzBlosc(f *testing.F) {
	for _, name := range []string{"blosclz", "lz4", "lz4hc", "zlib", "zstd", "stored", "blocks"} {
		data, err := os.ReadFile("testdata/v2/codec_blosc_" + name + "/0.0")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint16(0), uint16(len(data)))
	}
	for _, tt := range bloscFrames(f) {
		if len(tt.Frame) < 3000 {
			f.Add(tt.Frame, uint16(tt.Size/3), uint16(tt.Size/2))
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, lo, n uint16) {
		if len(src) >= bloscHeader {
			binary.LittleEndian.PutUint32(src[12:], uint32(len(src)))
		}
		fr, err := parseFrame(src)
		if err != nil || fr.size > 1<<16 {
			return
		}
		holdBlosc(t, "a frame", src)
		whole := make([]byte, fr.size)
		if _, err := (&blosc{}).decode(whole, src); err != nil || n == 0 || int(lo)+int(n) > fr.size {
			return
		}
		part := make([]byte, n)
		done, err := (&blosc{}).decodePart(part, src, int(lo), fr.size)
		if err != nil {
			t.Fatalf("the frame decodes, its bytes %d+%d do not: %v", lo, n, err)
		}
		if done && !bytes.Equal(part, whole[lo:int(lo)+int(n)]) {
			t.Fatalf("bytes %d+%d differ from those of the whole", lo, n)
		}
	})
}

func TestBloscHeader(t *testing.T) {
	good, err := os.ReadFile("testdata/v2/codec_blosc_lz4/0.0")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		at    int
		value byte
		want  string
	}{
		"version":    {0, 3, "version 3"},
		"reserved":   {2, 0x29, "flags 0x29"},
		"typesize":   {3, 0, "elements of 0"},
		"size":       {7, 0xff, "header says"},
		"block size": {11, 0x7f, "in blocks of"},
		"all":        {12, 0, "there are"},
		"compressor": {2, 0xe1, "compressor 7 is not known"},
		"stored":     {2, 0x23, "stored as they are"},
	}
	for name, tt := range tests {
		src := bytes.Clone(good)
		src[tt.at] = tt.value
		_, err := (&blosc{}).decode(make([]byte, 832), src)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, tt.want)
		}
	}
	if _, err := (&blosc{}).decode(make([]byte, 831), good); !errors.Is(err, errLong) {
		t.Errorf("too small a buffer: error %v, want errLong", err)
	}
}

// TestCodecsKeepWithin: no codec writes more than it was given room for.
func TestCodecsKeepWithin(t *testing.T) {
	for _, name := range []string{"blosc_lz4", "zstd", "gzip", "zlib", "lz4", "bz2"} {
		src, err := os.ReadFile("testdata/v2/codec_" + name + "/0.0")
		if err != nil {
			t.Fatal(err)
		}
		c, err := newCodec(named{Name: strings.TrimSuffix(name, "_lz4")})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{0, 1, 831} {
			if _, err := c.decode(make([]byte, n), src); !errors.Is(err, errLong) {
				t.Errorf("%s into %d bytes: error %v, want errLong", name, n, err)
			}
		}
		if n, err := c.decode(make([]byte, 900), src); n != 832 || err != nil {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
}

func TestHalf(t *testing.T) {
	tests := map[uint16]float32{
		0x0000: 0, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0400: 1.0 / (1 << 14), 0x0001: 1.0 / (1 << 24),
		0x8001: -1.0 / (1 << 24), 0x3555: 0.333251953125, 0x7c00: float32(math.Inf(1)), 0xfc00: float32(math.Inf(-1)),
	}
	for bits, want := range tests {
		if got := halfToFloat32(bits); got != want {
			t.Errorf("%#04x is %v, want %v", bits, got, want)
		}
	}
	if got := halfToFloat32(0x7e00); got == got {
		t.Errorf("0x7e00 is %v, want NaN", got)
	}
	if got := math.Float32bits(halfToFloat32(0x8000)); got != 0x80000000 {
		t.Errorf("0x8000 has bits %#x, want those of -0", got)
	}
}
