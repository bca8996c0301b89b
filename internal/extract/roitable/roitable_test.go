package roitable_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/roitable"
	"roi2nwb/internal/session"
)

// segmentation has three ROIs, and a column.
func segmentation() *session.Segmentation {
	return &session.Segmentation{Result: session.Result{
		IDs: []string{"3", "7", "12"}, Columns: []session.Column{{Name: "snr", Source: "estimates/SNR_comp", Floats: []float64{1, 2, 3}}},
	}}
}

// added is what comes of a table.
func added(t *testing.T, text string) ([]session.Column, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cells.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	seg := segmentation()
	err := roitable.Add(seg, path)
	if err != nil && len(seg.Columns) != 1 {
		t.Errorf("a table that is refused left %d columns", len(seg.Columns))
	}
	return seg.Columns[1:], err
}

// Values are in the order of the ROIs, and of the narrowest type that fits.
func TestAdd(t *testing.T) {
	got, err := added(t, "\ufeffid,layer,depth,drug,cell type,plate,big,none,gone\r\n"+
		"#,,\"depth, in um\",,,,,,\r\n"+
		"12,4,1.5,TRUE,\"a \"\"b\"\"\",007,9007199254740993,,\r\n"+
		"3,2,,false,PV,010,1,,nan\r\n"+
		"7,-1,-inf,true,,011,,,3\r\n")
	if err != nil {
		t.Fatal(err)
	}
	about := func(name string) string { return `Column "` + name + `" of a table of the ROIs` }
	want := []session.Column{
		{Name: "layer", Ints: []int64{2, -1, 4}, Description: about("layer")},
		{Name: "depth", Floats: []float64{math.NaN(), math.Inf(-1), 1.5}, DType: chunkio.Float64, Description: "depth, in um"},
		{Name: "drug", Bools: []bool{false, true, true}, Description: about("drug")},
		{Name: "cell type", Texts: []string{"PV", "", `a "b"`}, Description: about("cell type")},
		{Name: "plate", Texts: []string{"010", "011", "007"}, Description: about("plate")},
		{Name: "big", Texts: []string{"1", "", "9007199254740993"}, Description: about("big")},
		{Name: "none", Texts: []string{"", "", ""}, Description: about("none")},
		{Name: "gone", Floats: []float64{math.NaN(), 3, math.NaN()}, DType: chunkio.Float64, Description: about("gone")},
	}
	for i := range want {
		want[i].Source = "cells.csv"
	}
	if d := cmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Tabs and semicolons part cells as well.
func TestAddSeparators(t *testing.T) {
	for _, text := range []string{"id\ta,b\n3\t1\n7\t2\n12\t3\n", "id;a,b\n3;1\n7;2\n12;3\n"} {
		if strings.Contains(text, ";") {
			text = strings.ReplaceAll(text, "a,b", "ab")
		}
		got, err := added(t, text)
		if err != nil || len(got) != 1 || !slices.Equal(got[0].Ints, []int64{1, 2, 3}) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// What does not fit the source is refused, with the line and the ids.
func TestAddRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "is empty",
		"id\n3\n7\n12\n":                       "line 1: has no column but that of the ids",
		"id,a\n3,1\n7,2\n12,3\n4,1\n\"x\",2\n": `line 5: the source has no ROIs "4", "x"`,
		"id,a\n3,1\n12,2\n":                    `has no line for ROI "7"`,
		"id,a\n3,1\n":                          `has no line for ROIs "7", "12"`,
		"id,a\n3,1\n7,2\n12,3\n7,4\n":          `line 5: ROI "7" stands on line 3 already`,
		"id,a\n3,1\n7\n12,3\n":                 "line 3: has more or fewer cells",
		"id,a\n3,1\"2\n7,2\n12,3\n":            "line 2: has a quote",
		"id,snr\n3,1\n7,2\n12,3\n":             `line 1: the name of column 2, "snr", is taken: it is that of "estimates/SNR_comp"`,
		"id,a,a\n3,1,1\n7,2,2\n12,3,3\n":       `the name of column 3, "a", is taken`,
		"id,image_mask\n3,1\n7,2\n12,3\n":      "one that each NWB file can have",
		"id,a/b\n3,1\n7,2\n12,3\n":             "a slash",
		"id,\n3,1\n7,2\n12,3\n":                "the name of column 2 is empty",
		"id,a\n3,\xff\n7,2\n12,3\n":            "is no UTF-8 text",
	} {
		_, err := added(t, text)
		var wrong *roitable.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) || wrong.Cure == "" {
			t.Errorf("%q: error %v, not %q", text, err, want)
		}
	}
}

// ROIs of one name cannot be told apart.
func TestAddToNamesTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cells.csv")
	if err := os.WriteFile(path, []byte("id,a\nx,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := roitable.Add(&session.Segmentation{Result: session.Result{IDs: []string{"x", "x"}, Named: true}}, path)
	if err == nil || !strings.Contains(err.Error(), `two are named "x"`) {
		t.Errorf("error %v", err)
	}
}
