package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOfOneSession(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{
		"alone/results.hdf5", "alone/s.yaml", "alone/movie.avi", "flat/m1.hdf5", "flat/m2.HDF5", "flat/m1.yaml", "flat/m1-day.yaml", "flat/m11.yaml", "flat/lab.yaml",
		"A/D1/minian/A.zarr/x", "A/D1/videos/x.avi", "A/D1/minian_backup/A.zarr/x", "A/D1/s.yaml", "A/D1/minian/s.yaml",
		"A/D2/minian/A.zarr/x", "A/lab.yaml", "A/D1.yaml", "lab.yaml",
	} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "alone"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(dir, "A", "D1"))
	for _, tt := range []struct {
		source, file string
		want         bool
	}{
		{"alone/results.hdf5", "alone/s.yaml", true},
		{"link/results.hdf5", "alone/s.yaml", true},
		{"alone/results.hdf5", "lab.yaml", false},
		{"alone/results.hdf5", "flat/m1.yaml", false},
		{"flat/m1.hdf5", "flat/lab.yaml", false},
		{"flat/m1.hdf5", "flat/m1.yaml", true},
		{"flat/m1.hdf5", "flat/m1-day.yaml", true},
		{"flat/m1.hdf5", "flat/m11.yaml", false},
		{"A/D1/minian", "A/D1/s.yaml", true},
		{"A/D1/minian", "A/D1/minian/s.yaml", true},
		{"A/D1/minian", "A/lab.yaml", false},
		{"A/D1", "A/D1/s.yaml", true},
		{"A/D1", "A/D1.yaml", true},
		{"A/D1", "A/lab.yaml", false},
		{"A/D1", "lab.yaml", false},
		{"A/absent", "A/lab.yaml", false},
	} {
		if got := ofOneSession(filepath.Join(dir, tt.source), filepath.Join(dir, tt.file)); got != tt.want {
			t.Errorf("%s for %s: %t, want %t", tt.file, tt.source, got, tt.want)
		}
	}
	if !ofOneSession("minian", "s.yaml") || ofOneSession("minian", "../lab.yaml") {
		t.Error("paths in the working folder are told apart from absolute ones")
	}
}
