package zarr

/*
#cgo pkg-config: blosc
#cgo noescape blosc_decompress_ctx
#cgo nocallback blosc_decompress_ctx
#cgo noescape blosc_getitem
#cgo nocallback blosc_getitem
#include <blosc.h>

#ifdef __GLIBC__
#include <malloc.h>
static void give_back(void) { malloc_trim(0); }
#else
static void give_back(void) {}
#endif
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"
)

// blosc decodes the frames of c-blosc 1. All of the header is checked here, so
// that libblosc is never given one it would trust too far: a typesize of zero,
// blocks beyond the data, or a table of blocks beyond the frame.
type blosc struct {
	memory  atomic.Int64 // bytes that libblosc has asked for since they were given back
	buffers sync.Pool    // of *blockBuffers
}

// bloscHeader is the length of a frame's header; the table of blocks follows.
const bloscHeader = 16

// frame is the header of a frame (c-blosc README_CHUNK_FORMAT).
type frame struct {
	flags, typesize  int
	size, block, all int // bytes: decoded, of a block, of the frame
}

const (
	bloscVersion  = 2
	bloscMemcpyed = 0x2 // the data is stored as it is
	bloscReserved = 0x8
)

// blocks returns how many blocks the frame has.
func (f frame) blocks() int { return (f.size + f.block - 1) / f.block }

// parseFrame reads and checks the header of src.
func parseFrame(src []byte) (frame, error) {
	if len(src) < bloscHeader {
		return frame{}, fmt.Errorf("%d bytes, too few for a header", len(src))
	}
	le := binary.LittleEndian
	f := frame{
		flags: int(src[2]), typesize: int(src[3]),
		size: int(le.Uint32(src[4:])), block: int(le.Uint32(src[8:])), all: int(le.Uint32(src[12:])),
	}
	if src[0] != bloscVersion || f.flags&bloscReserved != 0 {
		return frame{}, fmt.Errorf("frame of version %d, flags %#x, is not known", src[0], f.flags)
	}
	if f.all != len(src) {
		return frame{}, fmt.Errorf("header says %d bytes, there are %d", f.all, len(src))
	}
	if f.size == 0 {
		return f, nil
	}
	if f.size > maxChunk || f.typesize < 1 || f.block < 1 || f.block > f.size {
		return frame{}, fmt.Errorf("header says %d bytes in blocks of %d, elements of %d", f.size, f.block, f.typesize)
	}
	switch {
	case f.flags&bloscMemcpyed != 0 && f.all != f.size+bloscHeader:
		return frame{}, fmt.Errorf("header says %d bytes stored as they are, there are %d", f.size, f.all-bloscHeader)
	case f.flags&bloscMemcpyed == 0 && f.blocks() > (f.all-bloscHeader)/4:
		return frame{}, fmt.Errorf("%d blocks do not fit %d bytes", f.blocks(), f.all)
	}
	return f, nil
}

func (*blosc) encodedSize(int) int { return -1 }

// keptBytes is how much memory libblosc may have asked for before glibc is told
// to give free memory back. libblosc takes and frees aligned memory for every
// frame, and glibc before 2.38 hardly finds such again: it grows.
const keptBytes = 32 << 20

// asked counts what libblosc asks of memory for blocks of the given size.
func (b *blosc) asked(blocks, size int) {
	if b.memory.Add(int64(blocks*size)) > keptBytes {
		b.memory.Store(0)
		C.give_back()
	}
}

func (b *blosc) decode(dst, src []byte) (int, error) {
	f, err := parseFrame(src)
	if err != nil || f.size == 0 {
		return 0, err
	}
	if f.size > len(dst) {
		return 0, fmt.Errorf("%w: %d, want %d", errLong, f.size, len(dst))
	}
	if f.isPlainLZ4() {
		return f.size, b.decodeLZ4(dst[:f.size], src, f, 0)
	}
	return f.size, b.decodeByLibrary(dst[:f.size], src, f)
}

// decodeByLibrary writes what the frame holds to dst, which has its size.
func (b *blosc) decodeByLibrary(dst, src []byte, f frame) error {
	defer b.asked(2, f.block)
	n := C.blosc_decompress_ctx(unsafe.Pointer(&src[0]), unsafe.Pointer(&dst[0]), C.size_t(f.size), 1)
	return f.outcome(int(n), f.size)
}

// decodePart writes the bytes from lo on that fill dst, of a frame that holds
// size bytes. Only the blocks in which they lie are decoded. It declines, with
// false, where the frame's own elements do not begin at lo and end with dst.
func (b *blosc) decodePart(dst, src []byte, lo, size int) (bool, error) {
	f, err := parseFrame(src)
	if err != nil {
		return false, err
	}
	if f.size != size {
		return false, fmt.Errorf("decodes to %d bytes, want %d", f.size, size)
	}
	if f.isPlainLZ4() {
		return true, b.decodeLZ4(dst, src, f, lo)
	}
	// libblosc counts the table of one block too many for blosc_getitem.
	tight := f.flags&bloscMemcpyed == 0 && f.blocks() >= (f.all-bloscHeader)/4
	if lo%f.typesize != 0 || len(dst)%f.typesize != 0 || tight {
		return false, nil
	}
	defer b.asked(3, f.block)
	n := C.blosc_getitem(unsafe.Pointer(&src[0]), C.int(lo/f.typesize), C.int(len(dst)/f.typesize), unsafe.Pointer(&dst[0]))
	return true, f.outcome(int(n), len(dst))
}

// outcome turns what libblosc returned, where want was due, into an error.
func (f frame) outcome(n, want int) error {
	switch n {
	case want:
		return nil
	case -5: // libblosc was built without this compressor
		names := [...]string{"blosclz", "lz4", "snappy", "zlib", "zstd"}
		if id := f.flags >> 5; id < len(names) {
			return fmt.Errorf("compressor %q is not in this build of libblosc", names[id])
		}
		return fmt.Errorf("compressor %d is not known", f.flags>>5)
	}
	return errors.New("damaged data")
}
