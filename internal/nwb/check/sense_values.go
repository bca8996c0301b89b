package check

import (
	"context"
	"fmt"
	"math"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// numbers reads a dataset of numbers of one axis in blocks, until visit wants
// no more. It reads nothing of any other dataset, which schemaRule finds, and
// reads a very large one only with Options.Deep. Data that cannot be read are a
// finding; the error is that of the context.
func (e *examination) numbers(ctx context.Context, n *node, visit func(first int, block []float64) bool) error {
	if n == nil || n.data == nil || len(n.data.Shape) != 1 || n.data.Null || e.skims(n) {
		return nil
	}
	return e.eachNumber(ctx, n, n.data.Shape[0], visit)
}

// maxRowNumbers is the most numbers that a row may have to be read.
const maxRowNumbers = 4 << 20

// rowNumbers returns how many numbers a row of a dataset has; ok is false for a
// dataset of anything else, or of nothing, and for rows that are too long.
func (e *examination) rowNumbers(n *node) (total int, ok bool) {
	if n == nil || n.data == nil || n.data.Null || n.data.Type.DType() == chunkio.Invalid {
		return 0, false
	}
	if len(n.data.Shape) == 0 {
		return 1, true
	}
	if n.data.Shape[0] == 0 {
		return 0, false
	}
	each := n.elements() / int64(n.data.Shape[0])
	if each > int64(e.sizes.numbers) {
		e.skip(n, "it is not looked at: its rows have %d numbers each", each)
		return 0, false
	}
	return int(each), each > 0
}

// eachNumber reads the numbers of the first rows of a dataset in blocks, until
// visit wants no more, or as many of the file were read as may be; first is the
// row that a block begins with. It reads bools and numbers alone. Errors are as
// for numbers.
func (e *examination) eachNumber(ctx context.Context, n *node, rows int, visit func(first int, block []float64) bool) error {
	if _, ok := e.rowNumbers(n); !ok {
		return nil
	}
	kind := n.data.Type.DType()
	var raw []byte
	var values []float64
	err := e.eachBlock(ctx, n, func(d *h5.Dataset, start, count []int) error {
		if len(count) > 0 {
			if start[0] >= rows {
				return errDone
			}
			count[0] = min(count[0], rows-start[0])
		}
		total, err := chunkio.Count(count, kind.Size())
		if err != nil {
			return err
		}
		if e.charged += int64(total); e.charged > e.sizes.charged && !e.options.Deep {
			e.skip(n, "it is looked at in part: the file has more than %d values to look at", e.sizes.charged)
			return errDone
		}
		if len(values) < total {
			raw, values = make([]byte, total*kind.Size()), make([]float64, total)
		}
		block := raw[:total*kind.Size()]
		if err := d.ReadBlock(ctx, block, start, count); err != nil {
			return err
		}
		chunkio.Float64s(values[:total], block, kind)
		if !visit(at(start), values[:total]) {
			return errDone
		}
		return nil
	})
	return e.failed(ctx, n, err)
}

func at(start []int) int {
	if len(start) == 0 {
		return 0
	}
	return start[0]
}

// row reads the numbers of one row of a dataset, nil where there are none. The
// error is that of the context.
func (e *examination) row(ctx context.Context, n *node, i int) ([]float64, error) {
	each, ok := e.rowNumbers(n)
	if !ok || i >= n.rows() {
		return nil, nil
	}
	kind := n.data.Type.DType()
	d, err := e.open(n)
	if err != nil {
		return nil, e.failed(ctx, n, err)
	}
	defer d.Close()
	start, count := make([]int, len(n.data.Shape)), append([]int(nil), n.data.Shape...)
	start[0], count[0] = i, 1
	values := make([]float64, each)
	raw := make([]byte, len(values)*kind.Size())
	if err := d.ReadBlock(ctx, raw, start, count); err != nil {
		return nil, e.failed(ctx, n, err)
	}
	chunkio.Float64s(values, raw, kind)
	return values, nil
}

// failed makes a finding of an error in reading a dataset, unless it is that of
// the context, which it returns.
func (e *examination) failed(ctx context.Context, n *node, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e.unread(ctx, n, e.crashed(n, err))
	return nil
}

// scalar returns the one number of a dataset, NaN where there is none.
func (e *examination) scalar(n *node) float64 {
	if n == nil || n.data == nil || n.data.Null || n.elements() != 1 {
		return math.NaN()
	}
	const most = 64 // bytes; no number has as many
	if v, err := e.read(n, most); err == nil {
		if x, err := v.Float64(); err == nil {
			return x
		}
	}
	return math.NaN()
}

// maxText is the most bytes of texts that are read for a rule that looks at one
// text after the other.
const maxText = 1 << 20

// textsOf returns the strings of a dataset; ok is false where there is none, or
// where it is no text that can be read.
func (e *examination) textsOf(n *node) (texts []string, ok bool) {
	if n == nil || n.data == nil || n.data.Type.Class != h5.ClassString {
		return nil, false
	}
	if texts, ok, err := e.file.StoredTexts(n.data, e.sizes.text); ok {
		return texts, err == nil
	}
	v, err := e.read(n, e.sizes.text)
	return v.Texts, err == nil
}

// textOf returns the one string of a dataset; ok is as for textsOf.
func (e *examination) textOf(n *node) (text string, ok bool) {
	if n == nil || n.data == nil || n.data.Null || n.elements() != 1 {
		return "", false
	}
	texts, ok := e.textsOf(n)
	if !ok || len(texts) != 1 {
		return "", false
	}
	return texts[0], true
}

// rows returns the length of a dataset's first axis, -1 for anything else.
func (n *node) rows() int {
	if n == nil || n.data == nil || len(n.data.Shape) == 0 {
		return -1
	}
	return n.data.Shape[0]
}

// refersTo returns the object that an attribute of one reference means, nil for
// none.
func (e *examination) refersTo(n *node, attr string) *node {
	a := n.attr(attr)
	if a == nil || len(a.References) != 1 {
		return nil
	}
	return e.tree.byAddress[a.References[0]]
}

// plural returns a number with its noun, in the plural where it is not one.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// whole reports whether a number is one that counts things.
func whole(v float64) bool { return v == math.Trunc(v) && v >= 0 && v < 1<<53 }
