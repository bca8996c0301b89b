package nwb

import (
	"strings"
	"testing"
)

// Several planes share the boxes of the module and nothing else.
func TestTwoPlanes(t *testing.T) {
	meta := someMetadata(t)
	plan, err := Build(twoPlanes(meta), meta, testOptions(ImageMask, PixelMask))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	plan.each(func(path string, g *Group, d *Dataset) {
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
		if n := counts[join(OphysPath, path)]; n != 1 {
			t.Errorf("%q is there %d times", path, n)
		}
	}
	if len(plan.Tables) != 2 || !strings.HasSuffix(plan.Tables[1], "PlaneSegmentation_lower") {
		t.Errorf("tables %q", plan.Tables)
	}
}

// Planes that would write one object are refused.
func TestPlanesOfOneName(t *testing.T) {
	meta := someMetadata(t)
	for name, change := range map[string]func([]Plane) []Plane{
		"two planes are named":  func(p []Plane) []Plane { p[1].Name = p[0].Name; return p },
		"two objects are named": func(p []Plane) []Plane { p[1].Names = p[0].Names; return p },
		"needs a segmentation":  func([]Plane) []Plane { return nil },
	} {
		if _, err := Build(change(twoPlanes(meta)), meta, testOptions(ImageMask)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
