package extract

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/chunkio/h5/damagetest"
)

// outcome reads all of a source.
func outcome(path string) damagetest.Outcome {
	var crash *h5.CrashError
	switch err := readEverything(path); {
	case errors.As(err, &crash):
		return damagetest.Crashed
	case err != nil:
		return damagetest.Refused
	default:
		return damagetest.Read
	}
}

// TestReadOnRequest is the process of fuzzPatches' Reader.
func TestReadOnRequest(*testing.T) { damagetest.Serve(outcome) }

// FuzzCaiman reads genuine files with a few bytes replaced. The input is the
// number of the file, and patches as damagetest codes them.
func FuzzCaiman(f *testing.F) {
	names, err := filepath.Glob("../../testdata/caiman/*.hdf5")
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
	fuzzPatches(f, path, func(file byte) []byte { return whole[int(file)%len(whole)] })
}

// fuzzPatches reads a genuine file, by its number, with the patches of a fuzz
// input: in another process, and here where that did no harm.
func fuzzPatches(f *testing.F, path string, genuine func(file byte) []byte) {
	reader := damagetest.NewReader(f, "TestReadOnRequest")
	f.Fuzz(func(t *testing.T, file byte, patches []byte) {
		data := genuine(file)
		data = damagetest.Apply(data, damagetest.Decode(patches, len(data)))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := reader.ReadHereToo(path, outcome); err != nil {
			t.Fatal(err)
		}
	})
}
