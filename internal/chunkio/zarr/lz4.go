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

// short is how much is copied at once, in two registers, where there is room:
// most runs are shorter.
const short = 16

// lz4Sequence is one sequence of a block (LZ4 Block Format Description):
// literals, then a match that repeats match bytes from offset bytes before. The
// last one of a block has literals only, and an offset of 0.
type lz4Sequence struct {
	literals      []byte
	offset, match int
}

// nextLZ4 takes the first sequence off src; it reports false where src holds
// none that is whole.
func nextLZ4(src []byte) (q lz4Sequence, rest []byte, ok bool) {
	if len(src) == 0 {
		return q, nil, false
	}
	token := src[0]
	n, src, ok := lz4Length(int(token>>4), src[1:])
	if !ok || n > len(src) {
		return q, nil, false
	}
	q.literals, src = src[:n], src[n:]
	if len(src) == 0 {
		return q, nil, true
	}
	if len(src) < 2 {
		return q, nil, false
	}
	q.offset = int(binary.LittleEndian.Uint16(src))
	q.match, src, ok = lz4Length(int(token&15), src[2:])
	q.match += 4
	return q, src, ok && q.offset > 0 && len(src) > 0
}

// decodeLZ4Block decodes one block and returns how many bytes it wrote to dst;
// what follows them may be overwritten.
func decodeLZ4Block(dst, src []byte) (int, error) {
	d := 0
	for {
		q, rest, ok := nextLZ4(src)
		literals := len(q.literals)
		if !ok || literals > len(dst)-d {
			return d, errLZ4
		}
		if literals <= short && cap(q.literals) >= short && len(dst)-d >= short {
			copy(dst[d:d+short], q.literals[:short]) // what is too much is written over
		} else {
			copy(dst[d:], q.literals)
		}
		d += literals
		if q.offset == 0 {
			return d, nil
		}
		src = rest
		match := q.match
		if q.offset > d || match > len(dst)-d {
			return d, errLZ4
		}
		if match <= short && q.offset >= short && len(dst)-d >= short {
			copy(dst[d:d+short], dst[d-q.offset:])
			d += match
			continue
		}
		// Where the match overlaps what it writes, each copy doubles the
		// period of bytes that is there to repeat.
		for from := d - q.offset; match > 0; {
			n := copy(dst[d:d+match], dst[from:d])
			d, match = d+n, match-n
		}
	}
}

// isLZ4Zeros reports whether a block is sound and decodes to n zeros: its
// literals are zeros, so that matches have nothing else to repeat.
func isLZ4Zeros(src []byte, n int) bool {
	for d := 0; ; {
		q, rest, ok := nextLZ4(src)
		if !ok || len(q.literals) > n-d {
			return false
		}
		for _, b := range q.literals {
			if b != 0 {
				return false
			}
		}
		d += len(q.literals)
		if q.offset == 0 {
			return d == n
		}
		if q.offset > d || q.match > n-d {
			return false
		}
		d, src = d+q.match, rest
	}
}

// lz4Length adds to a length of 15 the bytes that continue it, the last of
// which is not 255, and returns what follows them.
func lz4Length(n int, src []byte) (length int, rest []byte, ok bool) {
	if n < 15 {
		return n, src, true
	}
	for i, b := range src {
		n += int(b)
		if b != 255 {
			return n, src[i+1:], true
		}
	}
	return n, nil, false
}
