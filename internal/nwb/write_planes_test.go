package nwb

import (
	"path/filepath"
	"testing"

	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
)

// Each plane of a file is written, and counted by its own table.
func TestWritePlanes(t *testing.T) {
	meta := nwbtest.Metadata(t)
	tree, err := build.File(nwbtest.TwoPlanes(meta), meta, nwbtest.Options(build.ImageMask, build.PixelMask))
	if err != nil {
		t.Fatal(err)
	}
	// Write compares the file with the plan, and checks it against the standard.
	out := output(filepath.Join(t.TempDir(), "planes.nwb"))
	written, err := Write(t.Context(), tree, out)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := written.Pixels[tree.Tables[0]], written.Pixels[tree.Tables[1]]; a != 1 || b != 3 {
		t.Errorf("%d and %d pixels, drawn were 1 and 3", a, b)
	}
	for path, want := range map[string][]int{
		"Fluorescence/RoiResponseSeries_upper/data": {5, 1}, "Fluorescence/RoiResponseSeries_lower/data": {8, 2},
	} {
		if got := stored(t, out.Path, plan.Join(build.OphysPath, path)).Shape; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%q has shape %v, not %v", path, got, want)
		}
	}
}
