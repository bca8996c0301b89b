package build_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
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

// What is of one plane has a name, an id and links of its own: the ids differ,
// and what an object of one plane points at is of the same plane, or of the
// metadata that planes share.
func TestPlanesShareNothing(t *testing.T) {
	meta := nwbtest.Metadata(t)
	o := nwbtest.Options(build.ImageMask)
	o.Traces = []session.TraceKind{session.Raw, session.BackgroundTrace}
	planes := nwbtest.TwoPlanes(meta)
	for i := range planes {
		dropped := planes[i].Segmentation.Traces[0]
		dropped.Kind = session.Deconvolved
		planes[i].Segmentation.Traces = append(planes[i].Segmentation.Traces, dropped)
	}
	tree, err := build.File(planes, meta, o)
	if err != nil {
		t.Fatal(err)
	}
	plane := func(path string) string {
		for _, name := range []string{"_upper", "_lower"} {
			if strings.Contains(path, name) {
				return name
			}
		}
		return ""
	}
	shared := map[string]bool{"ImageSegmentation": true, "Fluorescence": true, "SegmentationImages": true}
	paths, ids, own := map[string]bool{}, map[string]string{}, map[string]int{}
	points := func(from, to string) {
		if a, b := plane(from), plane(to); a != b && !strings.HasPrefix(to, build.PlanesPath) {
			t.Errorf("%q points at %q", from, to)
		}
	}
	tree.Each(func(path string, g *plan.Group, d *plan.Dataset) {
		if paths[path] {
			t.Errorf("%q is there twice", path)
		}
		paths[path] = true
		attrs := g.Attrs
		if d != nil {
			attrs = d.Attrs
		}
		if id, ok := plan.AttrValue(attrs, "object_id").(string); ok {
			if ids[id] != "" {
				t.Errorf("%q and %q have one id", path, ids[id])
			}
			ids[id] = path
		}
		for _, a := range attrs {
			if to, ok := a.Value.(plan.Reference); ok && path != "/" {
				points(path, string(to))
			}
		}
		if d == nil {
			for _, l := range g.Links {
				points(path, l.Target)
			}
		}
		if rest, ok := strings.CutPrefix(path, build.OphysPath+"/"); ok || strings.HasPrefix(path, "/events/") {
			own[plane(path)]++
			if plane(path) == "" && !shared[rest] {
				t.Errorf("%q is of no plane", path)
			}
		}
	})
	if own["_upper"] < 40 || own["_upper"] != own["_lower"] {
		t.Errorf("objects by plane: %v", own)
	}
	for _, path := range []string{build.OphysPath + "/MotionShifts", "/events/RNF", build.OphysPath + "/SegmentationImages/an_image_without_a_name"} {
		if !paths[path+"_upper"] || !paths[path+"_lower"] {
			t.Errorf("%q is not there for each plane", path)
		}
	}
	said := fmt.Sprint(tree.Omitted, tree.Remarks)
	for _, want := range []string{`deconvolved (drawn/C) of plane "_upper"`, `deconvolved (drawn/C) of plane "_lower"`, `plane "_upper": drawn/ALP`, `plane "_lower": drawn/ALP`} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
}

// Each table links to the imaging plane of its plane, which several planes have
// to name where there are several.
func TestImagingPlanes(t *testing.T) {
	meta := nwbtest.Metadata(t)
	second := meta.Planes[0]
	second.Name = "Deep"
	meta.Planes = append(meta.Planes, second)
	planes := nwbtest.TwoPlanes(meta)
	for i := range planes {
		names := planes[i].Names
		names.PlaneSegmentation.ImagingPlane, names.BackgroundSegmentation.ImagingPlane = meta.Planes[i].Name, ""
	}
	tree, err := build.File(planes, meta, nwbtest.Options(build.ImageMask))
	if err != nil {
		t.Fatal(err)
	}
	links := map[string]int{}
	tree.Each(func(path string, g *plan.Group, d *plan.Dataset) {
		for _, l := range g.Links {
			if d == nil && l.Name == "imaging_plane" {
				links[path[strings.LastIndex(path, "_"):]+" "+l.Target]++
			}
		}
	})
	want := map[string]int{"_upper " + build.PlanesPath + "/" + meta.Planes[0].Name: 3, "_lower " + build.PlanesPath + "/Deep": 3}
	if !maps.Equal(links, want) {
		t.Errorf("tables link to %v, not %v", links, want)
	}
	planes[1].Names.PlaneSegmentation.ImagingPlane = ""
	if _, err := build.File(planes, meta, nwbtest.Options(build.ImageMask)); err == nil || !strings.Contains(err.Error(), "names no imaging plane") {
		t.Errorf("without the name of an imaging plane: %v", err)
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
