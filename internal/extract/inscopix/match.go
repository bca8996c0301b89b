package inscopix

import (
	"context"
	"math"

	"roi2nwb/internal/session"
)

// match finds by their footprints which ROIs of a run the cells of a set are, where
// the set has fewer: cells were taken out since. Nil stands for one cell an ROI, in
// one order.
func (r *run) match(ctx context.Context, p *part) ([]int, error) {
	n, cells := len(r.seg.IDs), len(p.cells.Names)
	if n == cells {
		return nil, nil
	}
	different := r.contradicts(p, "the one has %d ROIs, the other %d cells", n, cells)
	if cells > n {
		return nil, different
	}
	byDigest := map[uint64]int{}
	var fp session.Footprint
	for i := range n {
		if err := r.seg.Footprints.Footprint(ctx, i, &fp); err != nil {
			return nil, err
		}
		d := digest(&fp)
		if _, twice := byDigest[d]; twice {
			return nil, different // two ROIs of one footprint cannot be told apart
		}
		byDigest[d] = i
	}
	own := &footprints{images: p.cells.Images}
	rows := make([]int, cells)
	for cell := range cells {
		if err := own.Footprint(ctx, cell, &fp); err != nil {
			return nil, err
		}
		row, ok := byDigest[digest(&fp)]
		if !ok {
			return nil, r.contradicts(p, "the one has %d ROIs, the other %d cells, of which %s has a footprint that no ROI has", n, cells, session.Quoted(p.cells.Names[cell]))
		}
		rows[cell] = row
	}
	r.seg.AddRemark("%q has %d cells of the %d ROIs of the run: which they are is told by their footprints, and the others keep their numbers as names", p.name, cells, n)
	return rows, nil
}

// digest returns a number that depends on the pixels of a footprint and their
// weights as float32, in whatever order.
func digest(f *session.Footprint) uint64 {
	var sum uint64
	for i, w := range f.W {
		if float32(w) == 0 {
			continue
		}
		h := uint64(f.X[i])<<32 ^ uint64(f.Y[i])
		h = (h ^ h>>31) * 0xbf58476d1ce4e5b9
		h ^= uint64(math.Float32bits(float32(w)))
		h = (h ^ h>>27) * 0x94d049bb133111eb
		sum += h ^ h>>31
	}
	return sum
}

// row returns the ROI of a cell.
func (s *series) row(cell int) int {
	if s.rows == nil {
		return cell
	}
	return s.rows[cell]
}

// widen puts the values of cells at the places of their ROIs, and others at the
// places of ROIs that are no cells.
func widen[V any](s *series, rois int, values []V, otherwise V) []V {
	if values == nil || s.rows == nil {
		return values
	}
	all := make([]V, rois)
	for i := range all {
		all[i] = otherwise
	}
	for cell, v := range values {
		all[s.rows[cell]] = v
	}
	return all
}
