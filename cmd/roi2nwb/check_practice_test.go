package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/nwb/check"
	"roi2nwb/internal/readertest"
)

// inspectedFile is what check finds in a file of ours, for inspector_agrees.py.
type inspectedFile struct {
	NWB   string          `json:"nwb"`
	Plain []check.Finding `json:"plain"`
	DANDI []check.Finding `json:"dandi"`
}

// Check has nothing to say of what is converted with complete metadata, and what
// is converted without only lacks what practice asks for, as nwbinspector has
// it, too.
func TestCheckFindsNothing(t *testing.T) {
	folder := t.TempDir()
	var files []inspectedFile
	add := func(complete bool, source string, flags ...string) {
		t.Helper()
		f := inspectedFile{NWB: filepath.Join(folder, fmt.Sprintf("%d.nwb", len(files)))}
		args := append([]string{source, "-o", f.NWB, "--quiet"}, flags...)
		if complete {
			args = append(args, example[:]...)
		} else {
			args = append(args, "--start-time", "2024-05-17T14:30:00+02:00")
		}
		converted(t, args...)
		for dandi, found := range map[bool]*[]check.Finding{false: &f.Plain, true: &f.DANDI} {
			report, err := check.File(t.Context(), f.NWB, check.Options{DANDI: dandi, Deep: dandi})
			if err != nil {
				t.Fatal(err)
			}
			*found = report.Findings
			for _, finding := range report.Findings {
				if complete && finding.Check != "check_single_row" || finding.Importance == "" || !dandi && finding.Severity == check.Error {
					t.Errorf("%s %v: %s", source, flags, finding)
				}
			}
		}
		files = append(files, f)
	}
	for _, source := range everySource(t) {
		var flags []string
		masks := []string{"image", "pixel", "both"}
		switch {
		case strings.Contains(source, "3d"):
			masks[1] = "voxel"
		case strings.Contains(source, "minian") || strings.Contains(source, "caltrig"):
			if _, err := os.Stat(filepath.Join(source, "timeStamps.csv")); err != nil {
				flags = []string{"--rate", "20"}
			}
		}
		for _, mask := range masks {
			add(true, source, append(flags, "--mask", mask)...)
		}
		add(false, source, flags...)
	}
	t.Run("inspector_agrees", func(t *testing.T) {
		t.Parallel()
		python := readertest.Python(t)
		var names []string
		for _, c := range check.Checks() {
			if c.Importance != "" {
				names = append(names, c.Name)
			}
		}
		manifest, err := json.Marshal(map[string]any{"files": files, "checks": names})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), python, filepath.Join("..", "..", "tests", "readers", "inspector_agrees.py"))
		cmd.Stdin = bytes.NewReader(manifest)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("inspector_agrees.py: %v\n%s", err, out)
		}
	})
}
