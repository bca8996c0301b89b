package h5

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"roi2nwb/internal/chunkio"
)

// Filters by the number that The HDF Group registered them under.
const (
	filterDeflate    = 1
	filterShuffle    = 2
	filterFletcher32 = 3
	filterLZF        = 32000
	filterZstd       = 32015
)

// The most that one stored byte can unpack to: a deflate symbol pair of two
// bits gives 258 bytes, a Zstandard block of four bytes 128 KiB.
const (
	deflateRatio = 1032
	zstdRatio    = 1 << 15
)

const checksumSize = 4

// pipeline undoes the filters of a chunk.
type pipeline struct {
	filters []int // ids in the order of writing
	size    int   // bytes of an element, as shuffle saw it
	chunk   int   // bytes of an unpacked chunk
}

// supported reports whether the pipeline can be undone here. Two compressors
// after one another leave the size in between unknown.
func (p pipeline) supported() bool {
	compressors := 0
	for _, id := range p.filters {
		switch id {
		case filterDeflate, filterLZF, filterZstd:
			compressors++
		case filterShuffle, filterFletcher32:
		default:
			return false
		}
	}
	return compressors <= 1 && len(p.filters) <= 32
}

// plausible reports whether a chunk of stored bytes can unpack to a whole one,
// so that memory may be set aside for it. Bit i of mask means that filter i
// was skipped.
func (p pipeline) plausible(stored int64, mask uint32) error {
	least, most := int64(p.chunk), int64(p.chunk)
	compressed := false
	for i, id := range p.filters {
		if mask>>i&1 == 1 {
			continue
		}
		switch id {
		case filterDeflate:
			least, compressed = least/deflateRatio, true
		case filterLZF:
			least, compressed = least/lzfRatio, true
		case filterZstd:
			least, compressed = least/zstdRatio, true
		case filterFletcher32:
			least, most = least+checksumSize, most+checksumSize
		}
	}
	if stored < least || !compressed && stored > most {
		return fmt.Errorf("%w: chunk of %d bytes cannot hold the %d bytes of its shape", ErrDamaged, stored, p.chunk)
	}
	return nil
}

// decoder holds the memory to undo pipelines one after another.
type decoder struct {
	stored  []byte // for the caller: what is to be decoded
	scratch [2][]byte
	next    int
	zlib    io.ReadCloser
	zstd    *zstd.Decoder
	src     bytes.Reader
}

// decode fills dst, of p.chunk bytes, with the chunk stored as raw.
func (c *decoder) decode(p pipeline, dst, raw []byte, mask uint32) error {
	var before [32]int // bytes of the data that filter i was given, if known
	n := p.chunk
	for i, id := range p.filters {
		before[i] = n
		if id == filterFletcher32 && mask>>i&1 == 0 {
			n += checksumSize
		}
	}
	data := raw
	for i := len(p.filters) - 1; i >= 0; i-- {
		if mask>>i&1 == 1 {
			continue
		}
		var err error
		switch p.filters[i] {
		case filterDeflate:
			data, err = c.inflate(data, before[i])
		case filterLZF:
			data, err = c.unlzf(data, before[i])
		case filterZstd:
			data, err = c.unzstd(data, before[i])
		case filterShuffle:
			out := c.buffer(len(data))
			chunkio.Unshuffle(out, data, p.size)
			data = out
		case filterFletcher32:
			data, err = checkFletcher32(data)
		}
		if err != nil {
			return err
		}
	}
	if len(data) != len(dst) {
		return fmt.Errorf("%w: chunk of %d bytes, expected %d", ErrDamaged, len(data), len(dst))
	}
	copy(dst, data)
	return nil
}

// buffer returns n bytes that stay valid while one more buffer is asked for.
func (c *decoder) buffer(n int) []byte {
	c.next ^= 1
	c.scratch[c.next] = grow(c.scratch[c.next], n)
	return c.scratch[c.next]
}

func (c *decoder) inflate(data []byte, size int) ([]byte, error) {
	c.src.Reset(data)
	var err error
	if c.zlib == nil {
		c.zlib, err = zlib.NewReader(&c.src)
	} else {
		err = c.zlib.(zlib.Resetter).Reset(&c.src, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: chunk: %w", ErrDamaged, err)
	}
	return c.unpack(c.zlib, size)
}

func (c *decoder) unzstd(data []byte, size int) ([]byte, error) {
	c.src.Reset(data)
	var err error
	if c.zstd == nil {
		c.zstd, err = zstd.NewReader(&c.src, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	} else {
		err = c.zstd.Reset(&c.src)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: chunk: %w", ErrDamaged, err)
	}
	return c.unpack(c.zstd, size)
}

// unpack reads exactly size bytes from r, which must end there.
func (c *decoder) unpack(r io.Reader, size int) ([]byte, error) {
	out := c.buffer(size)
	if n, err := io.ReadFull(r, out); err != nil {
		return nil, fmt.Errorf("%w: chunk: %d of %d bytes: %w", ErrDamaged, n, size, err)
	}
	var more [1]byte
	switch n, err := r.Read(more[:]); {
	case n > 0:
		return nil, fmt.Errorf("%w: chunk unpacks to more than its %d bytes", ErrDamaged, size)
	case err != nil && err != io.EOF:
		return nil, fmt.Errorf("%w: chunk: %w", ErrDamaged, err)
	}
	return out, nil
}

// checkFletcher32 checks and removes the checksum at the end of data.
func checkFletcher32(data []byte) ([]byte, error) {
	if len(data) < checksumSize {
		return nil, fmt.Errorf("%w: chunk of %d bytes has no room for its checksum", ErrDamaged, len(data))
	}
	body, stored := data[:len(data)-checksumSize], binary.LittleEndian.Uint32(data[len(data)-checksumSize:])
	sum := fletcher32(body)
	// Some versions before 1.6.3 stored the bytes of each half the other way
	// round (H5Zfletcher32.c).
	reversed := (sum&0x00ff00ff)<<8 | (sum>>8)&0x00ff00ff
	if stored != sum && stored != reversed {
		return nil, fmt.Errorf("%w: chunk has checksum %08x, expected %08x", ErrDamaged, sum, stored)
	}
	return body, nil
}

// fletcher32 is libhdf5's variant of the checksum: over big-endian words of
// two bytes, an odd last byte being the high one (H5checksum.c).
func fletcher32(data []byte) uint32 {
	var sum1, sum2 uint32
	for len(data) >= 2 {
		// 360 words are as many as the sums hold without overflow.
		block := data[:min(len(data)&^1, 720)]
		data = data[len(block):]
		for ; len(block) >= 2; block = block[2:] {
			sum1 += uint32(binary.BigEndian.Uint16(block))
			sum2 += sum1
		}
		sum1 = sum1&0xffff + sum1>>16
		sum2 = sum2&0xffff + sum2>>16
	}
	if len(data) == 1 {
		sum1 += uint32(data[0]) << 8
		sum2 += sum1
		sum1 = sum1&0xffff + sum1>>16
		sum2 = sum2&0xffff + sum2>>16
	}
	sum1 = sum1&0xffff + sum1>>16
	sum2 = sum2&0xffff + sum2>>16
	return sum2<<16 | sum1
}
