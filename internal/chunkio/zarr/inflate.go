package zarr

import (
	"bytes"
	"compress/bzip2"
	"errors"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// inflater is a decoder of a stream that can begin anew.
type inflater interface {
	io.Reader
	reset(r io.Reader) error
}

type gzipInflater struct{ gzip.Reader }

func (g *gzipInflater) reset(r io.Reader) error { return g.Reset(r) }

// zlibInflater makes its decoder when it has the first stream: the package
// cannot make one without.
type zlibInflater struct{ io.Reader }

func (z *zlibInflater) reset(r io.Reader) (err error) {
	if again, ok := z.Reader.(zlib.Resetter); ok {
		return again.Reset(r, nil)
	}
	z.Reader, err = zlib.NewReader(r)
	return err
}

// stream is a codec of one decompressed stream, whose decoders are pooled.
type stream struct {
	pool sync.Pool // of *streamState
}

type streamState struct {
	inflater
	src  bytes.Reader
	past [1]byte
}

func newGzip() *stream { return newStream(func() inflater { return new(gzipInflater) }) }
func newZlib() *stream { return newStream(func() inflater { return new(zlibInflater) }) }

func newStream(create func() inflater) *stream {
	return &stream{pool: sync.Pool{New: func() any { return &streamState{inflater: create()} }}}
}

func (*stream) encodedSize(int) int { return -1 }

func (s *stream) decode(dst, src []byte) (int, error) {
	st := s.pool.Get().(*streamState)
	defer s.pool.Put(st)
	defer st.src.Reset(nil)
	st.src.Reset(src)
	if err := st.reset(&st.src); err != nil {
		return 0, noEOF(err)
	}
	return readAll(dst, st, st.past[:])
}

// readAll reads r to its end, where its checksums are. past is one byte beyond
// dst, which must stay empty.
func readAll(dst []byte, r io.Reader, past []byte) (int, error) {
	n := 0
	for {
		into := dst[n:]
		if len(into) == 0 {
			into = past
		}
		m, err := r.Read(into)
		if m > 0 && n == len(dst) {
			return n, errLong
		}
		n += m
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// noEOF makes an end where a header was due an error that says so.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// bz2 decodes bzip2 streams. Few stores use it, so nothing is pooled.
type bz2 struct{}

func (bz2) encodedSize(int) int { return -1 }

func (bz2) decode(dst, src []byte) (int, error) {
	return readAll(dst, bzip2.NewReader(bytes.NewReader(src)), make([]byte, 1))
}

// zstandard decodes zstd frames, whether or not they tell their size.
type zstandard struct{ decoder *zstd.Decoder }

func newZstd() (codec, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxWindow(1<<31),
		zstd.WithDecoderConcurrency(0))
	if err != nil {
		return nil, err
	}
	return zstandard{d}, nil
}

func (zstandard) encodedSize(int) int { return -1 }

func (z zstandard) decode(dst, src []byte) (int, error) {
	out, err := z.decoder.DecodeAll(src, dst[:0:len(dst)])
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		err = errLong
	}
	return len(out), err
}
