package caiman

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// pixelMajor are footprints stored pixel by pixel, as SciPy's compressed row
// layout has a matrix of shape (pixels, ROIs): pixel p has data[indptr[p]:
// indptr[p+1]] of the ROIs in the same range of indices. A footprint lies all
// over it: several ROIs are gathered in one pass and kept until others are asked
// for. It is safe for concurrent use.
type pixelMajor struct {
	path                  string
	data, indices, indptr chunkio.Array
	pixels, rois          int
	field                 fortranField
	limits                pixelMajorLimits

	mu     sync.Mutex
	counts []int // values of each ROI, nil until they were counted
	first  int   // ROI that kept begins with
	kept   [][]pixelWeight
}

// pixelMajorLimits bound what is held at a time.
type pixelMajorLimits struct {
	kept int // values of gathered ROIs, but at least one ROI's
	step int // values read at a time
}

func newPixelMajor(p *sparseParts, pixels, rois int, field fortranField) (*pixelMajor, error) {
	stored, err := vectorLength(p.path+"/data", p.data)
	if err != nil {
		return nil, err
	}
	if n, err := vectorLength(p.path+"/indices", p.indices); err != nil {
		return nil, err
	} else if n != stored {
		return nil, session.ContentErrorf(p.path+"/indices", "has %d values for the %d of %q", n, stored, p.path+"/data")
	}
	return &pixelMajor{
		path: p.path, data: p.data, indices: p.indices, indptr: p.indptr, pixels: pixels, rois: rois, field: field,
		limits: pixelMajorLimits{kept: 512 << 10, step: 64 << 10},
	}, nil
}

// Len returns the number of ROIs.
func (m *pixelMajor) Len() int { return m.rois }

// Bytes returns how many bytes are read for all footprints, unpacked.
func (m *pixelMajor) Bytes() int64 { return chunkio.Bytes(m.data) + chunkio.Bytes(m.indices) }

// Footprint reads footprint i into dst.
func (m *pixelMajor) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	if i < 0 || i >= m.rois {
		return fmt.Errorf("footprint %d of %d", i, m.rois)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if i < m.first || i >= m.first+len(m.kept) {
		if err := m.gather(ctx, i); err != nil {
			m.kept = nil
			return err
		}
	}
	for _, p := range tidy(slices.Clone(m.kept[i-m.first])) {
		m.field.add(dst, p.pixel, p.weight)
	}
	return nil
}

// gather keeps ROI first and those after it, as many as fit.
func (m *pixelMajor) gather(ctx context.Context, first int) error {
	if m.counts == nil {
		counts := make([]int, m.rois)
		if err := m.each(ctx, false, func(_, roi int, _ float64) { counts[roi]++ }); err != nil {
			return err
		}
		m.counts = counts
	}
	end, values := first, 0
	for ; end < m.rois && (end == first || values+m.counts[end] <= m.limits.kept); end++ {
		values += m.counts[end]
	}
	m.first, m.kept = first, make([][]pixelWeight, end-first)
	for i := range m.kept {
		m.kept[i] = make([]pixelWeight, 0, m.counts[first+i])
	}
	return m.each(ctx, true, func(pixel, roi int, weight float64) {
		if roi >= first && roi < end {
			m.kept[roi-first] = append(m.kept[roi-first], pixelWeight{pixel, weight})
		}
	})
}

// each calls visit for each value, pixel by pixel. Without weights, those are 0
// and not read.
func (m *pixelMajor) each(ctx context.Context, weights bool, visit func(pixel, roi int, weight float64)) error {
	starts := newWindow(m.indptr, m.limits.step)
	rois := newWindow(m.indices, m.limits.step)
	values := newWindow(m.data, m.limits.step)
	begin, err := starts.at(ctx, 0)
	if err != nil {
		return err
	}
	stored := float64(m.data.Shape()[0])
	if begin != 0 {
		return session.ContentErrorf(m.path+"/indptr", "begins with %v, not 0", begin)
	}
	for pixel := range m.pixels {
		end, err := starts.at(ctx, pixel+1)
		switch {
		case err != nil:
			return err
		case !(end >= begin && end <= stored):
			return session.ContentErrorf(m.path+"/indptr", "holds %v after %v, of %v values stored", end, begin, stored)
		case end-begin > float64(m.rois):
			return session.ContentErrorf(m.path+"/indptr", "gives pixel %d %v values for %d ROIs", pixel, end-begin, m.rois)
		}
		for i := int(begin); i < int(end); i++ {
			roi, err := rois.at(ctx, i)
			if err != nil {
				return err
			}
			if !(roi >= 0 && roi < float64(m.rois)) {
				return session.ContentErrorf(m.path+"/indices", "holds %v for pixel %d, outside the %d ROIs", roi, pixel, m.rois)
			}
			weight := 0.0
			if weights {
				if weight, err = values.at(ctx, i); err != nil {
					return err
				}
			}
			visit(pixel, int(roi), weight)
		}
		begin = end
	}
	if begin != stored {
		return session.ContentErrorf(m.path+"/indptr", "ends with %v, not at the %v values stored", begin, stored)
	}
	return nil
}

// window is a part of a vector of numbers that moves ahead as it is read.
type window struct {
	vector chunkio.Array
	step   int
	first  int
	raw    []byte
	values []float64
}

func newWindow(vector chunkio.Array, step int) *window { return &window{vector: vector, step: step} }

// at returns value i.
func (w *window) at(ctx context.Context, i int) (float64, error) {
	if i < w.first || i >= w.first+len(w.values) {
		n, size := min(w.step, w.vector.Shape()[0]-i), w.vector.DType().Size()
		w.raw, w.values = slices.Grow(w.raw[:0], n*size)[:n*size], slices.Grow(w.values[:0], n)[:n]
		if err := w.vector.ReadBlock(ctx, w.raw, []int{i}, []int{n}); err != nil {
			return 0, err
		}
		chunkio.Float64s(w.values, w.raw, w.vector.DType())
		w.first = i
	}
	return w.values[i-w.first], nil
}
