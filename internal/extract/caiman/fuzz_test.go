package caiman_test

import (
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/internal/sampletest"

	"roi2nwb/internal/chunkio/h5/damagetest"
	"roi2nwb/internal/extract/extracttest"
)

// TestReadOnRequest is the process of FuzzPatches' Reader.
func TestReadOnRequest(*testing.T) { damagetest.Serve(extracttest.Outcome) }

// FuzzCaiman reads genuine files with a few bytes replaced. The input is the
// number of the file, and patches as damagetest codes them.
func FuzzCaiman(f *testing.F) {
	names, err := filepath.Glob(filepath.Join(sampletest.Own(f, "caiman"), "*.hdf5"))
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	var whole [][]byte
	for i, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		whole = append(whole, data)
		f.Add(byte(i), []byte{})
		for j, at := range damagetest.Places(data) {
			if j%97 == 0 {
				f.Add(byte(i), damagetest.Encode(damagetest.Patch{At: at + 8, With: []byte{0xff, 0, 0, 1}}))
			}
		}
	}
	path := filepath.Join(f.TempDir(), "fuzzed.hdf5")
	extracttest.FuzzPatches(f, path, func(file byte) []byte { return whole[int(file)%len(whole)] })
}
