package layout

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

// mostBlock is the most bytes of one part of an index. Those that libhdf5 writes
// have some kilobytes.
const mostBlock = 64 << 20

// count counts n bytes of the index. All its parts together are not larger than
// the file, unless it leads in a circle.
func (s *scan) count(n int64) error {
	if s.read += n; s.read > s.file.Size {
		return fmt.Errorf("%w: it leads in a circle", ErrDamaged)
	}
	return nil
}

// block returns n bytes at an address.
func (s *scan) block(address uint64, n int64) ([]byte, error) {
	offset, err := s.offset(address, uint64(n))
	if err != nil {
		return nil, err
	}
	if n > mostBlock {
		return nil, fmt.Errorf("%w: a part of %d bytes", ErrDamaged, n)
	}
	b := make([]byte, n)
	if got, err := s.file.ReadAt(b, offset); got < len(b) {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%w: %d of %d bytes at %d", ErrTruncated, got, n, address)
		}
		return nil, err
	}
	return b, nil
}

// summed returns the n bytes at an address that a signature begins and a
// checksum ends, without either.
func (s *scan) summed(address uint64, n int64, signature string) (*fields, error) {
	if err := s.count(n); err != nil {
		return nil, err
	}
	b, err := s.block(address, n)
	if err != nil {
		return nil, err
	}
	return unsummed(b, signature)
}

func unsummed(b []byte, signature string) (*fields, error) {
	if len(b) < len(signature)+checksumSize || string(b[:len(signature)]) != signature {
		return nil, fmt.Errorf("%w: %.4q where %q is expected", ErrDamaged, b, signature)
	}
	body, sum := b[:len(b)-checksumSize], binary.LittleEndian.Uint32(b[len(b)-checksumSize:])
	if got := checksum(body); got != sum {
		return nil, fmt.Errorf("%w: checksum %08x of %q, expected %08x", ErrDamaged, got, signature, sum)
	}
	return &fields{b: body[len(signature):]}, nil
}

// fields takes numbers off the beginning of bytes. Beyond their end all are 0
// and short is set.
type fields struct {
	b     []byte
	short bool
}

// next takes n bytes, of which the caller changes none.
func (f *fields) next(n int) []byte {
	if n < 0 || n > len(f.b) {
		f.b, f.short = nil, true
		return nil
	}
	b := f.b[:n]
	f.b = f.b[n:]
	return b
}

// uint takes a little-endian number of n bytes, at most 8.
func (f *fields) uint(n int) uint64 {
	var b [8]byte
	copy(b[:], f.next(n))
	return binary.LittleEndian.Uint64(b[:])
}

func (f *fields) u8() int     { return int(f.uint(1)) }
func (f *fields) u16() int    { return int(f.uint(2)) }
func (f *fields) u32() uint32 { return uint32(f.uint(4)) }
func (f *fields) u64() uint64 { return f.uint(8) }

const (
	checksumSize = 4
	addressSize  = 8
	maskSize     = 4
)

// checksum is Bob Jenkins' lookup3, of which the format has the variant for
// little-endian bytes (H5checksum.c).
func checksum(k []byte) uint32 {
	a := 0xdeadbeef + uint32(len(k))
	b, c := a, a
	rot := bits.RotateLeft32
	for ; len(k) > 12; k = k[12:] {
		a += binary.LittleEndian.Uint32(k)
		b += binary.LittleEndian.Uint32(k[4:])
		c += binary.LittleEndian.Uint32(k[8:])
		a, c = (a-c)^rot(c, 4), c+b
		b, a = (b-a)^rot(a, 6), a+c
		c, b = (c-b)^rot(b, 8), b+a
		a, c = (a-c)^rot(c, 16), c+b
		b, a = (b-a)^rot(a, 19), a+c
		c, b = (c-b)^rot(b, 4), b+a
	}
	if len(k) == 0 {
		return c
	}
	var last [12]byte
	copy(last[:], k)
	a += binary.LittleEndian.Uint32(last[:])
	b += binary.LittleEndian.Uint32(last[4:])
	c += binary.LittleEndian.Uint32(last[8:])
	c = (c ^ b) - rot(b, 14)
	a = (a ^ c) - rot(c, 11)
	b = (b ^ a) - rot(a, 25)
	c = (c ^ b) - rot(b, 16)
	a = (a ^ c) - rot(c, 4)
	b = (b ^ a) - rot(a, 14)
	return (c ^ b) - rot(b, 24)
}
