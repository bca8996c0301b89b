package check

import (
	"context"
	"math"
)

// timestamps is what is known of all timestamps of a series.
type timestamps struct {
	*node
	total       int
	all         bool // whether all of them were looked at
	first, last float64

	falls, nan, infinite int // the first one of the kind, -1 for none
	before               float64
	// regular is true where all differences are the same, to nine decimals.
	regular bool
}

// scan reads timestamps: all of them, or where there are very many only the
// first block and the last one.
func (e *examination) scan(ctx context.Context, n *node) (*timestamps, error) {
	t := &timestamps{node: n, total: n.rows(), first: math.NaN(), last: math.NaN(), falls: -1, nan: -1, infinite: -1, regular: true}
	if n.data.Null || n.data.Type.DType().Size() == 0 {
		t.regular = false
		return t, nil
	}
	rows := t.total
	if t.all = !e.skims(n); !t.all {
		rows = min(rows, e.sizes.block/8)
	}
	var steps spacing
	highest := math.Inf(-1)
	seen := 0
	err := e.eachNumber(ctx, n, rows, func(first int, block []float64) bool {
		seen += len(block)
		if first == 0 && len(block) > 0 {
			t.first = block[0]
		}
		for i, v := range block {
			switch {
			case math.IsNaN(v):
				if t.nan < 0 {
					t.nan = first + i
				}
			case math.IsInf(v, 0) && t.infinite < 0:
				t.infinite = first + i
			case v < highest && t.falls < 0:
				t.falls, t.before = first+i, highest
			}
			if !math.IsNaN(v) {
				highest = v
			}
			steps.add(v)
			t.last = v
		}
		return true
	})
	t.regular = steps.same() && seen == rows
	if err != nil || t.all || t.total == 0 {
		return t, err
	}
	end, err := e.row(ctx, n, t.total-1)
	if len(end) == 1 {
		t.last = end[0]
	}
	return t, err
}

// spacing reports whether numbers are evenly spaced, to nine decimals as
// numpy rounds.
type spacing struct {
	seen      int
	last      float64
	step, raw float64
	differ    bool
}

func (d *spacing) add(v float64) {
	if d.seen > 0 {
		step := math.RoundToEven((v-d.last)*1e9) / 1e9
		switch {
		case d.seen == 1:
			d.step, d.raw = step, v-d.last
		case step != d.step && !(math.IsNaN(step) && math.IsNaN(d.step)):
			d.differ = true
		}
	}
	d.seen++
	d.last = v
}

// same reports whether three numbers or more were seen, with the same step, which
// is not zero.
func (d *spacing) same() bool { return d.seen > 2 && !d.differ && d.raw != 0 }

// timestamps checks when the samples of a series were taken.
func (e *examination) timestamps(r *series) {
	t := r.stamps
	if t == nil {
		return
	}
	if i := t.infinite; i >= 0 {
		e.find(timestampValue, r.member("timestamps"), "numbers, in seconds", "timestamp %d is infinite", i)
	}
}
