package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The same file comes of the same source, however many chunks are encoded at
// the same time, and wherever the source lies.
func TestReproducible(t *testing.T) {
	folder := t.TempDir()
	large := writeMade(t, largeCaiman(140, 9000, 190, 170, 15), filepath.Join(folder, "made.hdf5"))
	for _, source := range []string{testFile("cnmf2p_full.hdf5"), testFile("cnmf3d.hdf5"), large} {
		for _, compression := range []string{"gzip", "none"} {
			var want []byte
			for jobs := range 9 {
				out := filepath.Join(folder, fmt.Sprintf("%d.nwb", jobs))
				converted(t, with(source, "-o", out, "--overwrite", "--reproducible", "--mask", "image",
					"--compression", compression, "--chunk-mb", "0.5", "--jobs", fmt.Sprint(jobs))...)
				got := content(t, out)
				if want == nil {
					want = got
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%s, %s: the file of %d jobs differs from that of none given", source, compression, jobs)
				}
			}
			copied := filepath.Join(t.TempDir(), filepath.Base(source))
			if err := os.WriteFile(copied, content(t, source), 0o644); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(folder, "copied.nwb")
			converted(t, with(copied, "-o", out, "--overwrite", "--reproducible", "--mask", "image",
				"--compression", compression, "--chunk-mb", "0.5")...)
			if !bytes.Equal(content(t, out), want) {
				t.Errorf("%s, %s: a copy of the source gives another file", source, compression)
			}
		}
	}
}
