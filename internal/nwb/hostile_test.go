package nwb

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/readertest"
)

// TestOpenTraps opens a good file in which one trace is something that means
// harm.
func TestOpenTraps(t *testing.T) {
	noHandles(t)
	python, dir := readertest.Python(t), t.TempDir()
	path := filepath.Join(dir, "good.nwb")
	if err := writeSmall(path); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(python, "../../tests/readers/hostile_h5.py", dir, path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, says := range map[string]string{
		"external_storage": "data in other files are not read",
		"virtual":          "data in other files are not read",
		"huge":             "have shape [18 1099511627776]",
		"external_link":    "it has no data that are numbers",
		"circle":           "it has no data that are numbers",
		"filter":           "",
	} {
		seg, _, err := Open(t.Context(), filepath.Join(dir, "in_"+name+".nwb"), "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var out []string
		for _, l := range seg.LeftOut {
			out = append(out, l.Source+": "+l.Reason)
		}
		if has := strings.Join(out, "\n"); !strings.Contains(has, says) {
			t.Errorf("%s: left out is %q, want %q in it", name, has, says)
		}
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
	}
}
