package check

import (
	"context"
	"errors"
	"fmt"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// unread adds a finding of values that could not be read, unless they are not at
// fault or have a finding already.
func (e *examination) unread(ctx context.Context, n *node, err error) {
	for _, expected := range []error{nil, chunkio.ErrTooLarge, errElsewhere, h5.ErrOutside, h5.ErrFilter} {
		if errors.Is(err, expected) || ctx.Err() != nil {
			return
		}
	}
	e.find(unreadableValue, n.path, "", "it cannot be read: %v", err)
}

// errElsewhere is the error for data that lie in other files, which are not read.
var errElsewhere = errors.New("its data lie in other files, which are not opened")

// errDone ends the walk through a dataset, for a function that eachBlock calls.
var errDone = errors.New("done")

func unlessDone(err error) error {
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// open opens a dataset of the file, which is to be closed.
func (e *examination) open(n *node) (*h5.Dataset, error) {
	switch {
	case n.data == nil:
		return nil, fmt.Errorf("%q is no dataset", n.path)
	case n.data.Layout == h5.ExternalFile, n.data.Layout == h5.Virtual:
		return nil, fmt.Errorf("%q: %w", n.path, errElsewhere)
	}
	d, err := e.file.Dataset(n.path)
	return d, e.crashed(n, err)
}

// read returns all of a dataset, or chunkio.ErrTooLarge where it would take
// more than limit bytes.
func (e *examination) read(n *node, limit int) (h5.Value, error) {
	d, err := e.open(n)
	if err != nil {
		return h5.Value{}, err
	}
	defer d.Close()
	v, err := d.Read(limit)
	return v, e.crashed(n, err)
}

// blockBytes is about as much of a dataset as is read at a time, and maxBlock
// the most, where rows of chunks are larger.
const (
	blockBytes = 1 << 20
	maxBlock   = 8 << 20
)

// eachBlock calls fn for boxes of a dataset of about blockBytes, in order: rows
// of the first axis, as many as fit and at least one.
func (e *examination) eachBlock(ctx context.Context, n *node, fn func(d *h5.Dataset, start, count []int) error) error {
	d, err := e.open(n)
	if err != nil {
		return err
	}
	defer d.Close()
	shape := d.Shape()
	if len(shape) == 0 {
		return e.crashed(n, unlessDone(fn(d, nil, nil)))
	}
	row := max(1, n.data.Type.Size, 16*bit(n.data.Type.Variable))
	for _, axis := range shape[1:] {
		if axis == 0 {
			return nil
		}
		if row *= axis; row > e.sizes.row {
			return fmt.Errorf("%w: rows of more than %d bytes", chunkio.ErrTooLarge, e.sizes.row)
		}
	}
	rows := max(1, e.sizes.block/row)
	// Blocks of whole chunks unpack each chunk once, where that is not too much.
	if chunk := d.Chunk(); chunk != nil && rows%chunk[0] != 0 && chunk[0] <= e.sizes.wide/row {
		rows = max(1, rows/chunk[0]) * chunk[0]
	}
	start, count := make([]int, len(shape)), append([]int(nil), shape...)
	for ; start[0] < shape[0]; start[0] += rows {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		count[0] = min(rows, shape[0]-start[0])
		if err := fn(d, start, count); err != nil {
			return e.crashed(n, unlessDone(err))
		}
	}
	return nil
}

// maxRow is the most bytes that a row of a dataset may have to be read.
const maxRow = 64 << 20

// maxTextBytes is the most bytes that the strings of a block may have.
const maxTextBytes = 64 << 20

// eachText calls fn for all strings of a dataset, in order; i counts them.
func (e *examination) eachText(ctx context.Context, n *node, fn func(i int64, text string)) error {
	i := int64(0)
	if err := e.charge(n); err != nil {
		return unlessDone(err)
	}
	// Most are few, and are read without opening their dataset.
	if texts, ok, err := e.file.StoredTexts(n.data, e.sizes.text); ok && err == nil {
		for _, text := range texts {
			fn(i, text)
			i++
		}
		return nil
	}
	return e.eachBlock(ctx, n, func(d *h5.Dataset, start, count []int) error {
		texts, err := d.ReadTexts(start, count, maxTextBytes)
		for _, text := range texts {
			fn(i, text)
			i++
		}
		return err
	})
}

// eachReference calls fn for all references of a dataset, in order: the address
// of what is referred to, 0 for null references. In a compound, field names
// them; it is "" otherwise.
func (e *examination) eachReference(ctx context.Context, n *node, field string, fn func(i int64, address uint64)) error {
	i := int64(0)
	if err := e.charge(n); err != nil {
		return unlessDone(err)
	}
	return e.eachBlock(ctx, n, func(d *h5.Dataset, start, count []int) error {
		refs, err := d.ReadReferences(field, start, count, maxTextBytes)
		for _, ref := range refs {
			fn(i, ref)
			i++
		}
		return err
	})
}

// maxUnasked is the most elements of a dataset that are read unless everything
// is to be read.
const maxUnasked = 4 << 20

// maxCharged is the most strings and references that are read of a file unless
// everything is to be read: a file can declare any number of them in no room.
const maxCharged = 64 << 20

// charge counts the elements of a dataset that is to be read. The error is
// errDone.
func (e *examination) charge(n *node) error {
	if e.charged += n.elements(); e.charged > e.sizes.charged && !e.options.Deep {
		e.skip(n, "it is not looked at: the file has more than %d strings and references", e.sizes.charged)
		return errDone
	}
	return nil
}

// skims reports whether a dataset is too large to be read without Options.Deep, or
// cannot be read at all.
func (e *examination) skims(n *node) bool {
	if n.data.Layout == h5.ExternalFile || n.data.Layout == h5.Virtual {
		return true
	}
	if e.options.Deep || n.elements() <= e.sizes.unasked {
		return false
	}
	e.skip(n, "it is not looked at, or in part: it has %d elements", n.elements())
	return true
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
