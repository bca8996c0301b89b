package zarr

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// lz4 decodes what numcodecs stores: the decoded length as 4 bytes,
// little-endian, then one LZ4 block.
type lz4 struct{}

var errLZ4 = errors.New("damaged LZ4 block")

func (lz4) encodedSize(int) int { return -1 }

func (lz4) decode(dst, src []byte) (int, error) {
	if len(src) < 4 {
		return 0, fmt.Errorf("%d bytes, too few for a header", len(src))
	}
	size := int(binary.LittleEndian.Uint32(src))
	if size > len(dst) {
		return 0, fmt.Errorf("%w: %d, want %d", errLong, size, len(dst))
	}
	n, err := decodeLZ4Block(dst[:size], src[4:])
	if err == nil && n != size {
		err = fmt.Errorf("%w: %d bytes, its header says %d", errLZ4, n, size)
	}
	return n, err
}

// decodeLZ4Block decodes one block (LZ4 Block Format Description) and returns
// how many bytes it wrote to dst. A block is a run of sequences: literals, then
// a match that repeats bytes already written; the last has literals only.
func decodeLZ4Block(dst, src []byte) (int, error) {
	d, s := 0, 0
	for s < len(src) {
		token := src[s]
		s++
		literals, read, ok := lz4Length(int(token>>4), src[s:])
		s += read
		if !ok || literals > len(src)-s || literals > len(dst)-d {
			return d, errLZ4
		}
		d += copy(dst[d:], src[s:s+literals])
		s += literals
		if s == len(src) {
			return d, nil
		}
		if len(src)-s < 2 {
			return d, errLZ4
		}
		offset := int(binary.LittleEndian.Uint16(src[s:]))
		s += 2
		match, read, ok := lz4Length(int(token&15), src[s:])
		s += read
		match += 4
		if !ok || offset == 0 || offset > d || match > len(dst)-d {
			return d, errLZ4
		}
		// Where the match overlaps what it writes, each copy doubles the
		// period of bytes that is there to repeat.
		for from := d - offset; match > 0; {
			n := copy(dst[d:d+match], dst[from:d])
			d, match = d+n, match-n
		}
	}
	return d, errLZ4
}

// lz4Length adds to a length of 15 the bytes that continue it, the last of
// which is not 255, and returns how many there were.
func lz4Length(n int, src []byte) (length, read int, ok bool) {
	if n < 15 {
		return n, 0, true
	}
	for i, b := range src {
		n += int(b)
		if b != 255 {
			return n, i + 1, true
		}
	}
	return n, len(src), false
}
