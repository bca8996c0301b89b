package h5

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/sampletest"
)

// description is what a dataset says of itself, and its elements where they are few.
type description struct {
	Type       Type
	DType      chunkio.DType
	Shape, Max []int
	Stored     int64
	Attributes int
	Value      Value
	Err        string
}

func describeDataset(t *testing.T, d *Dataset) description {
	t.Helper()
	attrs, err := d.Attrs()
	if err != nil {
		t.Errorf("attributes of %q: %v", d.Path(), err)
	}
	v, err := d.Read(64 << 10)
	said := description{
		Type: d.Type(), DType: d.DType(), Shape: d.Shape(), Max: d.MaxShape(), Stored: d.stored, Attributes: len(attrs), Value: v,
	}
	if err != nil {
		said.Err = err.Error()
	}
	return said
}

// What is told of a dataset without libhdf5 is what libhdf5 tells, and so is
// what is read.
func TestPiecesAsLibhdf5(t *testing.T) {
	for _, name := range append(sampletest.Glob(t, "caiman/*.hdf5"), sample) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			own := openFile(t, name)
			theirs, err := Open(name)
			must(t, err)
			t.Cleanup(func() { must(t, theirs.Close()) })
			theirs.limits.noPieces = true
			if pieces := comparePieces(t, own, theirs, "/"); pieces < 10 {
				t.Errorf("%d datasets were described without libhdf5, want 10 or more", pieces)
			}
		})
	}
}

// comparePieces compares all datasets below a group, and returns how many were
// described without libhdf5.
func comparePieces(t *testing.T, own, theirs *File, group string) (pieces int) {
	t.Helper()
	entries, err := own.List(group)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		path := join(group, e.Name)
		switch e.Kind {
		case Group:
			pieces += comparePieces(t, own, theirs, path)
		case DatasetKind:
			a, err := own.Dataset(path)
			b, theirErr := theirs.Dataset(path)
			if err != nil || theirErr != nil {
				if err == nil || theirErr == nil || err.Error() != theirErr.Error() {
					t.Errorf("%q: %v, and by libhdf5 %v", path, err, theirErr)
				}
				continue
			}
			if a.id == 0 {
				pieces++
			}
			if b.id == 0 {
				t.Errorf("%q is not open in libhdf5", path)
			}
			if diff := cmp.Diff(describeDataset(t, b), describeDataset(t, a), cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%q (-libhdf5 +own):\n%s", path, diff)
			}
			must(t, a.Close(), b.Close())
		}
	}
	return pieces
}

// A dataset that libhdf5 has not opened is closed like any other.
func TestClosedPiece(t *testing.T) {
	f := openFile(t, sample)
	d := openDataset(t, f, "texts/fixed")
	if d.id != 0 {
		t.Fatal("it was opened in libhdf5")
	}
	must(t, d.Close())
	if _, err := d.Attrs(); err == nil {
		t.Error("attributes were read of a closed dataset")
	}
}
