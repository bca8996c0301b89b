package zarr

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"roi2nwb/internal/chunkio"
)

// kind says how the elements of an array are stored.
type kind uint8

const (
	number kind = iota // as chunkio names it
	half               // float16, widened when read
	utf32              // text of a fixed number of 4-byte code points
	chars              // text of a fixed number of bytes
	vlen               // text of any length; a chunk of it has no fixed size
)

// element is the type of an array's elements.
type element struct {
	kind  kind
	dtype chunkio.DType // what is delivered; Invalid for text
	size  int           // bytes as stored, 0 for vlen
	big   bool          // stored big-endian
}

// delivered returns the bytes of one element as it is handed out.
func (e element) delivered() int {
	if e.kind == half {
		return 4
	}
	return e.size
}

func (e element) isText() bool { return e.kind >= utf32 }

// unit returns the bytes whose order big reverses.
func (e element) unit() int {
	if e.kind == utf32 {
		return 4
	}
	return e.size
}

// maxText is the most bytes a text of fixed length may have.
const maxText = 1 << 20

// elementV2 parses a NumPy type string such as "<f8".
func elementV2(s string, vlenText bool) (element, error) {
	if s == "|O" {
		if vlenText {
			return element{kind: vlen}, nil
		}
		return element{}, fmt.Errorf("dtype %q without the filter %q", s, "vlen-utf8")
	}
	if len(s) < 3 {
		return element{}, fmt.Errorf("dtype %q", s)
	}
	n, err := strconv.Atoi(s[2:])
	if err != nil || n < 1 || n > maxText/4 {
		return element{}, fmt.Errorf("dtype %q", s)
	}
	e := element{size: n, big: s[0] == '>'}
	switch s[1] {
	case 'U':
		e.kind, e.size = utf32, 4*n
	case 'S':
		e.kind, e.big = chars, false
	case 'f':
		if n == 2 {
			e.kind = half
		}
		e.dtype = map[int]chunkio.DType{2: chunkio.Float32, 4: chunkio.Float32, 8: chunkio.Float64}[n]
	case 'i':
		e.dtype = map[int]chunkio.DType{1: chunkio.Int8, 2: chunkio.Int16, 4: chunkio.Int32, 8: chunkio.Int64}[n]
	case 'u':
		e.dtype = map[int]chunkio.DType{1: chunkio.Uint8, 2: chunkio.Uint16, 4: chunkio.Uint32, 8: chunkio.Uint64}[n]
	case 'b':
		e.dtype = map[int]chunkio.DType{1: chunkio.Bool}[n]
	}
	known := e.isText() || e.dtype != chunkio.Invalid
	ordered := s[0] == '<' || s[0] == '>' || s[0] == '|' && (e.unit() == 1 || e.kind == chars)
	if !known || !ordered {
		return element{}, fmt.Errorf("dtype %q is not supported; numbers, booleans and text are", s)
	}
	return e, nil
}

// elementV3 parses the name of a data type and, for text, its length.
func elementV3(t named) (element, error) {
	switch t.Name {
	case "string":
		return element{kind: vlen}, nil
	case "float16":
		return element{kind: half, dtype: chunkio.Float32, size: 2}, nil
	case "fixed_length_utf32", "null_terminated_bytes":
		var c struct {
			Bytes int `json:"length_bytes"`
		}
		if err := t.configure(&c); err != nil {
			return element{}, err
		}
		e := element{kind: chars, size: c.Bytes}
		if t.Name == "fixed_length_utf32" {
			e.kind = utf32
		}
		if c.Bytes < 1 || c.Bytes > maxText || e.kind == utf32 && c.Bytes%4 != 0 {
			return element{}, fmt.Errorf("data type %q of %d bytes", t.Name, c.Bytes)
		}
		return e, nil
	}
	for d := chunkio.Bool; d <= chunkio.Float64; d++ {
		if d.String() == t.Name {
			return element{dtype: d, size: d.Size()}, nil
		}
	}
	return element{}, fmt.Errorf("data type %q is not supported; numbers, booleans and text are", t.Name)
}

// normalise turns stored elements, in place, into little-endian ones, and any
// byte of a boolean that is not zero into one.
func (e element) normalise(b []byte) {
	if e.dtype == chunkio.Bool {
		for i, v := range b {
			if v != 0 {
				b[i] = 1
			}
		}
	}
	if !e.big {
		return
	}
	switch e.unit() {
	case 2:
		for ; len(b) >= 2; b = b[2:] {
			b[0], b[1] = b[1], b[0]
		}
	case 4:
		for ; len(b) >= 4; b = b[4:] {
			binary.LittleEndian.PutUint32(b, binary.BigEndian.Uint32(b))
		}
	case 8:
		for ; len(b) >= 8; b = b[8:] {
			binary.LittleEndian.PutUint64(b, binary.BigEndian.Uint64(b))
		}
	}
}

// widen writes the float32 of each little-endian float16 of src to dst.
func widen(dst, src []byte) {
	for i := range len(src) / 2 {
		f := halfToFloat32(binary.LittleEndian.Uint16(src[2*i:]))
		binary.LittleEndian.PutUint32(dst[4*i:], math.Float32bits(f))
	}
}

// halfToFloat32 returns the value of an IEEE 754 binary16.
func halfToFloat32(h uint16) float32 {
	sign, exp, frac := uint32(h>>15)<<31, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exp {
	case 0:
		f := float32(frac) / (1 << 24) // zero and subnormals, exact
		return math.Float32frombits(math.Float32bits(f) | sign)
	case 0x1f:
		return math.Float32frombits(sign | 0x7f800000 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
}
