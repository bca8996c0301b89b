package caiman_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"

	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/readertest"
)

// TestCaimanTraps opens a genuine result in which one trace is something that
// means harm.
func TestCaimanTraps(t *testing.T) {
	extracttest.CheckIDs(t)
	python, dir := readertest.Python(t), t.TempDir()
	if out, err := exec.Command(python, filepath.Join(sampletest.Root(t), "tests/readers/hostile_h5.py"), dir, extracttest.Genuine(t, "cnmf2p_full.hdf5")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, says := range map[string]string{
		"external_storage": `"estimates/C": it is stored in 1 external files: data in other files are not read`,
		"virtual":          `"estimates/C": it is a virtual dataset, put together from others: data in other files are not read`,
		"huge":             `"estimates/C" has 1099511627776 frames`,
		"external_link":    `"estimates/C" is a named type, or link out of the file: what lies elsewhere is not read`,
		"filter":           `compressed with a filter that is not supported: "blosc" (32001)`,
		"circle":           "",
	} {
		err := extracttest.ReadEverything(filepath.Join(dir, "in_"+name+".hdf5"))
		switch {
		case says == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case says != "" && (err == nil || !strings.Contains(err.Error(), says)):
			t.Errorf("%s: error %v, want one with %s", name, err, says)
		}
	}
}
