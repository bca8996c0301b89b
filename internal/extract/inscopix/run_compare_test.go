package inscopix_test

import (
	"math"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd/isxdtest"
	"roi2nwb/internal/session"
)

// Each cell of a run is compared, at each sample where that is cheap: what was
// compared is told, and what differs is found wherever it is.
func TestEachCellIsCompared(t *testing.T) {
	for _, c := range []struct {
		name           string
		cells, samples int
		told           string
		first, last    int // samples that are compared from the beginning, and from the end
	}{
		{"all", 20, 300, "compared were the traces of 20 cells, at each sample, and all footprints", 300, 300},
		{"as many as all", 2, 1 << 20, "the traces of 2 cells, at each sample", 1 << 20, 1 << 20},
		{"one more", 2, 1<<20 + 1, "at the first and the last 524288 of 1048577 samples, and all footprints", 1 << 19, 1 << 19},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &model{Cells: c.cells, Samples: c.samples, StartMillis: isxdtest.StartMillis, Seed: 6}
			_, denoised, _ := m.Traces()
			dir := t.TempDir()
			isxdtest.Write(t, dir, "cells.isxd", m.CellSet(denoised, nil))
			put(t, dir)
			values := flat(denoised)
			result := func() *session.Segmentation {
				seg := run(&model{Cells: c.cells, Samples: 1})
				seg.Frames = c.samples
				seg.Traces = []session.Trace{{Kind: session.Denoised, Unit: "a.u.", Array: chunkio.FromFloat64s([]int{c.cells, c.samples}, values)}}
				return seg
			}
			changed := func(cell, sample int) *session.Segmentation {
				values = flat(denoised)
				values[cell*c.samples+sample]++
				return result()
			}
			if seg := mustOpen(t, withRun(dir, result())); !hasRemark(seg, c.told) {
				t.Errorf("remarks %q", seg.Remarks)
			}
			for cell := range c.cells {
				for _, sample := range []int{0, c.first - 1, c.samples - c.last, c.samples - 1} {
					refused(t, c.name, withRun(dir, changed(cell, sample)), "the trace of cell", "cells.isxd")
				}
			}
			if c.first < c.samples {
				mustOpen(t, withRun(dir, changed(1, c.first)))
			}
		})
	}
}

// Of many large images some are compared, of others all.
func TestFootprintsCompared(t *testing.T) {
	const edge = 1024
	for _, c := range []struct {
		cells int
		told  string
	}{{8, "compared were all footprints"}, {9, "compared were 8 of 9 footprints"}} {
		cells := &isxdtest.Cells{Width: edge, Height: edge}
		images := sparse{}
		for i := range c.cells {
			image := make([]float32, edge*edge)
			image[i*edge+3] = float32(i) + 0.5
			images = append(images, session.Footprint{X: []uint32{3}, Y: []uint32{uint32(i)}, W: []float64{float64(i) + 0.5}})
			cells.Images, cells.Traces = append(cells.Images, image), append(cells.Traces, []float32{1, 2, 3, float32(math.NaN())})
		}
		result := func(footprints sparse) *session.Segmentation {
			seg := run(&model{Cells: 1, Samples: 4})
			seg.Field, seg.Footprints, seg.Traces, seg.IDs = session.Field{Width: edge, Height: edge}, footprints, nil, make([]string, c.cells)
			return seg
		}
		dir := t.TempDir()
		isxdtest.Write(t, dir, "cells.isxd", cells.Bytes())
		put(t, dir)
		if seg := mustOpen(t, withRun(dir, result(images))); !hasRemark(seg, c.told) {
			t.Errorf("remarks %q", seg.Remarks)
		}
		other := append(sparse{}, images...)
		other[c.cells/2] = session.Footprint{X: []uint32{4}, Y: []uint32{0}, W: []float64{1}}
		refused(t, "another footprint", withRun(dir, result(other)), "the footprint of cell")
	}
}
