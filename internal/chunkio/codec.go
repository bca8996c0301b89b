package chunkio

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Compression is how chunks are packed.
type Compression uint8

// The compressions that NWB files get here. Every HDF5 reader has gzip; zstd
// needs a filter plugin.
const (
	NoCompression Compression = iota
	Gzip
	Zstd
)

// Compressions returns all compressions, the usual one first.
func Compressions() []Compression { return []Compression{Gzip, Zstd, NoCompression} }

// String returns the name of the compression: "gzip", "zstd" or "none".
func (c Compression) String() string {
	return [...]string{NoCompression: "none", Gzip: "gzip", Zstd: "zstd"}[c]
}

// MaxLevel returns the highest level of the compression, of which the lowest is
// 1; 0 where it has none.
func (c Compression) MaxLevel() int {
	return [...]int{NoCompression: 0, Gzip: 9, Zstd: 22}[c]
}

// Codec is how the chunks of a dataset are stored. Shuffle has no effect
// without compression.
type Codec struct {
	Compression Compression
	Level       int
	Shuffle     bool
}

// Filters returns how many HDF5 filters the codec stands for.
func (c Codec) Filters() int {
	switch {
	case c.Compression == NoCompression:
		return 0
	case c.Shuffle:
		return 2
	}
	return 1
}

// encoder packs chunks with one codec; it belongs to one goroutine.
type encoder struct {
	codec Codec
	gzip  *deflater
	zstd  *zstd.Encoder
	at    []int
}

func newEncoder(c Codec) (*encoder, error) {
	e := &encoder{codec: c, at: make([]int, maxRank)}
	var err error
	switch c.Compression {
	case Gzip:
		e.gzip, err = newDeflater(c.Level)
	case Zstd:
		e.zstd, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false),
			zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(c.Level)))
	}
	if err != nil {
		return nil, fmt.Errorf("compression level %d: %w", c.Level, err)
	}
	return e, nil
}

// maxRank is HDF5's limit on the axes of a dataset.
const maxRank = 32

// collect gathers the chunk that p describes out of src into scratch, shuffled
// where the codec asks for it. src is free for other use when it returns.
func (e *encoder) collect(scratch []byte, p *piece, src []byte) []byte {
	n := p.size
	for _, c := range p.chunk {
		n *= c
	}
	dst := scratch[:n]
	if e.codec.Shuffle && e.codec.Compression != NoCompression && p.size > 1 {
		p.gatherShuffled(dst, src, e.at)
	} else {
		p.gather(dst, src, e.at)
	}
	return dst
}

// pack compresses the chunk that was collected for p into out, which must have
// room for it. Where that saves nothing the chunk stays as it is, and the mask tells the
// reader to skip the last filter.
func (e *encoder) pack(chunk []byte, p *piece, out *packed) (filterMask uint32, err error) {
	out.data = out.data[:0]
	switch e.codec.Compression {
	case NoCompression:
		out.data = append(out.data, chunk...)
		return 0, nil
	case Gzip:
		planes := 1
		if e.codec.Shuffle {
			planes = p.size
		}
		used := len(chunk) / planes / p.chunk[0] * p.count[0]
		err = e.gzip.pack(chunk, planes, used, out)
	case Zstd:
		// What has outgrown the buffer stands in another, and has not shrunk.
		if data := e.zstd.EncodeAll(chunk, out.data); cap(data) == cap(out.data) {
			out.data = data
		} else {
			err = errNoGain
		}
	}
	if errors.Is(err, errNoGain) || err == nil && len(out.data) >= len(chunk) {
		out.data = append(out.data[:0], chunk...)
		return 1 << (e.codec.Filters() - 1), nil
	}
	return 0, err
}
