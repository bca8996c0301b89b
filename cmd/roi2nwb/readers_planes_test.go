package main

import (
	"path/filepath"
	"testing"

	"roi2nwb/internal/readertest"
)

// Two planes of CaImAn and one of Minian are in one file, which is beyond
// reproach, and in which each plane holds the numbers of its own source.
func TestReadersAgreeOnPlanes(t *testing.T) {
	folder := t.TempDir()
	sources := []readertest.File{
		{Source: testFile("cnmf2p_full.hdf5"), Plane: "Upper"},
		{Source: testFile("old_1.8.5_full.hdf5"), Plane: "Deep"},
		{Source: minianSources(t)[0].convert, Plane: "Pl-2"},
	}
	var flags []string
	for i := range sources {
		path, err := filepath.Abs(sources[i].Source)
		if err != nil {
			t.Fatal(err)
		}
		sources[i].Source = path
		flags = append(flags, "--plane", sources[i].Plane+"="+path)
	}
	flags = append(flags, "--plane-rate", "Pl-2=20", "--quiet")
	var judged, whole []readertest.File
	for _, mask := range []string{"image", "pixel"} {
		out := filepath.Join(folder, mask+".nwb")
		converted(t, append(append([]string{"-o", out, "--mask", mask}, flags...), example[:]...)...)
		whole = append(whole, readertest.File{Source: sources[0].Source, NWB: out, Mask: mask, Metadata: true})
		for _, s := range sources {
			s.NWB, s.Mask, s.Metadata = out, mask, true
			judged = append(judged, s)
		}
	}
	for script, files := range map[string][]readertest.File{"verify_many": judged, "agree_many": judged[:2], "validate_many": whole, "hold": whole} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			readertest.Run(t, script+".py", files)
		})
	}
}
