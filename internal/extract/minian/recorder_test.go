package minian_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/session"
)

// What the recorder says counts before the names of folders, and a file that is
// broken stops nothing.
func TestMinianRecorder(t *testing.T) {
	s := plain([]int64{1, 2}, span(0, 3, 1))
	s["A"] = s["A"].with("animal", "folder").with("session", "None")
	dir := s.write(t)
	writeText(t, filepath.Join(dir, "..", "metaData.json"), `not JSON`)
	writeText(t, filepath.Join(dir, "..", "..", "metaData.json"), `{"animalName": "m7"}`)
	found := openSession(t, dir)
	want := []session.Hint{
		{Path: "Subject.subject_id", Value: "m7", Origin: filepath.Join(dir, "..", "..", "metaData.json") + ", animalName"},
		{Path: "Subject.subject_id", Value: "folder", Origin: "A.zarr/animal"},
	}
	if d := cmp.Diff(want, found.Hints); d != "" {
		t.Errorf("hints (-want +got):\n%s", d)
	}
	if len(found.LeftOut) != 1 || !strings.Contains(found.LeftOut[0].Reason, "not the recorder's metadata") {
		t.Errorf("left out %v", found.LeftOut)
	}
}

// A folder that holds a result more than once says which was taken: the folder
// of variables, of which the netCDF file is a copy.
func TestResultTwice(t *testing.T) {
	made := plain([]int64{1, 2}, span(0, 3, 1)).write(t)
	file, err := filepath.Abs(filepath.Join("..", "..", "..", "testdata", "minian", "netcdf", "compressed4.nc"))
	if err != nil {
		t.Fatal(err)
	}
	session := t.TempDir()
	if err := os.CopyFS(filepath.Join(session, "minian"), os.DirFS(made)); err != nil {
		t.Fatal(err)
	}
	copied, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(session, "minian_dataset.nc"), string(copied))
	both := openSession(t, session)
	const want = `the folder holds the result more than once: "minian" was taken, and not "minian_dataset.nc"; give another by its path to take that`
	if len(both.IDs) != 2 || len(both.Remarks) == 0 || both.Remarks[0] != want {
		t.Errorf("%d units, remarks %q", len(both.IDs), both.Remarks)
	}
	for _, alone := range []string{"minian", "minian_dataset.nc"} {
		for _, remark := range openSession(t, filepath.Join(session, alone)).Remarks {
			if strings.Contains(remark, "more than once") {
				t.Errorf("%s: %s", alone, remark)
			}
		}
	}
	// Variables in the folder itself count, whatever lies below.
	if err := os.CopyFS(session, os.DirFS(made)); err != nil {
		t.Fatal(err)
	}
	if s := openSession(t, session); !strings.HasPrefix(s.Remarks[0], "the folder holds the result more than once: ") || !strings.Contains(s.Remarks[0], `was taken, and not "minian"`) {
		t.Errorf("remarks %q", s.Remarks)
	}
}
