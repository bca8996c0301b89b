package nwb

import (
	"context"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/plan"
)

// footprints creates all datasets of the group g at parent that are made from
// set, to be filled when all else is written.
func (w *writer) footprints(parent string, g *plan.Group, set *plan.FootprintSet) error {
	f := &footprintDatasets{writer: w, parent: parent, set: set, work: set.WorkBytes(g)}
	for _, d := range g.Datasets {
		data, ok := d.Data.(*plan.Footprints)
		if !ok || data.Set != set {
			continue
		}
		f.kinds[data.Column] = d
		var err error
		switch data.Column {
		case plan.ImageMasks, plan.SparseMasks:
			f.open[data.Column], err = w.create(plan.Join(parent, d.Name), d)
		default:
			f.open[data.Column], err = w.plain(plan.Join(parent, d.Name), d)
		}
		if err != nil {
			return err
		}
	}
	w.arrays = append(w.arrays, f.fill)
	return nil
}

// footprintDatasets are the datasets that are made from one set of footprints,
// by their column, nil where not asked for. They are open.
type footprintDatasets struct {
	writer *writer
	parent string
	set    *plan.FootprintSet
	work   int64 // of all columns, as progress counts it
	kinds  [plan.FootprintColumns]*plan.Dataset
	open   [plan.FootprintColumns]*h5.Dataset
}

// fill writes and closes the datasets. A dense mask needs no more than its
// tiles. A sparse one grows as its chunks come, each time so far that the chunk
// begins inside, and gets its true length at the end: it never shrinks, as
// libhdf5 would then unpack the last chunk and pack it again, for which it may
// lack the filter.
func (f *footprintDatasets) fill(ctx context.Context) error {
	fw := &footprintWriter{set: f.set, work: f.work, progress: f.writer.out.Progress}
	if to := f.open[plan.ImageMasks]; to != nil {
		t := f.writer.target(to, f.kinds[plan.ImageMasks])
		fw.images = &t
	}
	if to := f.open[plan.SparseMasks]; to != nil {
		t := f.writer.target(to, f.kinds[plan.SparseMasks])
		t.Emit = func(offset []int, mask uint32, data []byte) error {
			if err := to.SetExtent([]int{offset[0] + 1}); err != nil {
				return err
			}
			return to.WriteChunk(offset, mask, data)
		}
		fw.sparse = &t
	}
	err := fw.run(ctx, f.writer.out.Pipeline)
	if err == nil {
		f.writer.result.Pixels[f.parent] += fw.pixels
		err = f.finish(fw)
	}
	for _, d := range f.open {
		if d == nil {
			continue
		}
		if closed := d.Close(); err == nil {
			err = closed
		}
	}
	return err
}

// finish writes what is known when all footprints have passed.
func (f *footprintDatasets) finish(fw *footprintWriter) error {
	if d := f.open[plan.SparseMasks]; d != nil {
		if err := d.SetExtent([]int{fw.pixels}); err != nil {
			return err
		}
	}
	if d := f.open[plan.SparseEnds]; d != nil && len(fw.offsets) > 0 {
		if err := d.WriteAll(plan.Int64Bytes(fw.offsets)); err != nil {
			return err
		}
	}
	if d := f.open[plan.Centroids]; d != nil && len(fw.centroids) > 0 {
		return d.WriteAll(plan.Float64Bytes(fw.centroids...))
	}
	return nil
}
