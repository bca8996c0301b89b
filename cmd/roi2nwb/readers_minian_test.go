package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"

	"roi2nwb/internal/readertest"
)

// minianSource is a result of Minian, and what the judge reads in its place:
// the folder with the variables, or the twin of a store that it cannot read.
type minianSource struct{ convert, judge string }

// minianSources returns the genuine results of testdata, and more where
// samples lie elsewhere.
func minianSources(t *testing.T) []minianSource {
	t.Helper()
	var all []minianSource
	for _, pattern := range []string{"minian/*/*.nc", "minian/*/*/*/minian", "caltrig/*/*"} {
		for _, path := range sampletest.Glob(t, pattern) {
			s := minianSource{path, path}
			if strings.Contains(path, "caltrig") {
				s.judge = filepath.Join(path, "minian")
			}
			if twin := strings.Replace(path, "emul_zarr3", "v202_zarr", 1); twin != path {
				s.judge = twin
			}
			all = append(all, s)
		}
	}
	return all
}

// Every genuine result of Minian and CalTrig, with each kind of mask, holds the
// numbers of its source. The judge knows no verdicts on units, so they are left
// out here: the tests of extract compare them value by value.
func TestReadersAgreeOnMinian(t *testing.T) {
	sources := minianSources(t)
	if len(sources) < 3 {
		t.Fatalf("only %v were found", sources)
	}
	folder := t.TempDir()
	var judged, all []readertest.File
	for i, s := range sources {
		for _, mask := range []string{"image", "pixel", "both"} {
			out := filepath.Join(folder, string(rune('a'+i))+mask+".nwb")
			flags := append([]string{s.convert, "-o", out, "--quiet", "--mask", mask, "--no-acceptance"}, example[:]...)
			if strings.HasSuffix(s.convert, ".nc") || strings.Contains(s.convert, "emul_zarr3") {
				flags = append(flags, "--rate", "20")
			}
			converted(t, flags...)
			judge, err := filepath.Abs(s.judge)
			if err != nil {
				t.Fatal(err)
			}
			judged = append(judged, readertest.File{Source: judge, NWB: out, Mask: mask, Metadata: true})
		}
		out := filepath.Join(folder, string(rune('a'+i))+".nwb")
		flags := append([]string{s.convert, "-o", out, "--quiet"}, example[:]...)
		if _, err := os.Stat(filepath.Join(s.convert, "timeStamps.csv")); err != nil {
			flags = append(flags, "--rate", "20")
		}
		converted(t, flags...)
		all = append(all, readertest.File{Source: s.judge, NWB: out, Mask: "image", Metadata: true})
	}
	for script, files := range map[string][]readertest.File{"verify_many": judged, "validate_many": all, "hold": all} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			readertest.Run(t, script+".py", files)
		})
	}
}
