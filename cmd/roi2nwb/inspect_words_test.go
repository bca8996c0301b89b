package main

import (
	"strings"
	"testing"
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

// An NWB file of ours has no place for how it was imaged, and its metadata tells.
func TestInspectImagingOfNWB(t *testing.T) {
	out := t.TempDir() + "/o.nwb"
	converted(t, "../../testdata/caiman/cnmf2p_single.hdf5", "-m", "../../configs/example.yaml", "-o", out)
	text, _, _ := inspected(t.Context(), t, out)
	if want := "imaging         two-photon, by the 920 nm that excite the indicator\n"; !strings.Contains(text, want) {
		t.Errorf("%q without %q", text, want)
	}
}
