package minian_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"
	"roi2nwb/internal/session"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/minian"
)

func isEmpty(err error) bool {
	var empty *session.EmptyError
	return errors.As(err, &empty)
}

// A result that contradicts itself is refused with the names of what does.
func TestMinianContradictions(t *testing.T) {
	frames := span(0, 4, 1)
	for _, tt := range []struct {
		name   string
		change func(madeSession)
		want   string
	}{
		{"units twice", func(s madeSession) { s["A"] = stack("unit_id", []int64{4, 4}) }, `"A.zarr/unit_id" holds 4 twice`},
		{"units that are no whole numbers", func(s madeSession) { s["A"] = s["A"].with("unit_id", []float64{4, 9.5}) }, `"A.zarr/unit_id" holds 9.5 at position 1, expected a whole number`},
		{"too few ids", func(s madeSession) { s["A"] = s["A"].with("unit_id", []int64{4}) }, `"A.zarr/unit_id" has 1 values, but "A.zarr/A" has 2 along "unit_id"`},
		{"no common unit", func(s madeSession) { s["S"] = trace([]int64{1, 2}, frames) }, `no ROIs in "A.zarr/A"`},
		{"fewer frames", func(s madeSession) { s["S"] = trace([]int64{4, 9}, span(0, 3, 1)) }, `"S.zarr/S" has no frame 3, which "C.zarr/C" has (3 frames and 4)`},
		{"other frames", func(s madeSession) { s["YrA"] = trace([]int64{4, 9}, span(1, 5, 1)) }, `"YrA.zarr/YrA" has no frame 0, which "C.zarr/C" has`},
		{"another field", func(s madeSession) {
			s["max_proj"] = made{dims: []string{"height", "width"}, shape: []int{2, 2}, values: make([]float64, 4)}
		},
			`"max_proj.zarr/max_proj" has 2 rows and 2 columns, but "A.zarr/A" has 3 and 4`},
		{"packed", func(s madeSession) { s["C"] = s["C"].withAttr("scale_factor", 0.1) }, `"C.zarr/C" is packed into integers by "scale_factor"`},
		{"footprints without height", func(s madeSession) {
			s["A"] = made{dims: []string{"unit_id", "y", "x"}, shape: []int{0, 3, 4}, coords: map[string]any{"unit_id": []int64{}}}
		},
			`"A.zarr/A" has the dimensions ["unit_id" "y" "x"], expected ["unit_id" "height" "width"]`},
		{"label that is none", func(s madeSession) { s["A"] = s["A"].with("unit_labels", []float64{1, math.NaN()}) }, `"A.zarr/unit_labels" is NaN for unit 9`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := h5.OpenIDs()
			s := plain([]int64{4, 9}, frames)
			tt.change(s)
			_, err := extract.Open(context.Background(), s.write(t), "")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %s", err, tt.want)
			}
			if n := h5.OpenIDs(); n != before {
				t.Errorf("OpenIDs() = %d, want %d", n, before)
			}
		})
	}
}

// What is nearly a result is refused with what it is and what to give instead.
func TestMinianNearMisses(t *testing.T) {
	root := t.TempDir()
	frames := span(0, 3, 1)
	write := func(dir string, s madeSession) string {
		for name, m := range s {
			m.write(t, filepath.Join(root, dir, name+".zarr"), name)
		}
		return filepath.Join(root, dir)
	}
	movie := made{dims: []string{"frame", "height", "width"}, shape: []int{0, 3, 4}}
	good := plain([]int64{1, 2}, frames)
	write("m1/s1/minian", good)
	write("m1/s2/minian", good)
	write("m2/s1/minian", good)
	write("both/a", good)
	write("both/b", good)
	write("work/inside", madeSession{"A_init": stack("unit_id", []int64{1}), "C_chk": trace([]int64{1}, frames), "Y_fm_chk": movie})
	// At the end of a run all names are there, but not what only results have.
	full := plain([]int64{1, 2}, frames)
	delete(full, "motion")
	delete(full, "max_proj")
	full["C_chk"], full["A_init"], full["sn_spatial"] = full["C"], full["A"], full["b"]
	write("full", full)
	write("movies", madeSession{"Y_fm_chk": movie, "Y_hw_chk": movie})
	write("part", madeSession{"C": good["C"], "S": good["S"]})
	write("copies/C_11_21_06_07_50", madeSession{"C": good["C"]})
	for _, name := range []string{"msCam1.avi", "timeStamps.csv", "metaData.json"} {
		writeText(t, filepath.Join(root, "raw", name), "")
	}
	writeText(t, filepath.Join(root, "lost", "config.ini"), "[Session_Info]\nmouseID = a\ndata_path = C:\\elsewhere\\minian\n")
	if err := os.Mkdir(filepath.Join(root, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ path, found, cure string }{
		{"m1", "a folder around 2 results", `m1/s1/minian", "`},
		{"m2", "a folder further up than a result", "m2/s1/minian"},
		{"both", `a folder of 2 Minian results, "a", "b"`, "both/a"},
		{"m2/s1/minian/C.zarr", `a single variable, "C"`, "m2/s1/minian"},
		{"m2/s1/minian/C.zarr/C", `one array of a Zarr group, "C"`, "m2/s1/minian"},
		{"work/inside", "Minian's intermediate folder (A_init, C_chk, Y_fm_chk)", "final A, C and S"},
		{"full", "Minian's intermediate folder (A, A_init, C, C_chk, S, YrA, b, f, 1 more)", "final A, C and S"},
		{"work", `a folder with Minian's intermediate folder "inside" and no result`, "final A, C and S"},
		{"movies", "a folder of movies that Minian saved (Y_fm_chk, Y_hw_chk)", "final A, C and S"},
		{"part", "a folder of variables without the footprints A and the traces C or S of a Minian result (C, S)", "final A, C and S"},
		{"copies", "copies that CalTrig put aside before it changed a result", root},
		{"raw", "a raw Miniscope session (metaData.json, msCam1.avi, timeStamps.csv)", "find the cells in it first"},
		{"lost/config.ini", `a CalTrig configuration whose data_path "C:\\elsewhere\\minian" leads to no Minian result`, "correct data_path"},
		{"empty", "an empty folder", ""},
	} {
		_, err := extract.Open(context.Background(), filepath.Join(root, tt.path), "")
		var format *session.FormatError
		if !errors.As(err, &format) || format.Found != tt.found || !strings.Contains(format.Cure, tt.cure) {
			t.Errorf("%s: error %v, want one that found %s with a cure that names %q", tt.path, err, tt.found, tt.cure)
		}
	}
}

// A file of a result that is damaged is named.
func TestMinianDamage(t *testing.T) {
	for _, tt := range []struct{ file, text, want string }{
		{"C.zarr/C/.zarray", "{", "C.zarr"},
		{"A.zarr/unit_id/0", "", "unit_id"},
		{"C.zarr/.zgroup", "[]", "C.zarr"},
	} {
		dir := plain([]int64{1, 2}, span(0, 3, 1)).write(t)
		writeText(t, filepath.Join(dir, tt.file), tt.text)
		_, err := minian.Open(context.Background(), dir)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that names %s", tt.file, err, tt.want)
		}
	}
}

// A netCDF file that was cut off does not open, and leaves nothing open.
func TestMinianTruncated(t *testing.T) {
	for _, name := range []string{"compressed4.nc", "classic3.nc"} {
		whole, err := os.ReadFile(sampletest.Own(t, "minian/netcdf/"+name))
		if err != nil {
			t.Fatal(err)
		}
		before := h5.OpenIDs()
		for cut := 1; cut < 8; cut++ {
			path := filepath.Join(t.TempDir(), name)
			writeText(t, path, string(whole[:len(whole)*cut/8]))
			s, err := extract.Open(context.Background(), path, "")
			if err == nil {
				_ = s.Close()
				t.Errorf("%s: %d of 8 parts were opened", name, cut)
			}
		}
		if n := h5.OpenIDs(); n != before {
			t.Errorf("%s: OpenIDs() = %d, want %d", name, n, before)
		}
	}
}
