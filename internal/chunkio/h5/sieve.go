package h5

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

const (
	// sieveGap is the most bytes that are read in vain to save a call.
	sieveGap = 4 << 10
	// sieveSpan is the most bytes of one read through memory of our own.
	sieveSpan = 1 << 20
)

// sieve reads many short runs of a file in few long reads. Runs that follow
// each other in both the file and the destination are read in place.
type sieve struct {
	pool *sync.Pool
	r    io.ReaderAt
	dst  []byte
	runs []run
	buf  []byte

	gap, span int // the thresholds sieveGap and sieveSpan
}

// run is n bytes at offset from in the file that go to offset to.
type run struct {
	from  int64
	to, n int
}

// newSieve takes a sieve out of the pool of a file, to which release gives it
// back.
func newSieve(f *File, dst []byte) *sieve {
	s, _ := f.sieves.Get().(*sieve)
	if s == nil {
		s = new(sieve)
	}
	s.pool, s.r, s.dst = &f.sieves, f.raw, dst
	s.gap, s.span = f.limits.sieveGap, f.limits.sieveSpan
	return s
}

func (s *sieve) release() {
	s.r, s.dst, s.runs = nil, nil, s.runs[:0]
	s.pool.Put(s)
}

// add asks for n bytes at from. Runs come in rising order of from.
func (s *sieve) add(ctx context.Context, from int64, to, n int) error {
	if len(s.runs) > 0 {
		last := &s.runs[len(s.runs)-1]
		end := last.from + int64(last.n)
		if from == end && to == last.to+last.n {
			last.n += n
			return nil
		}
		if from-end > int64(s.gap) || from+int64(n)-s.runs[0].from > int64(s.span) {
			if err := s.flush(ctx); err != nil {
				return err
			}
		}
	}
	s.runs = append(s.runs, run{from, to, n})
	return nil
}

// flush reads the runs that were added.
func (s *sieve) flush(ctx context.Context) error {
	defer func() { s.runs = s.runs[:0] }()
	if len(s.runs) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	first, last := s.runs[0], s.runs[len(s.runs)-1]
	if len(s.runs) == 1 {
		return readFull(s.r, s.dst[first.to:first.to+first.n], first.from)
	}
	s.buf = grow(s.buf, int(last.from-first.from)+last.n)
	if err := readFull(s.r, s.buf, first.from); err != nil {
		return err
	}
	for _, r := range s.runs {
		at := int(r.from - first.from)
		copy(s.dst[r.to:r.to+r.n], s.buf[at:])
	}
	return nil
}

// readFull fills buf from offset; a file that ends before is ErrTruncated.
func readFull(r io.ReaderAt, buf []byte, offset int64) error {
	n, err := r.ReadAt(buf, offset)
	if n == len(buf) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %d of %d bytes at %d", ErrTruncated, n, len(buf), offset)
	}
	return err
}

// grow returns buf with n bytes, of which nothing is known.
func grow(buf []byte, n int) []byte {
	if cap(buf) < n {
		return make([]byte, n)
	}
	return buf[:n]
}
