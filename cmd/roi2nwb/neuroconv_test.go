package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"roi2nwb/internal/readertest"
)

// Metadata files that neuroconv writes, in both of its shapes, as YAML and as
// JSON, with every field of its schema filled, load unchanged and mean here what
// they mean there.
func TestNeuroconvTemplates(t *testing.T) {
	python := readertest.Python(t)
	folder, source := t.TempDir(), testFile("cnmf2p_full.hdf5")
	script := func(action string) string {
		t.Helper()
		path := filepath.Join("..", "..", "tests", "readers", "neuroconv_templates.py")
		out, err := exec.CommandContext(t.Context(), python, path, action, source, folder).CombinedOutput()
		if err != nil {
			t.Fatalf("neuroconv_templates.py %s: %v\n%s", action, err, out)
		}
		return string(out)
	}
	script("write")
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) < 10 {
		t.Fatalf("neuroconv wrote %q: %v", files, err)
	}
	for _, file := range files {
		var out, bad bytes.Buffer
		if code := run(t.Context(), []string{"metadata", "show", source, "-m", file, "--json"}, Streams{Out: &out, Err: &bad}); code != exitDone {
			t.Errorf("metadata show -m %s: exit status %d\n%s", filepath.Base(file), code, bad.String())
		}
		if err := os.WriteFile(file+".shown", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Log(script("compare"))
}
