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

// deepRule reads every dataset whole.
func deepRule() rule {
	return rule{
		deep: true,
		checks: []Check{
			{Name: damagedData, Doc: "with --deep: the values of a dataset cannot be read or unpacked"},
			{Name: unreadData, Severity: Warning, Doc: "with --deep: a dataset is not read: its filter is not known, it is too wide, or next to nothing of it is stored"},
		},
		run: func(ctx context.Context, s *session) error {
			for _, n := range s.tree.nodes {
				if n.data == nil || n.data.Null || n.data.Layout == h5.ExternalFile || n.data.Layout == h5.Virtual {
					continue
				}
				err := s.readAll(ctx, n)
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				switch {
				case errors.Is(err, h5.ErrFilter), errors.Is(err, chunkio.ErrTooLarge):
					s.find(unreadData, n.path, "", "it is not read: %v", err)
				case err != nil:
					s.find(damagedData, n.path, "", "it cannot be read: %v", err)
				}
			}
			return nil
		},
	}
}

// maxHollow is how many times what is stored of a dataset, and of hollowRoom at
// least, is read of it at most: what a file only declares has no end.
const (
	maxHollow  = 2048
	hollowRoom = 1 << 20
)

// readAll reads a dataset from begin to end, as far as its type can be read.
func (s *session) readAll(ctx context.Context, n *node) error {
	d, err := s.open(n)
	if err != nil {
		return err
	}
	defer d.Close()
	stored := d.StoredBytes()
	read := &readShare{stored: stored, boxes: 1, tell: s.options.Read}
	defer read.rest()
	if size := int64(max(n.data.Type.Size, 1)); n.elements() > (max(stored, hollowRoom)*maxHollow)/size {
		if stored > 0 {
			s.find(unreadData, n.path, "", "%d elements are declared and %d bytes stored: it is not read", n.elements(), stored)
		}
		return nil
	}
	if d.DType() != chunkio.Invalid && len(n.data.Shape) > 0 {
		box := d.Chunk()
		if box == nil {
			box = boxOf(n.data.Shape, d.DType().Size())
		}
		read.boxes = boxesOf(n.data.Shape, box)
		return s.crashed(n, readBoxes(ctx, d, box, read.box))
	}
	var buf []byte
	return s.eachBlock(ctx, n, func(d *h5.Dataset, start, count []int) error { return readBox(ctx, d, start, count, &buf) })
}

// readShare tells of the stored bytes of a dataset, which is read in so many
// boxes.
type readShare struct {
	stored, told int64
	boxes, done  int
	tell         func(n int64) // nil where nobody asks
}

// box tells that one more box was read.
func (r *readShare) box() {
	r.add(chunkio.Share(r.stored, r.done, r.boxes))
	r.done++
}

// rest tells of what is not read.
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

// boxOf returns the shape of boxes of about blockBytes whose elements lie side
// by side.
func boxOf(shape []int, size int) []int {
	box := make([]int, len(shape))
	room := max(1, blockBytes/size)
	for i := len(shape) - 1; i >= 0; i-- {
		box[i] = max(1, min(shape[i], room))
		room /= box[i]
	}
	return box
}

// readBoxes reads a dataset of numbers box after box; where it is chunked they
// are its chunks, so that each is unpacked once. Read is called after each.
func readBoxes(ctx context.Context, d *h5.Dataset, box []int, read func()) error {
	shape := d.Shape()
	start, count := make([]int, len(shape)), make([]int, len(shape))
	var buf []byte
	for {
		for i := range shape {
			if count[i] = min(box[i], shape[i]-start[i]); count[i] <= 0 {
				return nil // there are none
			}
		}
		if err := readBox(ctx, d, start, count, &buf); err != nil {
			return err
		}
		read()
		i := len(shape) - 1
		for ; i >= 0; i-- {
			if start[i] += box[i]; start[i] < shape[i] {
				break
			}
			start[i] = 0
		}
		if i < 0 {
			return nil
		}
	}
}

// readBox reads a box of a dataset, as far as its type can be read. Numbers are
// read into buf, which grows.
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
	// Compounds are read at once, or not at all.
	if _, err := d.Read(maxRow); err != nil && !errors.Is(err, chunkio.ErrTooLarge) {
		return err
	}
	return errDone
}
