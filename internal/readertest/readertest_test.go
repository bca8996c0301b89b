package readertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		name         string
		env          map[string]string
		wantPath     string
		wantRequired bool
	}{
		{"nothing set", nil, "", false},
		{"in CI", map[string]string{"CI": "true"}, "", true},
		{"not quite CI", map[string]string{"CI": "0"}, "", false},
		{"required", map[string]string{"ROI2NWB_READERS": "required"}, "", true},
		{"named", map[string]string{"ROI2NWB_PYTHON": "/venv/bin/python"}, "/venv/bin/python", false},
		{"as make test has it", map[string]string{"ROI2NWB_PYTHON": "/venv/bin/python", "ROI2NWB_READERS": "required"}, "/venv/bin/python", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, required := settings(func(key string) string { return tt.env[key] })
			if path != tt.wantPath || required != tt.wantRequired {
				t.Errorf("got %q, %t, want %q, %t", path, required, tt.wantPath, tt.wantRequired)
			}
		})
	}
}

func TestScriptsAreThere(t *testing.T) {
	for _, name := range []string{"verify_many.py", "validate_many.py", "agree_many.py", "hold.py"} {
		if _, err := os.Stat(filepath.Join(scripts(t), name)); err != nil {
			t.Error(err)
		}
	}
}

// hold.py judges files that roi2nwb wrote; here it is judged itself.
func TestHoldSeesWhatIsBroken(t *testing.T) {
	python := Python(t)
	if out, err := exec.CommandContext(t.Context(), python, filepath.Join(scripts(t), "selftest.py")).CombinedOutput(); err != nil {
		t.Errorf("selftest.py: %v\n%s", err, out)
	}
}
