package main

import (
	"io"
	"path/filepath"
	"testing"
)

// BenchmarkConvertSmall is one small session from the flags to the file, where
// what counts is how often libhdf5 is called and what is made ready for nothing.
// A process of its own adds its start to it.
func BenchmarkConvertSmall(b *testing.B) {
	source, err := filepath.Abs("../../testdata/caiman/cnmf2p_single.hdf5")
	if err != nil {
		b.Fatal(err)
	}
	args := []string{
		"convert", source, "-o", filepath.Join(b.TempDir(), "small.nwb"), "--overwrite", "--quiet",
		"--start-time", "2024-05-17T14:30:00+02:00",
	}
	b.ReportAllocs()
	for b.Loop() {
		if code := run(b.Context(), args, Streams{Out: io.Discard, Err: b.Output()}); code != 0 {
			b.Fatalf("exit status %d", code)
		}
	}
}
