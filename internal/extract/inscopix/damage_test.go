package inscopix_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd/isxdtest"
	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/session"
)

// Files of one recording of which a few bytes were replaced are read whole, or
// refused, and never more.
func TestDamage(t *testing.T) {
	m := standard()
	m.Timing = footer{"dropped": []int{3}, "cropped": []string{"10 - 16"}}
	spikes, denoised, raw := m.Traces()
	whole := map[string][]byte{"r.isxd": m.CellSet(raw, nil), "d.isxd": m.CellSet(denoised, nil), "e.isxd": m.EventSet(spikes, nil)}
	names := []string{"r.isxd", "d.isxd", "e.isxd"}
	random := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	for name, content := range whole {
		isxdtest.Write(t, dir, name, content)
	}
	read, refused := 0, 0
	for i := range extracttest.PatchTrials(500) {
		name := names[i%len(names)]
		content := bytes.Clone(whole[name])
		for range 1 + random.IntN(3) {
			at := random.IntN(len(content))
			if random.IntN(2) == 0 { // digits of the footer do most
				at = len(content) - 1 - random.IntN(len(content)/2)
				content[at] = "0123456789-"[random.IntN(11)]
				continue
			}
			content[at] = byte(random.Uint32())
		}
		isxdtest.Write(t, dir, name, content)
		if err := readWhole(dir); err != nil {
			refused++
		} else {
			read++
		}
		isxdtest.Write(t, dir, name, whole[name])
	}
	t.Logf("%d read, %d refused", read, refused)
	if read == 0 || refused == 0 {
		t.Error("the damage does not do what it is for")
	}
}

// readWhole reads all of a folder.
func readWhole(dir string) error {
	ctx := context.Background()
	seg, err := inscopix.Open(ctx, inscopix.Request{Path: filepath.Clean(dir), IsRun: func(string) bool { return false }})
	if err != nil {
		return err
	}
	defer seg.Close()
	if err := seg.Check(); err != nil {
		return err
	}
	seg.InvalidIntervals()
	var fp session.Footprint
	for i := range seg.Footprints.Len() {
		if err := seg.Footprints.Footprint(ctx, i, &fp); err != nil {
			return err
		}
	}
	var arrays []chunkio.Array
	for _, tr := range seg.Traces {
		arrays = append(arrays, tr.Array)
	}
	if c := seg.Calcium; c != nil {
		arrays = append(arrays, c.ROIs, c.Times, c.Amplitudes)
	}
	for _, a := range arrays {
		n, err := chunkio.Count(a.Shape(), a.DType().Size())
		if err != nil || n*a.DType().Size() > 1<<20 {
			continue
		}
		if err := a.ReadBlock(ctx, make([]byte, n*a.DType().Size()), make([]int, len(a.Shape())), a.Shape()); err != nil {
			return err
		}
	}
	return nil
}
