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
	many := writeMade(t, largeCaiman(70, 5000, 190, 170, 15), filepath.Join(folder, "many_chunks.hdf5"))
	for _, tt := range []struct {
		source string
		flags  []string
		jobs   []int
	}{
		{many, []string{"--chunk-mb", "0.25", "--mask", "both"}, []int{1, 2, 3, 4, 5, 6, 7, 8}},
		{many, []string{"--chunk-mb", "0.25", "--compression", "zstd"}, []int{1, 5}},
		{many, []string{"--chunk-mb", "0.25", "--compression", "none"}, []int{1, 5}},
		{testFile("cnmf2p_full.hdf5"), nil, []int{1, 4}},
		{testFile("cnmf3d.hdf5"), []string{"--mask", "both"}, []int{1, 4}},
	} {
		t.Run(fmt.Sprint(filepath.Base(tt.source), tt.flags), func(t *testing.T) {
			convert := func(source string, flags ...string) []byte {
				out := filepath.Join(folder, "out.nwb")
				flags = append(append(flags, tt.flags...), source, "-o", out, "--overwrite", "--reproducible")
				converted(t, with(flags...)...)
				return content(t, out)
			}
			want := convert(tt.source)
			for _, jobs := range tt.jobs {
				if !bytes.Equal(convert(tt.source, "--jobs", fmt.Sprint(jobs)), want) {
					t.Errorf("the file of %d jobs differs from that of as many as there are CPUs", jobs)
				}
			}
			elsewhere := filepath.Join(t.TempDir(), filepath.Base(tt.source))
			if err := os.WriteFile(elsewhere, content(t, tt.source), 0o644); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(convert(elsewhere), want) {
				t.Error("a copy of the source gives another file")
			}
		})
	}
}
