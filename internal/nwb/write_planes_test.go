package nwb

import (
	"path/filepath"
	"testing"
)

// Each plane of a file is written, and counted by its own table.
func TestWritePlanes(t *testing.T) {
	meta := someMetadata(t)
	plan, err := Build(twoPlanes(meta), meta, testOptions(ImageMask, PixelMask))
	if err != nil {
		t.Fatal(err)
	}
	// Writing holds the file against the plan and against the standard.
	out := output(filepath.Join(t.TempDir(), "planes.nwb"))
	written, err := Write(t.Context(), plan, out)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := written.Pixels[plan.Tables[0]], written.Pixels[plan.Tables[1]]; a != 1 || b != 3 {
		t.Errorf("%d and %d pixels, drawn were 1 and 3", a, b)
	}
	for path, want := range map[string][]int{
		"Fluorescence/RoiResponseSeries_upper/data": {5, 1}, "Fluorescence/RoiResponseSeries_lower/data": {8, 2},
	} {
		if got := stored(t, out.Path, join(OphysPath, path)).Shape; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%q has shape %v, not %v", path, got, want)
		}
	}
}
