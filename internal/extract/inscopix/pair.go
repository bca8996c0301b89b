package inscopix

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

const (
	sampledCells = 8    // whose traces are read to tell raw from denoised
	similar      = 0.05 // by how much two roughnesses differ at most that tell less than names
)

// pair makes a recording of one cell set or of two: then one is raw and the other
// denoised. A remark says where the names of the files say the opposite.
func pair(ctx context.Context, g []*part) (*recording, string, error) {
	if len(g) == 1 {
		return &recording{raw: g[0]}, "", nil
	}
	a, b := g[0], g[1]
	if err := checkPair(ctx, a, b); err != nil {
		return nil, "", err
	}
	first, err := roughness(ctx, a)
	if err != nil {
		return nil, "", err
	}
	second, err := roughness(ctx, b)
	if err != nil {
		return nil, "", err
	}
	if first == second {
		if same, err := sameTraces(ctx, a, b); err != nil || same {
			return nil, "", cmpErr(err, contradiction(a, b, "they hold the same traces, and are given for a raw and a denoised cell set"))
		}
	}
	r := &recording{raw: a, denoised: b}
	swap := first < second
	if near := math.Abs(first-second) <= similar*max(first, second); near && isCalledDenoised(a) != isCalledDenoised(b) {
		swap = isCalledDenoised(a)
	}
	if swap {
		r.raw, r.denoised = b, a
	}
	if isCalledDenoised(r.raw) && !isCalledDenoised(r.denoised) {
		return r, fmt.Sprintf("%q is taken for the raw cell set and %q for the denoised one, against their names: the traces of the latter have less noise", r.raw.name, r.denoised.name), nil
	}
	return r, "", nil
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func isCalledDenoised(p *part) bool { return strings.Contains(strings.ToLower(p.name), "denoised") }

// checkPair holds two cell sets of one start and length against each other.
func checkPair(ctx context.Context, a, b *part) error {
	x, y := a.cells, b.cells
	switch {
	case len(x.Names) != len(y.Names):
		return contradiction(a, b, "the one has %d cells, the other %d", len(x.Names), len(y.Names))
	case x.Spacing.Width != y.Spacing.Width || x.Spacing.Height != y.Spacing.Height:
		return contradiction(a, b, "the one has images of %d x %d pixels, the other of %d x %d", x.Spacing.Width, x.Spacing.Height, y.Spacing.Width, y.Spacing.Height)
	case x.Timing.Period.Rat().Cmp(y.Timing.Period.Rat()) != 0:
		return contradiction(a, b, "the one has a sample every %v s, the other every %v s", x.Timing.Period.Float(), y.Timing.Period.Float())
	case !slices.Equal(x.Timing.Invalid, y.Timing.Invalid):
		return contradiction(a, b, "they differ in which samples were dropped, cropped or blank")
	}
	for i, name := range x.Names {
		if name != y.Names[i] {
			return contradiction(a, b, "cell %d is %s in the one and %s in the other", i, session.Quoted(name), session.Quoted(y.Names[i]))
		}
	}
	return checkImages(ctx, a, b)
}

// checkImages holds images against each other: all of them, or some where there
// are many.
func checkImages(ctx context.Context, a, b *part) error {
	n := len(a.cells.Names)
	bytesOf := 4 * a.cells.Spacing.Width * a.cells.Spacing.Height
	if n == 0 || bytesOf == 0 {
		return nil
	}
	one, other := make([]byte, bytesOf), make([]byte, bytesOf)
	for _, i := range spread(n, comparedFootprints(a)) {
		if err := readRow(ctx, a.cells.Images, one, i); err != nil {
			return err
		}
		if err := readRow(ctx, b.cells.Images, other, i); err != nil {
			return err
		}
		if !bytes.Equal(one, other) {
			return contradiction(a, b, "they hold different images of cell %s", session.Quoted(a.cells.Names[i]))
		}
	}
	return nil
}

// readRow reads all of element i along the first axis.
func readRow(ctx context.Context, a chunkio.Array, dst []byte, i int) error {
	shape := a.Shape()
	start, count := make([]int, len(shape)), slices.Clone(shape)
	start[0], count[0] = i, 1
	return a.ReadBlock(ctx, dst, start, count)
}

// spread returns at most so many of the numbers 0 to n-1, evenly spread.
func spread(n, most int) []int {
	if n <= most {
		most = n
	}
	all := make([]int, most)
	for i := range all {
		all[i] = i * n / most
	}
	return all
}

// eachSample calls visit with the traces of some cells, part by part.
func eachSample(ctx context.Context, p *part, visit func(cell, first int, values []float32)) error {
	const step = 64 << 10
	t := p.cells.Traces
	n, samples := t.Shape()[0], t.Shape()[1]
	raw, values := make([]byte, 4*min(step, samples)), make([]float32, min(step, samples))
	for _, cell := range spread(n, sampledCells) {
		for first := 0; first < samples; first += step {
			count := min(step, samples-first)
			if err := t.ReadBlock(ctx, raw[:4*count], []int{cell, first}, []int{1, count}); err != nil {
				return err
			}
			for i := range count {
				values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
			}
			visit(cell, first, values[:count])
		}
	}
	return nil
}

// roughness returns the sum of the squared steps of some traces. Noise adds to
// it: of a raw cell set and the denoised one of the same cells it is larger.
func roughness(ctx context.Context, p *part) (float64, error) {
	sum, last, of := 0.0, math.NaN(), -1
	err := eachSample(ctx, p, func(cell, _ int, values []float32) {
		if cell != of {
			last, of = math.NaN(), cell
		}
		for _, v := range values {
			if step := float64(v) - last; step == step && !math.IsInf(step, 0) {
				sum += step * step
			}
			last = float64(v)
		}
	})
	return sum, err
}

// sameTraces reports whether some traces of two cell sets are the same.
func sameTraces(ctx context.Context, a, b *part) (bool, error) {
	sums := [2]uint64{}
	for i, p := range []*part{a, b} {
		err := eachSample(ctx, p, func(_, _ int, values []float32) {
			for _, v := range values {
				sums[i] = (sums[i] ^ uint64(math.Float32bits(v))) * 1099511628211
			}
		})
		if err != nil {
			return false, err
		}
	}
	return sums[0] == sums[1], nil
}

// dropCopies leaves out cell sets whose traces another one of the same start and
// length has, too, and that say less of the session.
func dropCopies(ctx context.Context, g []*part) (kept []*part, remarks []string, err error) {
	for _, p := range g {
		copyOf := -1
		for i, k := range kept {
			same, err := sameTraces(ctx, k, p)
			if err != nil {
				return nil, nil, err
			}
			if same {
				copyOf = i
			}
		}
		if copyOf < 0 {
			kept = append(kept, p)
			continue
		}
		out := p
		if kept[copyOf].file.Extra == nil && p.file.Extra != nil || strings.HasPrefix(kept[copyOf].name, "global") {
			out, kept[copyOf] = kept[copyOf], p
		}
		remarks = append(remarks, fmt.Sprintf("%q holds the traces of %q, too: it is not read", out.name, kept[copyOf].name))
	}
	return kept, remarks, nil
}
