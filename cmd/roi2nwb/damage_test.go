package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refused checks that a damaged source gives one error, and nothing else.
func refused(t *testing.T, what, source string) {
	t.Helper()
	folder := t.TempDir()
	o := convert(t, with(source, "-o", folder)...)
	if o.code != exitFailed || o.stdout != "" || strings.Count(o.stderr, "error: ") != 1 {
		t.Errorf("%s: exit status %d, %q, %q", what, o.code, o.stderr, o.stdout)
	}
	if left := names(t, folder); len(left) > 0 {
		t.Errorf("%s: %q is left", what, left)
	}
}

// A source that ends early, as copies do that were interrupted, is refused
// wherever it ends.
func TestTruncatedSource(t *testing.T) {
	whole := content(t, testFile("cnmf2p_single.hdf5"))
	source := filepath.Join(t.TempDir(), "source.hdf5")
	lengths := []int{0, 1, 8, 96, 512, len(whole) - 1}
	for i := range 24 {
		lengths = append(lengths, len(whole)*i/24+rand.IntN(len(whole)/24))
	}
	for _, n := range lengths {
		if err := os.WriteFile(source, whole[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		refused(t, "truncated", source)
	}
}

// Whatever is overwritten in a source, a conversion ends: with a file, or with
// one error.
func TestOverwrittenSource(t *testing.T) {
	whole := content(t, testFile("cnmf2p_single.hdf5"))
	source := filepath.Join(t.TempDir(), "source.hdf5")
	random := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		damaged := append([]byte(nil), whole...)
		at := random.IntN(len(damaged) - 64)
		for i := range damaged[at : at+8+random.IntN(56)] {
			damaged[at+i] = byte(random.Uint32())
		}
		if err := os.WriteFile(source, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		o := convert(t, with(source, "-o", folder)...)
		left := names(t, folder)
		if o.code == exitDone && len(left) == 1 && left[0] == "source.nwb" {
			continue
		}
		if o.code != exitFailed && o.code != exitUsage || len(left) > 0 {
			t.Errorf("damaged at %d: exit status %d, %q, left %q", at, o.code, o.stderr, left)
		}
	}
}
