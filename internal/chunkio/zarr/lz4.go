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

// short is how much is copied at once, in two registers, where there is room: most
// runs are shorter.
const short = 16

// decodeLZ4Block decodes one block (LZ4 Block Format Description) and returns
// how many bytes it wrote to dst; what follows them may be overwritten. A block is a run of sequences: literals, then
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
		if literals <= short && len(src)-s >= short && len(dst)-d >= short {
			copy(dst[d:d+short], src[s:s+short]) // what is too much is written over
		} else {
			copy(dst[d:], src[s:s+literals])
		}
		d, s = d+literals, s+literals
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
		if match <= short && offset >= short && len(dst)-d >= short {
			copy(dst[d:d+short], dst[d-offset:])
			d += match
			continue
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

// isLZ4Zeros reports whether a block is sound and decodes to n zeros: its
// literals are zeros, so that matches have nothing else to repeat.
func isLZ4Zeros(src []byte, n int) bool {
	d, s := 0, 0
	for s < len(src) {
		token := src[s]
		s++
		literals, read, ok := lz4Length(int(token>>4), src[s:])
		s += read
		if !ok || literals > len(src)-s || literals > n-d {
			return false
		}
		for _, b := range src[s : s+literals] {
			if b != 0 {
				return false
			}
		}
		d, s = d+literals, s+literals
		if s == len(src) {
			return d == n
		}
		if len(src)-s < 2 {
			return false
		}
		offset := int(binary.LittleEndian.Uint16(src[s:]))
		s += 2
		match, read, ok := lz4Length(int(token&15), src[s:])
		s += read
		match += 4
		if !ok || offset == 0 || offset > d || match > n-d {
			return false
		}
		d += match
	}
	return false
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
