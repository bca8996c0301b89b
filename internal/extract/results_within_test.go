package extract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"
	"roi2nwb/internal/session"

	"github.com/google/go-cmp/cmp"
)

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// copyFile puts a copy of a file of testdata into a folder.
func copyFile(t *testing.T, to string, from ...string) {
	t.Helper()
	b, err := os.ReadFile(sampletest.Own(t, filepath.Join(from...)))
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, to, string(b))
}

// Of a folder further up, the results of every kind below it are found, each as
// it is to be given: following the hint leads to no other error.
func TestResultsWithin(t *testing.T) {
	root := t.TempDir()
	write := func(dir string) {
		if err := os.CopyFS(filepath.Join(root, dir), os.DirFS(sampletest.Own(t, "minian/v202_subset/m01/s2/minian"))); err != nil {
			t.Fatal(err)
		}
	}
	write("a1/s1/minian")
	write("caltrig/D1S4/minian")
	writeText(t, filepath.Join(root, "caltrig/D1S4/config.ini"), "[Session_Info]\nmouseID = a\ndata_path = "+filepath.Join(root, "caltrig/D1S4/minian")+"\n")
	copyFile(t, filepath.Join(root, "caiman/one.hdf5"), "caiman", "cnmf2p_single.hdf5")
	copyFile(t, filepath.Join(root, "caiman/deep/down/below/two.H5"), "caiman", "cnmf2p_single.hdf5")
	copyFile(t, filepath.Join(root, "netcdf/classic.nc"), "minian", "netcdf", "classic3.nc")
	copyFile(t, filepath.Join(root, "netcdf/copy.nc"), "minian", "netcdf", "classic3.nc")
	copyFile(t, filepath.Join(root, "netcdf_one/classic.nc"), "minian", "netcdf", "classic3.nc")
	writeText(t, filepath.Join(root, "caiman/none.hdf5"), "no HDF5 file")
	if err := os.MkdirAll(filepath.Join(root, "none"), 0o755); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, path := range []string{"a1/s1/minian", "caiman/deep/down/below/two.H5", "caiman/one.hdf5", "caltrig/D1S4", "netcdf/classic.nc", "netcdf/copy.nc", "netcdf_one"} {
		want = append(want, filepath.Join(root, path))
	}
	got := resultsWithin(root)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-want +got):\n%s", d)
	}
	for _, path := range got {
		seg, err := Open(context.Background(), path, "")
		if err != nil {
			t.Errorf("what the hint names does not open: %v", err)
			continue
		}
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
	}
	for path, want := range map[string][2]string{
		"a1":      {"a folder further up than a result", "give " + filepath.Join(root, "a1/s1/minian")},
		"caltrig": {"a folder further up than a result", "give " + filepath.Join(root, "caltrig/D1S4")},
		"caiman":  {"a folder around 2 results", fmt.Sprintf("give one of them: %q, %q", want[1], want[2])},
		"netcdf":  {`a folder of 2 Minian results, "classic.nc", "copy.nc"`, "give one of them: " + want[4]},
		".":       {`a folder of 3 Minian results, "netcdf/classic.nc", "netcdf/copy.nc", "netcdf_one"`, "give one of them: " + want[4]},
	} {
		_, err := Open(context.Background(), filepath.Join(root, path), "")
		var format *session.FormatError
		if !errors.As(err, &format) || format.Found != want[0] || format.Cure != want[1] {
			t.Errorf("%s: error %v with the cure %q, want one that found %s with %q", path, err, hintOf(err), want[0], want[1])
		}
	}
}

func hintOf(err error) string {
	var format *session.FormatError
	if errors.As(err, &format) {
		return format.Cure
	}
	return ""
}

// Many results are counted, and the first few named; the search has an end.
func TestResultsAreCounted(t *testing.T) {
	var below []string
	for i := range 12 {
		below = append(below, fmt.Sprintf("s%02d", i))
	}
	found, cure := describeResults(below)
	if found != "a folder around 12 results" || cure != `give one of them: "s00", "s01", "s02", ...` {
		t.Errorf("%q, %q", found, cure)
	}
	found, _ = describeResults(make([]string, searchFound))
	if !strings.HasSuffix(found, "around 100 or more results") {
		t.Errorf("%q", found)
	}
}

// A search ends at each of its limits, and not before.
func TestSearchEnds(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"a.hdf5", "b/b.hdf5", "b/c/c.hdf5", "d/d.hdf5", ".hidden/e.hdf5", "backup/f.hdf5"} {
		copyFile(t, filepath.Join(root, name), "caiman", "cnmf2p_single.hdf5")
	}
	if err := os.Symlink(root, filepath.Join(root, "d", "loop")); err != nil {
		t.Skip(err)
	}
	all := []string{"a.hdf5", "b/b.hdf5", "b/c/c.hdf5", "d/d.hdf5"}
	for _, tt := range []struct {
		name string
		end  searchEnd
		want []string
	}{
		{"none is reached", searchEnd{2, 5, 5}, all},
		{"depth", searchEnd{1, 5, 5}, []string{"a.hdf5", "b/b.hdf5", "d/d.hdf5"}},
		{"no depth", searchEnd{0, 5, 5}, all[:1]},
		{"folders", searchEnd{2, 3, 5}, all[:3]},
		{"no folders", searchEnd{2, 0, 5}, nil},
		{"found", searchEnd{2, 5, 2}, all[:2]},
	} {
		var got []string
		for _, path := range resultsUpTo(root, tt.end) {
			below, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, filepath.ToSlash(below))
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}
