package h5

import (
	"context"
	"fmt"
	"math"
)

// contiguous reads datasets that lie in the file in one piece.
type contiguous struct {
	file   *File
	offset int64
	shape  []int
	size   int // bytes of an element
	big    bool
}

// learnContiguous checks that the bytes of a contiguous dataset are in the
// file, and sets up reading them there.
func (d *Dataset) learnContiguous(offset uint64, standard bool) error {
	if d.null || d.file.writable {
		return nil
	}
	if d.stored < 0 || offset > math.MaxInt64 || int64(offset) > d.file.size-d.stored {
		return fmt.Errorf("%w: its %d bytes from %d on would pass the file's end at %d",
			ErrTruncated, d.stored, offset, d.file.size)
	}
	if err := d.fitsStored(); err != nil {
		return err
	}
	if !standard {
		return nil
	}
	d.direct = &contiguous{file: d.file, offset: int64(offset), shape: d.shape, size: d.typ.Size, big: d.typ.BigEndian}
	return nil
}

func (c *contiguous) readBlock(ctx context.Context, dst []byte, start, count []int) error {
	origin := make([]int, len(count))
	s := newSieve(c.file, dst)
	defer s.release()
	err := eachRun(box{c.shape, start}, box{count, origin}, count, func(from, to, n int) error {
		return s.add(ctx, c.offset+int64(from)*int64(c.size), to*c.size, n*c.size)
	})
	if err == nil {
		err = s.flush(ctx)
	}
	if err != nil {
		return err
	}
	if c.big {
		swapBytes(dst, c.size)
	}
	return nil
}

var _ blockReader = (*contiguous)(nil)
