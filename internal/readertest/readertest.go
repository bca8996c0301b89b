// Package readertest lets tests ask the independent Python readers of NWB
// (pynwb, nwbinspector, roiextractors, h5py) about files that roi2nwb wrote.
//
// The interpreter is named by the environment variable ROI2NWB_PYTHON, which
// `make test` sets to the one in .venv. Where it is unset a test is skipped,
// but never where readers are required: with CI=true or
// ROI2NWB_READERS=required, as `make test` has it, a missing reader fails the
// test. An interpreter that is named but cannot be run always does.
package readertest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"roi2nwb/internal/sampletest"
)

// The environment variables that the package reads.
const (
	pythonVar  = "ROI2NWB_PYTHON"
	readersVar = "ROI2NWB_READERS"
)

// File is one entry of the manifest that the scripts in tests/readers read.
type File struct {
	Source   string `json:"source"`   // what was converted; for verify_many.py and agree_many.py
	NWB      string `json:"nwb"`      // what came of it
	Mask     string `json:"mask"`     // the value of --mask: image, pixel, voxel or both
	Metadata bool   `json:"metadata"` // converted with complete metadata, so that no finding is excused

	// What --frames, --rois (as ids) and --plane asked for; "" where they were not given.
	Frames string `json:"frames,omitempty"`
	ROIs   string `json:"rois,omitempty"`
	Plane  string `json:"plane,omitempty"`

	// Plugin tells that the readers need hdf5plugin, as for zstd.
	Plugin bool `json:"plugin,omitempty"`
}

// Python returns the path of the interpreter that has the readers. It skips
// the test where there is none and none is required.
func Python(tb testing.TB) string {
	tb.Helper()
	path, required := settings(os.Getenv)
	if path == "" {
		const why = "the Python readers are not set up: " + pythonVar + " is unset; `make test` sets them up"
		if required {
			tb.Fatal(why)
		}
		tb.Skip(why)
	}
	found, err := exec.LookPath(path)
	if err != nil {
		tb.Fatalf("%s=%q: %v", pythonVar, path, err)
	}
	return found
}

// Run gives files to a script of tests/readers, all in one process since
// starting the readers takes seconds, and returns what it printed. A script
// that finds fault with any file fails the test with its whole output.
func Run(tb testing.TB, script string, files []File, args ...string) string {
	tb.Helper()
	python := Python(tb)
	manifest, err := json.Marshal(files)
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), python, append([]string{filepath.Join(scripts(tb), script)}, args...)...)
	cmd.Stdin = bytes.NewReader(manifest)
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Errorf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

// settings says which interpreter is named, "" where none is, and whether a
// missing one is a failure.
func settings(getenv func(string) string) (path string, required bool) {
	return getenv(pythonVar), getenv("CI") == "true" || getenv(readersVar) == "required"
}

// scripts returns the folder tests/readers of the module that the test's own
// folder lies in.
func scripts(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(sampletest.Root(tb), "tests", "readers")
}
