package main

import (
	"math"
	"strings"
	"testing"

	"roi2nwb/internal/metadata"
)

// What went through CalTrig is told as such, and Minian's alone is not.
func TestInspectNamesTheCurator(t *testing.T) {
	for _, c := range []struct{ source, program string }{
		{"../../testdata/caltrig/AA058/D1S4", "Minian, version not known, curated with CalTrig\n"},
		{"../../testdata/caltrig/AA058/D1S4/minian", "Minian, version not known, curated with CalTrig\n"},
		{"../../testdata/minian/netcdf/classic3.nc", "Minian, version not known\n"},
	} {
		out, stderr, code := inspected(t.Context(), t, c.source)
		if code != exitDone || !strings.Contains(out, c.program) {
			t.Errorf("%s: exit status %d, %q without %q; %s", c.source, code, out, c.program, stderr)
		}
	}
	out, _, _ := inspected(t.Context(), t, "--json", "../../testdata/caltrig/AA058/D1S4")
	if want := `"curated_with":"CalTrig"`; !strings.Contains(out, want) {
		t.Errorf("%q without %s", out, want)
	}
}

// Where nothing else tells, the wavelength does, up to the edges of what it can
// tell.
func TestImagingByLight(t *testing.T) {
	for _, c := range []struct {
		light float64
		want  string
	}{
		{470, "one-photon"}, {350, "one-photon"}, {349, "unknown"}, {640, "one-photon"}, {641, "unknown"},
		{689, "unknown"}, {690, "two-photon"}, {920, "two-photon"}, {1200, "two-photon"}, {1300, "unknown"},
		{math.NaN(), "unknown"}, {math.Inf(1), "unknown"},
	} {
		n := &inspection{Imaging: "unknown"}
		n.imagingByLight(&metadata.Metadata{Planes: []metadata.ImagingPlane{{ExcitationLambda: c.light}}})
		if n.Imaging != c.want {
			t.Errorf("%v nm: got %q, want %q", c.light, n.Imaging, c.want)
		}
	}
	n := &inspection{Imaging: "unknown"}
	n.imagingByLight(nil)
	n.imagingByLight(&metadata.Metadata{})
	if n.Imaging != "unknown" {
		t.Errorf("got %q of nothing", n.Imaging)
	}
}

// An NWB file of ours has no place for how it was imaged, and its metadata tells.
func TestInspectImagingOfNWB(t *testing.T) {
	out := t.TempDir() + "/o.nwb"
	converted(t, "../../testdata/caiman/cnmf2p_single.hdf5", "-m", "../../configs/example.yaml", "-o", out)
	text, _, _ := inspected(t.Context(), t, out)
	if want := "imaging         two-photon, by the 920 nm that excite the indicator\n"; !strings.Contains(text, want) {
		t.Errorf("%q without %q", text, want)
	}
}
