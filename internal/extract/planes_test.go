package extract_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"roi2nwb/internal/extract"
)

// Planes are found by numbers, in their order, or by names; what else lies there
// is none.
func TestFindPlanes(t *testing.T) {
	root := filepath.Join(t.TempDir(), "odd[1]*") // what a shell or Glob would read
	for _, name := range []string{"plane10", "plane2", "plane0", "plane", "planeA", "plane1b"} {
		if err := os.MkdirAll(filepath.Join(root, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name, "results.hdf5"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for pattern, want := range map[string][]string{
		"plane{n}/results.hdf5":    {"Plane0", "Plane2", "Plane10"},
		"plane{n}":                 {"Plane0", "Plane2", "Plane10"},
		"plane{name}/results.hdf5": {"0", "2", "10", "1b", "A"},
	} {
		found, err := extract.FindPlanes(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range found {
			names = append(names, f.Name)
			if _, err := os.Stat(f.Path); err != nil {
				t.Error(err)
			}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%s: found %q, not %q", pattern, names, want)
		}
	}
}

// A pattern that finds no planes says why.
func TestFindPlanesRefuses(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "plane0"), 0o755); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]extract.PlanePatternError{
		"plane":             {Malformed: true},
		"plane{n}/{name}":   {Malformed: true},
		"plane{n}/{n}":      {Malformed: true},
		"plane{n}/{animal}": {Malformed: true},
		"deep{n}":           {},
		"plane{n}":          {Found: []extract.PlaneSource{{Name: "Plane0", Path: filepath.Join(root, "plane0")}}},
	} {
		_, err := extract.FindPlanes(filepath.Join(root, pattern))
		var got *extract.PlanePatternError
		if !errors.As(err, &got) {
			t.Errorf("%s: error %v", pattern, err)
			continue
		}
		if got.Malformed != want.Malformed || !slices.Equal(got.Found, want.Found) {
			t.Errorf("%s: %+v", pattern, got)
		}
	}
}
