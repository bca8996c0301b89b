package extract

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"roi2nwb/internal/sampletest"
)

// Results of two programs in one folder are both named, and which was taken; a
// file that is given by its path was chosen.
func TestResultsBeside(t *testing.T) {
	folder := t.TempDir()
	put := func(name, from string) {
		t.Helper()
		content, err := os.ReadFile(sampletest.Own(t, from))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	remarks := func(path string) []string {
		t.Helper()
		seg, err := Open(t.Context(), path, "")
		if err != nil {
			t.Fatal(err)
		}
		defer seg.Close()
		return seg.Remarks
	}
	put("minian_dataset.nc", "minian/netcdf/classic3.nc")
	put("notes.h5", "minian/netcdf/compressed4.nc") // HDF5, and no result of CaImAn
	alone := remarks(folder)
	put("results.hdf5", "caiman/cnmf3d.hdf5")
	const both = `the folder holds more than one result: that of Minian was taken, and not "results.hdf5"; give another by its path to take that`
	if got, want := remarks(folder), append([]string{both}, alone...); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, name := range []string{"minian_dataset.nc", "results.hdf5"} {
		if got := remarks(filepath.Join(folder, name)); slices.Contains(got, both) {
			t.Errorf("%s, given itself: %q", name, got)
		}
	}
}
