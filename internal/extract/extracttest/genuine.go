// Package extracttest opens, reads and summarises sources for the tests of formats.
package extracttest

import (
	"context"
	"testing"

	"roi2nwb/internal/sampletest"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/session"
)

// Genuine returns the path of a file that CaImAn wrote; larger ones than the
// project keeps are looked for beside it.
func Genuine(t *testing.T, name string) string {
	t.Helper()
	return sampletest.Any(t, "caiman/"+name)
}

// CheckIDs fails the test where handles of libhdf5 are left at its end.
func CheckIDs(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if n := h5.OpenIDs(); n != 0 {
			t.Errorf("%d handles are left open", n)
		}
	})
}

// MustOpen opens a source until the end of the test.
func MustOpen(t *testing.T, path string) *session.Segmentation {
	t.Helper()
	s, err := extract.Open(context.Background(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
