package main

import (
	"path/filepath"
	"testing"

	"roi2nwb/internal/readertest"
)

// Over a network a file opens with few requests, whatever is in it, and one ROI
// takes few more: what is read upon opening lies together at the front. There
// are small files and large ones, long sessions, and many ROIs.
func TestReadersOverNetwork(t *testing.T) {
	b := &askedTogether{folder: t.TempDir()}
	for _, name := range []string{"cnmf2p_full.hdf5", "cnmf3d.hdf5"} {
		b.add(t, "small", readertest.File{Source: testFile(name), Mask: "image", Metadata: true})
		b.add(t, "both", readertest.File{Source: testFile(name), Mask: "both", Metadata: true})
	}
	long := writeMade(t, largeCaiman(20, 50_000, 60, 50, 9), filepath.Join(b.folder, "long.hdf5"))
	many := writeMade(t, largeCaiman(3000, 100, 190, 170, 5), filepath.Join(b.folder, "many.hdf5"))
	for _, mask := range []string{"image", "both"} {
		b.add(t, mask, readertest.File{Source: long, Mask: mask, Metadata: true})
		b.add(t, mask, readertest.File{Source: many, Mask: mask, Metadata: true})
	}
	t.Log(readertest.Run(t, "remote.py", b.files))
}
