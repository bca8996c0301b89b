package extracttest

import (
	"errors"
	"os"
	"strconv"
	"testing"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/chunkio/h5/damagetest"
)

// Outcome reads all of a source.
func Outcome(path string) damagetest.Outcome {
	var crash *h5.CrashError
	switch err := ReadEverything(path); {
	case errors.As(err, &crash):
		return damagetest.Crashed
	case err != nil:
		return damagetest.Refused
	default:
		return damagetest.Read
	}
}

// FuzzPatches reads a genuine file, by its number, with the patches of a fuzz
// input: in another process, and here where that did no harm.
func FuzzPatches(f *testing.F, path string, genuine func(file byte) []byte) {
	reader := damagetest.NewReader(f, "TestReadOnRequest")
	f.Fuzz(func(t *testing.T, file byte, patches []byte) {
		data := genuine(file)
		data = damagetest.Apply(data, damagetest.Decode(patches, len(data)))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := reader.ReadHereToo(path, Outcome); err != nil {
			t.Fatal(err)
		}
	})
}

// PatchTrials is how many damaged files are read; PATCH_TRIALS sets another
// number.
func PatchTrials(short int) int {
	if n, err := strconv.Atoi(os.Getenv("PATCH_TRIALS")); err == nil {
		return n
	}
	return short
}
