package caiman_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/session"
)

// patch returns the path of a copy of a genuine file in which the elements of
// one dataset, from element first on, are replaced. CaImAn stores datasets
// whole and plain, so that their bytes stand in the file as they are read.
func patch(t *testing.T, name, dataset string, first int, elements any) string {
	t.Helper()
	path := extracttest.Genuine(t, name)
	file, err := h5.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := file.Dataset(dataset)
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Read(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(whole, v.Raw)
	if at < 0 {
		t.Fatalf("the bytes of %q are not in %q", dataset, name)
	}
	replaced, err := binary.Append(nil, binary.LittleEndian, elements)
	if err != nil {
		t.Fatal(err)
	}
	copy(whole[at+first*v.Type.Size:], replaced)
	out := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(out, whole, 0o644); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCaimanContradictions(t *testing.T) {
	const full = "cnmf2p_full.hdf5"
	for _, tt := range []struct {
		name, dataset string
		first         int
		elements      any
		inside        string // "" for no error
		says          string
	}{
		{"unchanged", "estimates/A/indptr", 0, []int32{0}, "", ""},
		{"first start", "estimates/A/indptr", 0, []int32{1}, "estimates/A/indptr", "begins with 1"},
		{"falling starts", "estimates/A/indptr", 2, []int32{0}, "estimates/A/indptr", "falls from"},
		{"last start", "estimates/A/indptr", 18, []int32{math.MaxInt32}, "estimates/A/indptr", "ends with 2147483647"},
		{"pixel below the field", "estimates/A/indices", 700, []int32{-1}, "estimates/A/indices", "holds -1"},
		{"pixel beyond the field", "estimates/A/indices", 0, []int32{4800}, "estimates/A/indices", "holds 4800 in column 0, outside the 4800 pixels"},
		{"fewer columns", "estimates/A/shape", 1, []int64{17}, "estimates/A/indptr", "has 19 values, not the 18"},
		{"more columns", "estimates/A/shape", 1, []int64{1 << 40}, "estimates/A/shape", "more than any recording"},
		{"other rows", "estimates/A/shape", 0, []int64{4799}, "dims", "[60 80]"},
		{"endless rows", "estimates/A/shape", 0, []int64{1 << 50}, "estimates/A/shape", "more than any recording"},
		{"rows below zero", "estimates/A/shape", 0, []int64{-4800}, "estimates/A/shape", "not rows and columns"},
		{"dims disagree", "dims", 0, []int64{80, 60}, "dims", "[80 60]"},
		{"dims of zero", "dims", 0, []int64{0, 80}, "dims", "not the size of a field"},
		{"dims overflow", "dims", 0, []int64{math.MaxInt64, 2}, "dims", "not the size of a field"},
		{"accepted twice and rejected", "estimates/idx_components_bad", 0, []int64{0}, "estimates/idx_components_bad", `which "estimates/idx_components" holds too`},
		{"accepted beyond the ROIs", "estimates/idx_components", 3, []int64{18}, "estimates/idx_components", "holds 18, but the ROIs are 0 to 17"},
		{"rejected below zero", "estimates/idx_components_bad", 0, []int64{-1}, "estimates/idx_components_bad", "holds -1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			extracttest.CheckIDs(t)
			err := extracttest.OpenAndRead(patch(t, full, tt.dataset, tt.first, tt.elements))
			if tt.inside == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var content *session.ContentError
			if !errors.As(err, &content) || !strings.HasSuffix(content.Inside, tt.inside) || !strings.Contains(content.Problem, tt.says) {
				t.Errorf("error %v, want one on %q that says %q", err, tt.inside, tt.says)
			}
		})
	}
}

// Dims that disagree are named both, whichever of them is wrong.
func TestCaimanDimsNameBoth(t *testing.T) {
	err := extracttest.OpenAndRead(patch(t, "cnmf2p_full.hdf5", "dims", 1, []int64{90}))
	names := 0
	for _, path := range []string{`"dims"`, `"params/data/dims"`, `"estimates/dims"`} {
		if err != nil && strings.Contains(err.Error(), path) {
			names++
		}
	}
	if names != 2 {
		t.Errorf("error %v names %d places, want 2", err, names)
	}
}

func TestCaimanFrameRates(t *testing.T) {
	for _, tt := range []struct {
		rate   float64
		want   float64
		remark string
	}{
		{12.5, 12.5, ""},
		{30, 30, "which is also what CaImAn assumes"},
		{0, 0, "no frame rate"},
		{-20, 0, "no frame rate"},
		{math.NaN(), 0, "no frame rate"},
		{math.Inf(1), 0, "no frame rate"},
	} {
		s := extracttest.MustOpen(t, patch(t, "cnmf2p_single.hdf5", "params/data/fr", 0, []float64{tt.rate}))
		if s.Timing.Rate != tt.want || len(s.Hints) > 0 != (tt.want > 0) {
			t.Errorf("rate %v: timing %v, hints %v", tt.rate, s.Timing, s.Hints)
		}
		told := slices.ContainsFunc(s.Remarks, func(r string) bool { return tt.remark != "" && strings.Contains(r, tt.remark) })
		if told != (tt.remark != "") {
			t.Errorf("rate %v: remarks %q, want one with %q", tt.rate, s.Remarks, tt.remark)
		}
	}
}

// A file cut off anywhere ends in an error, and in nothing worse.
func TestCaimanCutOff(t *testing.T) {
	extracttest.CheckIDs(t)
	whole, err := os.ReadFile(extracttest.Genuine(t, "cnmf2p_single.hdf5"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cut.hdf5")
	for n := 0; n < len(whole); n += 1 + len(whole)/37 {
		if err := os.WriteFile(path, whole[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		var format *session.FormatError
		if err := extracttest.OpenAndRead(path); !errors.As(err, &format) {
			t.Errorf("%d of %d bytes: error %v, want a FormatError", n, len(whole), err)
		}
	}
}
