package build_test

import (
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// calcium returns n events of ROIs.
func calcium(n int) *session.CalciumEvents {
	shape := []int{n}
	return &session.CalciumEvents{
		Source: "events", Description: "Events.", Unit: "a.u.",
		ROIs:       chunkio.FromBytes(shape, chunkio.Int64, make([]byte, 8*n)),
		Times:      chunkio.FromFloat64s(shape, make([]float64, n)),
		Amplitudes: chunkio.FromBytes(shape, chunkio.Float32, make([]byte, 4*n)),
	}
}

// Events of ROIs are a table for each plane, whose region is the plane's own; one
// without events is not written, and said.
func TestCalciumEvents(t *testing.T) {
	meta := nwbtest.Metadata(t)
	planes := nwbtest.TwoPlanes(meta)
	planes[0].Segmentation.Calcium, planes[1].Segmentation.Calcium = calcium(3), calcium(0)
	tree, err := build.File(planes, meta, nwbtest.Options(build.ImageMask))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*plan.Dataset{}
	tables := 0
	tree.Each(func(path string, _ *plan.Group, d *plan.Dataset) {
		if d != nil {
			found[path] = d
		} else if strings.HasPrefix(path, plan.Join(build.OphysPath, "CalciumEvents")) {
			tables++
		}
	})
	at := func(column string) *plan.Dataset {
		return found[plan.Join(build.OphysPath, "CalciumEvents_upper/"+column)]
	}
	for _, column := range []string{"id", "timestamp", "roi", "amplitude"} {
		if d := at(column); d == nil || len(d.Shape) != 1 || d.Shape[0] != 3 {
			t.Fatalf("column %q is %+v", column, d)
		}
	}
	want := plan.Reference(plan.Join(build.OphysPath, "ImageSegmentation/PlaneSegmentation_upper"))
	if got := plan.AttrValue(at("roi").Attrs, "table"); got != want {
		t.Errorf("the region is of %v, want %v", got, want)
	}
	if tables != 1 || !slices.ContainsFunc(tree.Remarks, func(r string) bool { return strings.Contains(r, "events: no event occurred") }) {
		t.Errorf("%d tables, remarks %q", tables, tree.Remarks)
	}
}

// Planes of one recording have its invalid frames once, in the order of time.
func TestInvalidTimes(t *testing.T) {
	meta := nwbtest.Metadata(t)
	planes := nwbtest.TwoPlanes(meta)
	for i := range planes {
		planes[i].Segmentation.Timing = planes[0].Segmentation.Timing
		planes[i].Segmentation.Invalid = []session.InvalidFrames{{First: 1, Last: 1, Reason: "dropped"}}
	}
	planes[1].Segmentation.Invalid = append([]session.InvalidFrames{{First: 0, Last: 0, Reason: "cropped"}}, planes[1].Segmentation.Invalid...)
	tree, err := build.File(planes, meta, nwbtest.Options(build.ImageMask))
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	tree.Each(func(path string, _ *plan.Group, d *plan.Dataset) {
		if path == "/intervals/invalid_times/reason" {
			reasons = d.Data.(plan.Texts)
		}
	})
	if len(reasons) != 2 || reasons[0] != "cropped" || reasons[1] != "dropped" {
		t.Errorf("reasons %q", reasons)
	}
}
