package h5

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The dimensions of a netCDF-4 file are the scales of its datasets.
func TestScales(t *testing.T) {
	f := openFile(t, "../../../testdata/minian/netcdf/compressed4.nc")
	for path, want := range map[string][][]string{
		"A":       {{"/unit_id"}, {"/height"}, {"/width"}},
		"C":       {{"/unit_id"}, {"/frame"}},
		"motion":  {{"/frame"}, {"/shift_dim"}},
		"unit_id": nil, // a scale itself
		"animal":  nil, // a scalar
	} {
		got, err := f.Scales(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", path, diff)
		}
	}
	if _, err := f.Scales("nothing"); err == nil {
		t.Error("the scales of a dataset that is not there were read")
	}
}
