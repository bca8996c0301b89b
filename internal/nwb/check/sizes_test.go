package check

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// narrow are sizes that no file of the tests keeps to, but nothing that is looked
// at is left out for them.
func narrow() sizes {
	s := usualSizes()
	s.block, s.wide, s.text = 24, 48, 1<<10
	return s
}

// How much is read at a time changes nothing that is found.
func TestNarrowBlocks(t *testing.T) {
	folder := t.TempDir()
	for _, path := range strings.Fields(string(python(t, "pynwb_samples.py", folder))) {
		for _, deep := range []bool{false, true} {
			want := fmt.Sprint(report(t, path, Options{Deep: deep}).Findings)
			if got := fmt.Sprint(report(t, path, Options{Deep: deep, sizes: narrow()}).Findings); got != want {
				t.Errorf("%s, deep %t: %s, want %s", filepath.Base(path), deep, got, want)
			}
		}
	}
}

// A check that leaves out data because they are many says so, and none does
// where they are not.
func TestPartlyChecked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.nwb")
	writeMany(t, path)
	told := func(o Options) (paths []string) {
		for _, f := range report(t, path, o).Findings {
			if f.Check == PartlyChecked {
				paths = append(paths, f.Path+": "+f.Message)
			}
		}
		return paths
	}
	if got := told(Options{}); len(got) > 0 {
		t.Errorf("remarks on a small file: %q", got)
	}
	for name, tt := range map[string]struct {
		lower func(*sizes)
		want  string
		deep  bool // whether Options.Deep looks at all of it
	}{
		"elements": {func(s *sizes) { s.unasked = 3 }, "/table/id: it is not looked at, or in part: it has 6 elements", true},
		"charged":  {func(s *sizes) { s.charged = 3 }, "the file has more than 3", true},
		"row":      {func(s *sizes) { s.numbers = 3 }, "its rows have 4 numbers each", false},
		"ids":      {func(s *sizes) { s.sorted = 3 }, "whether all of its 6 ids differ is not known: 3 are looked at", false},
		"marked":   {func(s *sizes) { s.marked = 3 }, "whether it names a ROI twice is not known", false},
		"verdicts": {func(s *sizes) { s.verdicts = 3 }, "its 6 verdicts are not held against", false},
		"empty":    {func(s *sizes) { s.empty, s.block = 8, 8 }, "whether all of its masks are zero is not known", true},
	} {
		sizes := usualSizes()
		tt.lower(&sizes)
		if got := strings.Join(told(Options{sizes: sizes}), "\n"); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q in it", name, got, tt.want)
		}
		if got := strings.Join(told(Options{sizes: sizes, Deep: true}), "\n"); strings.Contains(got, tt.want) == tt.deep {
			t.Errorf("%s, deep: %q, want %q in it: %t", name, got, tt.want, !tt.deep)
		}
	}
}

// writeMany writes a file in which each size has something that is beyond it.
func writeMany(t *testing.T, path string) {
	t.Helper()
	const rows = 6
	f, err := h5.Create(path)
	must := func(errs ...error) {
		t.Helper()
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	must(err)
	must(f.SetAttr("/", "nwb_version", "2.7.0"), f.SetAttr("/", "neurodata_type", "NWBFile"), f.SetAttr("/", "namespace", "core"))
	typed := func(path, kind, namespace string) {
		must(f.SetAttr(path, "neurodata_type", kind), f.SetAttr(path, "namespace", namespace))
	}
	must(f.CreateGroup("/table"))
	typed("/table", "PlaneSegmentation", "core")
	must(f.SetAttr("/table", "colnames", []string{"image_mask", "accepted", "rejected", "wide"}))
	column := func(path, kind, namespace string, shape []int, values ...float64) {
		d, err := f.CreateDataset(path, h5.Spec{Type: h5.NumberType(chunkio.Float64), Shape: shape})
		must(err)
		n, err := chunkio.Count(shape, 8)
		must(err)
		raw, err := binary.Append(nil, binary.LittleEndian, append(values, make([]float64, n-len(values))...))
		must(err, d.WriteAll(raw), d.Close())
		typed(path, kind, namespace)
	}
	column("/table/id", "ElementIdentifiers", "hdmf-common", []int{rows}, 5, 4, 3, 2, 1, 0)
	column("/table/accepted", "VectorData", "hdmf-common", []int{rows}, 1, 1, 1, 0, 0, 0)
	column("/table/rejected", "VectorData", "hdmf-common", []int{rows}, 0, 0, 0, 1, 1, 1)
	column("/table/image_mask", "VectorData", "hdmf-common", []int{rows, 2, 2}, 0, 0, 0, 0, 0, 0, 0, 0, 1)
	column("/table/wide", "VectorData", "hdmf-common", []int{rows, 4}, 3)
	must(f.CreateGroup("/traces"))
	typed("/traces", "RoiResponseSeries", "core")
	column("/traces/rois", "DynamicTableRegion", "hdmf-common", []int{rows}, 0, 1, 2, 3, 4, 5)
	must(f.SetAttr("/traces/rois", "table", h5.Reference("/table")))
	must(f.Close())
}
