package nwb

import (
	"context"

	"roi2nwb/internal/chunkio/h5"
)

// footprints fills all datasets of the group g at parent that are made from set.
func (w *writer) footprints(ctx context.Context, parent string, g *Group, set *FootprintSet) error {
	of := map[footprintKind]*Dataset{}
	for _, d := range g.Datasets {
		if data, ok := d.Data.(*FootprintData); ok && data.Set == set {
			of[data.Kind] = d
		}
	}
	fw := &footprintWriter{set: set, work: set.work(g), progress: w.out.Progress}
	var open []*h5.Dataset
	closeAll := func(err error) error {
		for _, d := range open {
			if closed := d.Close(); err == nil {
				err = closed
			}
		}
		open = nil
		return err
	}
	// A dense mask needs no more than its tiles. A sparse one grows as its
	// chunks come, each time so far that the chunk begins inside, and gets its
	// true length at the end: it never shrinks, as libhdf5 would then unpack the
	// last chunk and pack it again, for which it may lack the filter.
	if d := of[imageMasks]; d != nil {
		to, err := w.create(join(parent, d.Name), d)
		if err != nil {
			return err
		}
		open = append(open, to)
		t := w.target(to, d)
		fw.images = &t
	}
	var sparse *h5.Dataset
	if d := of[sparseMasks]; d != nil {
		to, err := w.create(join(parent, d.Name), d)
		if err != nil {
			return closeAll(err)
		}
		sparse, open = to, append(open, to)
		t := w.target(to, d)
		t.Emit = func(offset []int, mask uint32, data []byte) error {
			if err := to.SetExtent([]int{offset[0] + 1}); err != nil {
				return err
			}
			return to.WriteChunk(offset, mask, data)
		}
		fw.sparse = &t
	}
	err := fw.run(ctx, w.out.Pipeline)
	if err == nil && sparse != nil {
		err = sparse.SetExtent([]int{fw.pixels})
	}
	if err := closeAll(err); err != nil {
		return err
	}
	w.result.Pixels[parent] += fw.pixels
	for _, kind := range []footprintKind{imageMasks, sparseMasks} {
		if d := of[kind]; d != nil {
			if err := w.attrs(join(parent, d.Name), d.Attrs); err != nil {
				return err
			}
		}
	}
	if d := of[sparseOffset]; d != nil {
		if err := w.put(join(parent, d.Name), d, func(to *h5.Dataset) error { return to.WriteAll(int64Bytes(fw.offsets)) }); err != nil {
			return err
		}
	}
	if d := of[centroids]; d != nil {
		return w.put(join(parent, d.Name), d, func(to *h5.Dataset) error { return to.WriteAll(float64Bytes(fw.centroids...)) })
	}
	return nil
}
