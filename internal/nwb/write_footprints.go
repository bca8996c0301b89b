package nwb

import (
	"context"

	"roi2nwb/internal/chunkio/h5"
)

// footprints creates all datasets of the group g at parent that are made from
// set, to be filled when all else is written.
func (w *writer) footprints(parent string, g *Group, set *FootprintSet) error {
	f := &footprintDatasets{writer: w, parent: parent, set: set, work: set.work(g)}
	for _, d := range g.Datasets {
		data, ok := d.Data.(*FootprintData)
		if !ok || data.Set != set {
			continue
		}
		f.kinds[data.Kind] = d
		var err error
		switch data.Kind {
		case imageMasks, sparseMasks:
			f.open[data.Kind], err = w.create(join(parent, d.Name), d)
		default:
			f.open[data.Kind], err = w.plain(join(parent, d.Name), d)
		}
		if err != nil {
			return err
		}
	}
	w.arrays = append(w.arrays, f.fill)
	return nil
}

// footprintDatasets are the datasets that are made from one set of footprints,
// by their kind, nil where not asked for. They are open.
type footprintDatasets struct {
	writer *writer
	parent string
	set    *FootprintSet
	work   int64 // of all columns, as progress counts it
	kinds  [footprintKinds]*Dataset
	open   [footprintKinds]*h5.Dataset
}

// fill writes and closes the datasets. A dense mask needs no more than its
// tiles. A sparse one grows as its chunks come, each time so far that the chunk
// begins inside, and gets its true length at the end: it never shrinks, as
// libhdf5 would then unpack the last chunk and pack it again, for which it may
// lack the filter.
func (f *footprintDatasets) fill(ctx context.Context) error {
	fw := &footprintWriter{set: f.set, work: f.work, progress: f.writer.out.Progress}
	if to := f.open[imageMasks]; to != nil {
		t := f.writer.target(to, f.kinds[imageMasks])
		fw.images = &t
	}
	if to := f.open[sparseMasks]; to != nil {
		t := f.writer.target(to, f.kinds[sparseMasks])
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
	if d := f.open[sparseMasks]; d != nil {
		if err := d.SetExtent([]int{fw.pixels}); err != nil {
			return err
		}
	}
	if d := f.open[sparseOffset]; d != nil && len(fw.offsets) > 0 {
		if err := d.WriteAll(int64Bytes(fw.offsets)); err != nil {
			return err
		}
	}
	if d := f.open[centroids]; d != nil && len(fw.centroids) > 0 {
		return d.WriteAll(float64Bytes(fw.centroids...))
	}
	return nil
}
