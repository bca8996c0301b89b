package metadata

import (
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/configs"
)

// FuzzFile asserts that no file content makes reading, merging or resolving
// panic, and that reading is repeatable.
func FuzzFile(f *testing.F) {
	for _, name := range []string{"defaults.yaml", "example.yaml", "settings.yaml"} {
		content, err := configs.FS.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	archives, _ := filepath.Glob("testdata/problems/*.txtar")
	for _, path := range archives {
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive(string(content)) {
			f.Add([]byte(file.text))
		}
	}
	defaults, err := Defaults()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		layer, err := fromText("fuzz.yaml", content)
		if err != nil {
			return
		}
		_, first := Merge(defaults, layer, layer).Resolve(testOptions())
		again, err := fromText("fuzz.yaml", content)
		if err != nil {
			t.Fatalf("read again: %v", err)
		}
		if _, second := Merge(defaults, again, again).Resolve(testOptions()); (first == nil) != (second == nil) {
			t.Fatalf("got %v, then %v", first, second)
		}
	})
}

// FuzzSet asserts that no assignment panics.
func FuzzSet(f *testing.F) {
	f.Add("NWBFile.keywords=[a, b]")
	f.Add(`Ophys.Fluorescence."a.b".raw.name=x`)
	f.Add("Ophys.ImagingPlane[3].optical_channel.emission_lambda=510")
	defaults, err := Defaults()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, set string) {
		layer, err := FromSets([]string{set, set})
		if err != nil {
			return
		}
		d := Merge(defaults, layer)
		if m, err := d.Resolve(testOptions()); m == nil {
			t.Fatalf("no metadata beside error %v", err)
		}
		d.Origin(set)
	})
}
