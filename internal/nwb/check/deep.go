package check

import (
	"context"
	"errors"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// The checks of Options.Deep.
const (
	damagedData = "damaged-data"
	unreadData  = "unread-data"
)

// deepRule reads everything that is stored.
func deepRule() rule {
	return rule{
		deep: true,
		checks: []Check{
			{Name: damagedData, Doc: "with Options.Deep: the values of a dataset cannot be read or unpacked"},
			{Name: unreadData, Doc: "with Options.Deep: something is not read: its filter or type is not known, it lies in other files, or is too much to look at"},
		},
		run: func(ctx context.Context, e *examination) error {
			for _, f := range e.found.of(tooMuch) {
				e.find(unreadData, f.Path, "", "not everything is read: %s", f.Message)
			}
			for _, n := range e.tree.nodes {
				if n.data == nil || n.data.Null {
					continue
				}
				err := e.readAll(ctx, n)
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				switch {
				case isUnread(err):
					e.find(unreadData, n.path, "", "it is not read: %v", err)
				case err != nil:
					e.find(damagedData, n.path, "", "it cannot be read: %v", err)
				}
			}
			return nil
		},
	}
}

// isUnread reports whether an error is the fault of the reader, not of the data.
func isUnread(err error) bool {
	for _, limit := range []error{h5.ErrFilter, h5.ErrType, h5.ErrOutside, errElsewhere, chunkio.ErrTooLarge} {
		if errors.Is(err, limit) {
			return true
		}
	}
	return false
}

// readAll reads all that is stored of a dataset.
func (e *examination) readAll(ctx context.Context, n *node) error {
	d, err := e.open(n)
	if err != nil {
		return err
	}
	defer d.Close()
	read := &readShare{stored: d.StoredBytes(), tell: e.options.Read}
	defer read.rest()
	// Reading any part of a chunk unpacks all of it.
	room := e.sizes.block
	if d.Chunk() != nil {
		room = e.sizes.row
	}
	size := max(n.data.Type.Size, d.DType().Size(), 16*bit(n.data.Type.Variable))
	begin := make([]int, len(n.data.Shape))
	err = d.StoredBoxes(begin, n.data.Shape, func(_, count []int) error {
		read.boxes += boxesOf(count, boxOf(count, size, room))
		return nil
	})
	if err != nil {
		return e.crashed(n, err)
	}
	var buf []byte
	return e.crashed(n, d.StoredBoxes(begin, n.data.Shape, func(start, count []int) error {
		return chunkio.EachBox(start, count, boxOf(count, size, room), func(start, count []int) error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			err := readBox(ctx, d, start, count, &buf)
			read.box()
			return err
		})
	}))
}

// readShare reports the stored bytes of a dataset in equal shares, one for each of
// the boxes that it is read in.
type readShare struct {
	stored, told int64
	boxes, done  int
	tell         func(n int64) // nil where nobody asks
}

// box reports the share of one more box.
func (r *readShare) box() {
	r.add(chunkio.Share(r.stored, r.done, r.boxes))
	r.done++
}

// rest reports the bytes that were not read.
func (r *readShare) rest() { r.add(r.stored - r.told) }

func (r *readShare) add(n int64) {
	if r.tell != nil && n > 0 {
		r.tell(n)
	}
	r.told += n
}

// boxesOf returns how many boxes a shape is read in.
func boxesOf(shape, box []int) int {
	n := 1
	for i := range shape {
		n *= (shape[i] + box[i] - 1) / max(box[i], 1)
	}
	return n
}

// boxOf returns the shape of boxes of about room bytes whose elements lie side by
// side.
func boxOf(shape []int, size, room int) []int {
	box := make([]int, len(shape))
	room = max(1, room/max(size, 1))
	for i := len(shape) - 1; i >= 0; i-- {
		box[i] = max(1, min(shape[i], room))
		room /= box[i]
	}
	return box
}

// readBox reads a box of a dataset. Numbers are read into buf, which grows.
func readBox(ctx context.Context, d *h5.Dataset, start, count []int, buf *[]byte) error {
	switch {
	case d.DType() != chunkio.Invalid:
		size, err := chunkio.Count(count, d.DType().Size())
		if err != nil {
			return err
		}
		if size *= d.DType().Size(); size > len(*buf) {
			*buf = make([]byte, size)
		}
		return d.ReadBlock(ctx, (*buf)[:size], start, count)
	case d.Type().Class == h5.ClassString:
		_, err := d.ReadTexts(start, count, maxTextBytes)
		return err
	case d.Type().Class == h5.ClassReference:
		_, err := d.ReadReferences("", start, count, maxTextBytes)
		return err
	}
	_, err := d.ReadElements(start, count, maxTextBytes)
	return err
}
