package zarr

import (
	"encoding/binary"
	"errors"
	"slices"

	"roi2nwb/internal/chunkio"
)

// What Minian stores is packed with LZ4 after a byte shuffle, and most of a
// footprint's image is zeros. Such frames are decoded here: a block of zeros is
// told from what is packed, a byte for every 255, and libblosc asks for memory
// anew for every frame.

// Flags of a frame, and what else splits a block into one stream for each byte
// of an element: elements are small and streams are not (blosc_d of c-blosc 1.21).
const (
	bloscShuffled    = 0x1
	bloscBitShuffled = 0x4
	bloscUnsplit     = 0x10
	compressorLZ4    = 1 // as the upper three bits have it
	maxSplits        = 16
	minStream        = 128 // bytes
)

var errBlock = errors.New("damaged block")

// isPlainLZ4 reports whether decodeLZ4 knows all that was done to the frame.
func (f frame) isPlainLZ4() bool {
	return f.flags>>5 == compressorLZ4 && f.flags&(bloscMemcpyed|bloscBitShuffled) == 0 && f.block%f.typesize == 0
}

// packedBlock is one block of a frame.
type packedBlock struct {
	streams []byte // what is packed, from the block's first stream on
	count   int    // of streams
	size    int    // bytes, decoded
}

// packed returns block i as its table and the flags say.
func (f frame) packed(src []byte, i int) (packedBlock, error) {
	at := int(int32(binary.LittleEndian.Uint32(src[bloscHeader+4*i:])))
	if at < 0 || at > len(src) {
		return packedBlock{}, errBlock
	}
	p := packedBlock{streams: src[at:], count: 1, size: min(f.block, f.size-i*f.block)}
	if f.flags&bloscUnsplit == 0 && p.size == f.block && f.typesize <= maxSplits && f.block/f.typesize >= minStream {
		p.count = f.typesize
	}
	return p, nil
}

// next takes the next stream off b.
func (b *packedBlock) next() ([]byte, error) {
	if len(b.streams) < 4 {
		return nil, errBlock
	}
	n := int(int32(binary.LittleEndian.Uint32(b.streams)))
	if n < 0 || n > len(b.streams)-4 {
		return nil, errBlock
	}
	stream := b.streams[4 : 4+n]
	b.streams = b.streams[4+n:]
	return stream, nil
}

// isZeros reports whether the block is sound and holds nothing but zeros, which
// a shuffle leaves as they are.
func (b packedBlock) isZeros() bool {
	size := b.size / b.count
	for range b.count {
		stream, err := b.next()
		// A stream that did not get shorter is stored as it is.
		if err != nil || len(stream) == size || !isLZ4Zeros(stream, size) {
			return false
		}
	}
	return true
}

// unpack writes the block's streams to dst, which has its size.
func (b packedBlock) unpack(dst []byte) error {
	size := b.size / b.count
	for i := range b.count {
		stream, err := b.next()
		if err != nil {
			return err
		}
		out := dst[i*size : (i+1)*size]
		if len(stream) == size {
			copy(out, stream)
			continue
		}
		if n, err := decodeLZ4Block(out, stream); err != nil || n != size {
			return errBlock
		}
	}
	return nil
}

// blockBuffers hold a block between its steps.
type blockBuffers struct{ shuffled, whole []byte }

// decodeLZ4 writes the bytes from lo on that fill dst, of a frame of plain LZ4.
func (b *blosc) decodeLZ4(dst, src []byte, f frame, lo int) error {
	buffers, _ := b.buffers.Get().(*blockBuffers)
	if buffers == nil {
		buffers = new(blockBuffers)
	}
	defer b.buffers.Put(buffers)
	for end := lo + len(dst); lo < end; {
		i := lo / f.block
		block, err := f.packed(src, i)
		if err != nil {
			return err
		}
		skip := lo - i*f.block
		part := dst[:min(block.size-skip, end-lo)]
		dst, lo = dst[len(part):], lo+len(part)
		if block.isZeros() {
			clear(part)
			continue
		}
		out := part
		if len(part) < block.size {
			buffers.whole = slices.Grow(buffers.whole[:0], block.size)[:block.size]
			out = buffers.whole
		}
		if err := buffers.decode(out, block, f); err != nil {
			return err
		}
		if len(part) < block.size {
			copy(part, out[skip:])
		}
	}
	return nil
}

// decode writes a block to dst, which has its size.
func (b *blockBuffers) decode(dst []byte, block packedBlock, f frame) error {
	if f.flags&bloscShuffled == 0 || f.typesize == 1 {
		return block.unpack(dst)
	}
	b.shuffled = slices.Grow(b.shuffled[:0], block.size)[:block.size]
	if err := block.unpack(b.shuffled); err != nil {
		return err
	}
	chunkio.Unshuffle(dst, b.shuffled, f.typesize)
	return nil
}
