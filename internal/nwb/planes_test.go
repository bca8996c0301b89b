package nwb

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// namesOf returns names of their own for a plane.
func namesOf(base metadata.Names, suffix string) *metadata.Names {
	for _, n := range []*metadata.Named{&base.PlaneSegmentation, &base.BackgroundSegmentation} {
		n.Name += suffix
	}
	for _, all := range []*map[string]metadata.Named{&base.Traces, &base.Images} {
		own := maps.Clone(*all)
		for key, n := range own {
			n.Name += suffix
			own[key] = n
		}
		*all = own
	}
	return &base
}

// twoPlanes are segmentations of different fields, rates and programs.
func twoPlanes(meta *metadata.Metadata) []Plane {
	first := drawing(session.Field{Width: 12, Height: 7}, 5, session.Footprint{X: []uint32{3}, Y: []uint32{4}, W: []float64{2}})
	second := drawing(session.Field{Width: 9, Height: 11}, 8,
		session.Footprint{X: []uint32{1, 2}, Y: []uint32{1, 1}, W: []float64{1, 3}}, session.Footprint{X: []uint32{8}, Y: []uint32{10}, W: []float64{1}})
	second.Timing.Rate, second.Program = 7, "Other"
	for _, seg := range []*session.Segmentation{first, second} {
		seg.Parameters = []session.Parameter{{Group: "data", Name: "fr", Value: "30"}}
		seg.Missed = &session.MissedCells{Description: "drawn", Source: "M", IDs: []string{"0"}, Footprints: seg.Footprints}
		if n := seg.Footprints.Len(); n > 1 {
			seg.Missed.IDs = append(seg.Missed.IDs, "1")
		}
	}
	return []Plane{
		{Name: "_upper", Segmentation: first, Names: namesOf(meta.Names, "_upper")},
		{Name: "_lower", Segmentation: second, Names: namesOf(meta.Names, "_lower")},
	}
}

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
