package build_test

import (
	"strings"
	"testing"

	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
)

// Several planes share the boxes of the module and nothing else.
func TestTwoPlanes(t *testing.T) {
	meta := nwbtest.Metadata(t)
	tree, err := build.File(nwbtest.TwoPlanes(meta), meta, nwbtest.Options(build.ImageMask, build.PixelMask))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	tree.Each(func(path string, g *plan.Group, d *plan.Dataset) {
		if d == nil {
			counts[path]++
		}
	})
	for _, path := range []string{
		"ImageSegmentation", "ImageSegmentation/PlaneSegmentation_upper", "ImageSegmentation/PlaneSegmentation_lower",
		"ImageSegmentation/MissedCellsPlaneSegmentation_upper", "ImageSegmentation/MissedCellsPlaneSegmentation_lower",
		"Fluorescence", "Fluorescence/RoiResponseSeries_upper", "Fluorescence/RoiResponseSeries_lower",
		"SegmentationParameters_upper", "SegmentationParameters_lower",
	} {
		if n := counts[plan.Join(build.OphysPath, path)]; n != 1 {
			t.Errorf("%q is there %d times", path, n)
		}
	}
	if len(tree.Tables) != 2 || !strings.HasSuffix(tree.Tables[1], "PlaneSegmentation_lower") {
		t.Errorf("tables %q", tree.Tables)
	}
}

// Planes that would write one object are refused.
func TestPlanesOfOneName(t *testing.T) {
	meta := nwbtest.Metadata(t)
	for name, change := range map[string]func([]build.Plane) []build.Plane{
		"two planes are named":  func(p []build.Plane) []build.Plane { p[1].Name = p[0].Name; return p },
		"two objects are named": func(p []build.Plane) []build.Plane { p[1].Names = p[0].Names; return p },
		"needs a segmentation":  func([]build.Plane) []build.Plane { return nil },
	} {
		if _, err := build.File(change(nwbtest.TwoPlanes(meta)), meta, nwbtest.Options(build.ImageMask)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
