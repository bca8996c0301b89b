package metadata_test

import (
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/metadata"
)

// ofPlane is metadata of one plane: the defaults with some assignments.
func ofPlane(t *testing.T, name string, sets ...string) metadata.OfPlane {
	t.Helper()
	defaults, err := metadata.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	values, err := metadata.FromSets("--set", append([]string{"NWBFile.session_start_time=2024-05-17T14:30:00+02:00"}, sets...))
	if err != nil {
		t.Fatal(err)
	}
	m, err := metadata.Merge(defaults, values).Resolve(metadata.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return metadata.OfPlane{Name: name, Metadata: m}
}

// Tables, series, boxes of images and imaging planes are each plane's own; boxes
// of series, images by name, and a device that all have, are shared.
func TestJoinPlanes(t *testing.T) {
	upper, deep := ofPlane(t, "Upper", "Ophys.ImagingPlane.location=V1"), ofPlane(t, "Deep", "Ophys.ImagingPlane.location=V2")
	before := upper.Metadata.Names.Traces["raw"]
	joined, names := metadata.JoinPlanes([]metadata.OfPlane{upper, deep})
	if len(joined.Devices) != 1 || len(joined.Planes) != 2 {
		t.Fatalf("devices %v, imaging planes %v", joined.Devices, joined.Planes)
	}
	for i, want := range []struct{ name, location string }{{"Upper", "V1"}, {"Deep", "V2"}} {
		p, n := joined.Planes[i], names[i]
		if p.Name != "ImagingPlane"+want.name || p.Location != want.location || p.Device != joined.Devices[0].Name {
			t.Errorf("imaging plane %+v", p)
		}
		got := []string{
			n.PlaneSegmentation.Name, n.BackgroundSegmentation.Name, n.PlaneSegmentation.ImagingPlane, n.BackgroundSegmentation.ImagingPlane,
			n.Traces["raw"].Name, n.Traces["background"].Name, n.ImagesBox.Name,
		}
		for _, name := range got {
			if !strings.HasSuffix(name, want.name) {
				t.Errorf("%q does not end in %q", name, want.name)
			}
		}
		if n.Fluorescence.Name != "Fluorescence" || n.DfOverF.Name != "DfOverF" || n.Segmentation.Name != "ImageSegmentation" || n.Images["noise_image"].Name != "noise_image" {
			t.Errorf("names that planes share: %+v", n)
		}
	}
	if upper.Metadata.Names.Traces["raw"] != before {
		t.Error("the metadata of the plane itself was changed")
	}
}

// Devices that differ under one name are told apart.
func TestJoinPlanesDevices(t *testing.T) {
	planes := []metadata.OfPlane{
		ofPlane(t, "A"), ofPlane(t, "B", "Ophys.Device.manufacturer=Maker"), ofPlane(t, "C"), ofPlane(t, "D", "Ophys.Device.name=Other"),
	}
	joined, _ := metadata.JoinPlanes(planes)
	var devices, used []string
	for _, d := range joined.Devices {
		devices = append(devices, d.Name)
	}
	for _, p := range joined.Planes {
		used = append(used, p.Device)
	}
	if want := []string{"Microscope", "MicroscopeB", "Other"}; !slices.Equal(devices, want) {
		t.Errorf("devices %q, not %q", devices, want)
	}
	if want := []string{"Microscope", "MicroscopeB", "Microscope", "Other"}; !slices.Equal(used, want) {
		t.Errorf("planes use %q, not %q", used, want)
	}
}

// What is missing is told for each plane, and giving it ends it.
func TestJoinPlanesMissing(t *testing.T) {
	names := []string{"Upper", "2"}
	missing := func(sets ...string) []metadata.Missing {
		var planes []metadata.OfPlane
		for _, name := range names {
			planes = append(planes, ofPlane(t, name, metadata.SetsOfPlane(sets, name, "", names)...))
		}
		joined, _ := metadata.JoinPlanes(planes)
		return joined.Missing()
	}
	count := func(all []metadata.Missing) int {
		return len(slices.DeleteFunc(all, func(m metadata.Missing) bool { return !strings.HasPrefix(m.Path, "Ophys.ImagingPlane") }))
	}
	var sets []string
	for _, m := range missing() {
		if strings.HasPrefix(m.Path, "Ophys.ImagingPlane") {
			sets = append(sets, m.Path+"="+m.Example)
		}
	}
	if len(sets) != 8 {
		t.Fatalf("%q are missing", sets)
	}
	if n := count(missing(sets[:4]...)); n != 4 {
		t.Errorf("with what the first plane lacks, %d are missing", n)
	}
	if n := count(missing(sets...)); n != 0 {
		t.Errorf("%d are missing when %q are given", n, sets)
	}
}

// Assignments that name a plane go to it alone, by the name of its imaging plane
// where that has one.
func TestSetsOfPlane(t *testing.T) {
	sets := []string{"Subject.subject_id=a=b", "Ophys.ImagingPlane[Upper].location=V1", `Ophys.ImagingPlane["Deep"].location=[x]`, "Ophys.ImagingPlane.indicator=G", "nonsense["}
	for _, c := range []struct {
		plane, imaging string
		want           []string
	}{
		{"Upper", "", []string{sets[0], "Ophys.ImagingPlane[0].location=V1", sets[3], sets[4]}},
		{"Deep", "ImagingPlaneDeep", []string{sets[0], "Ophys.ImagingPlane[ImagingPlaneDeep].location=[x]", sets[3], sets[4]}},
	} {
		if got := metadata.SetsOfPlane(sets, c.plane, c.imaging, []string{"Upper", "Deep"}); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, not %q", c.plane, got, c.want)
		}
	}
}
