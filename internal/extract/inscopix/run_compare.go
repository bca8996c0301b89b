package inscopix

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"path/filepath"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// How much of a run is held against what was made of it: all of a small one, and
// of others every cell, as far as that takes a moment.
const (
	comparedSamples = 2 << 20   // of all cells together, of each kind of trace
	leastSamples    = 256       // of each cell
	comparedImages  = 32 << 20  // bytes
	comparedAtOnce  = 128 << 10 // samples in memory
)

// span is samples first to end-1.
type span struct{ first, end int }

// comparedSpans returns at which of a recording's samples all cells are compared:
// at each, or at the first and the last ones.
func comparedSpans(cells, samples int) []span {
	each := max(comparedSamples/max(cells, 1), leastSamples)
	if samples <= each {
		return []span{{0, samples}}
	}
	return []span{{0, each / 2}, {samples - each/2, samples}}
}

// comparedFootprints returns how many footprints of a cell set are compared.
func comparedFootprints(p *part) int {
	bytes := 4 * p.cells.Spacing.Width * p.cells.Spacing.Height
	return min(len(p.cells.Names), max(sampledCells, comparedImages/max(bytes, 1)))
}

// difference is where a trace is another in a recording than in the run.
type difference struct {
	cell, sample int
	want         float64
	got          float32
}

// compare holds traces of a recording, which are float32, against a trace of the
// run, and returns the first difference, nil for none.
func (r *run) compare(ctx context.Context, one *recording, whole, own chunkio.Array, differ differs) (*difference, error) {
	cells := own.Shape()[0]
	size := whole.DType().Size()
	wholes, owns, values := make([]byte, size*comparedAtOnce), make([]byte, 4*comparedAtOnce), make([]float64, comparedAtOnce)
	for _, s := range comparedSpans(cells, one.timing().Samples) {
		frames := min(s.end-s.first, comparedAtOnce)
		rows := r.rowsAtOnce(whole, frames)
		for first := s.first; first < s.end; first += frames {
			frames := min(frames, s.end-first)
			for cell := 0; cell < cells; cell += rows {
				rows := min(rows, cells-cell)
				n := rows * frames
				if err := whole.ReadBlock(ctx, wholes[:size*n], []int{r.row(cell), one.offset + first}, []int{rows, frames}); err != nil {
					return nil, err
				}
				chunkio.Float64s(values[:n], wholes[:size*n], whole.DType())
				if err := own.ReadBlock(ctx, owns[:4*n], []int{cell, first}, []int{rows, frames}); err != nil {
					return nil, err
				}
				for row := range rows {
					at := row * frames
					if c := firstDifference(values[at:at+frames], owns[4*at:], first, differ); c != nil {
						c.cell = cell + row
						return c, nil
					}
				}
			}
		}
	}
	return nil, nil
}

// differs reports whether a sample of a recording is another than the run's. Scale
// is the largest magnitude of the run's trace nearby.
type differs func(sample int, want float64, got float32, scale float64) bool

// firstDifference holds a stretch of one trace, from a sample on, against the
// run's.
func firstDifference(values []float64, own []byte, first int, differ differs) *difference {
	scale := scaleOf(values)
	for i, want := range values {
		if got := math.Float32frombits(binary.LittleEndian.Uint32(own[4*i:])); differ(first+i, want, got, scale) {
			return &difference{sample: first + i, want: want, got: got}
		}
	}
	return nil
}

// rowsAtOnce returns how many ROIs of a trace are read at once. Cells that are not
// all ROIs of the run are read one by one.
func (r *run) rowsAtOnce(whole chunkio.Array, frames int) int {
	if r.rows != nil || frames == 0 {
		return 1
	}
	return min(comparedAtOnce/frames, whole.Shape()[0])
}

// scaleOf returns the largest magnitude of values.
func scaleOf(values []float64) float64 {
	most := 0.0
	for _, v := range values {
		most = math.Max(most, math.Abs(v))
	}
	return most
}

// remarkCompared says what of a recording was held against the run.
func (r *run) remarkCompared(one *recording) {
	p := one.cells()
	cells, samples := len(p.cells.Names), one.timing().Samples
	if cells == 0 {
		return
	}
	images := "all footprints"
	if n := comparedFootprints(p); n < cells {
		images = fmt.Sprintf("%d of %d footprints", n, cells)
	}
	compared := images
	if r.traceOf(session.Raw) != nil || r.traceOf(session.Denoised) != nil {
		at := "at each sample"
		if spans := comparedSpans(cells, samples); len(spans) > 1 {
			at = fmt.Sprintf("at the first and the last %d of %d samples", spans[0].end, samples)
		}
		compared = fmt.Sprintf("the traces of %s, %s, and %s", source.Counted(cells, "cell"), at, images)
	}
	r.seg.Remarks = appendNew(r.seg.Remarks, fmt.Sprintf("%q agrees with the run %q: compared were %s", p.name, filepath.Base(r.path), compared))
}
