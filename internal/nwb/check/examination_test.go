package check

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
	"roi2nwb/internal/nwb/spec"
)

// tableFile writes a file with one table, of which the rules read values.
func tableFile(t *testing.T) *examination {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.nwb")
	f, err := h5.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.CreateGroup("/table"))
	must(f.SetAttr("/table", "neurodata_type", "PlaneSegmentation"))
	must(f.SetAttr("/table", "namespace", "core"))
	must(f.SetAttr("/table", "colnames", []string{"name", "other"}))
	must(f.SetAttr("/table", "rate", 7.5))
	must(f.CreateGroup("/table/sub"))
	names, err := f.CreateDataset("/table/name", h5.Spec{Type: h5.TextType(), Shape: []int{3}})
	must(err)
	must(names.WriteTexts([]string{"a", "", "ü"}))
	refs, err := f.CreateDataset("/table/other", h5.Spec{Type: h5.Type{Class: h5.ClassReference, Size: 8}, Shape: []int{2, 2}})
	must(err)
	must(refs.WriteReferences([]string{"/table/name", "", "/table", "/table/name"}))
	large, err := f.CreateDataset("/table/large", h5.Spec{Type: h5.NumberType(chunkio.Float64), Shape: []int{3, 100_000}})
	must(err)
	must(large.WriteAll(make([]byte, 8*300_000)))
	must(f.Close())

	r, err := h5.Open(path)
	must(err)
	t.Cleanup(func() { r.Close() })
	e := &examination{file: r, found: newFindings(rules()), sizes: usualSizes()}
	e.tree, err = survey(t.Context(), r, usualLimits(), e.found.add)
	must(err)
	all, err := spec.Namespaces()
	must(err)
	e.schema, _, err = schema.Load(all, nil)
	must(err)
	e.setTypes()
	return e
}

func TestNodeValues(t *testing.T) {
	s := tableFile(t)
	var tables []string
	for n := range s.typed("DynamicTable") {
		tables = append(tables, n.path)
	}
	if d := cmp.Diff([]string{"/table"}, tables); d != "" {
		t.Errorf("tables (-want +got):\n%s", d)
	}
	n := s.tree.root.child("table")
	if !n.is("PlaneSegmentation") || n.is("Device") || n.child("sub").is("DynamicTable") {
		t.Error("types are not told")
	}
	if names, ok := n.texts("colnames"); !ok || len(names) != 2 {
		t.Errorf("colnames %q, %t", names, ok)
	}
	if rate, ok := n.number("rate"); !ok || rate != 7.5 {
		t.Errorf("rate %g, %t", rate, ok)
	}
	for _, name := range []string{"rate", "none"} {
		if _, ok := n.texts(name); ok {
			t.Errorf("%q is no text", name)
		}
	}
	if _, ok := n.number("colnames"); ok {
		t.Error("colnames are no number")
	}
}

func TestReadingInBlocks(t *testing.T) {
	s := tableFile(t)
	n := s.tree.root.child("table")
	var texts []string
	if err := s.eachText(t.Context(), n.child("name"), func(i int64, text string) {
		if int(i) != len(texts) {
			t.Errorf("text %d comes as number %d", len(texts), i)
		}
		texts = append(texts, text)
	}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a", "", "ü"}, texts); d != "" {
		t.Errorf("texts (-want +got):\n%s", d)
	}
	var leads []string
	if err := s.eachReference(t.Context(), n.child("other"), "", func(_ int64, address uint64) {
		path := ""
		if to := s.tree.byAddress[address]; to != nil {
			path = to.path
		}
		leads = append(leads, path)
	}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"/table/name", "", "/table", "/table/name"}, leads); d != "" {
		t.Errorf("references (-want +got):\n%s", d)
	}
	var boxes [][]int
	if err := s.eachBlock(t.Context(), n.child("large"), func(_ *h5.Dataset, start, count []int) error {
		boxes = append(boxes, []int{start[0], count[0], count[1]})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]int{{0, 1, 100_000}, {1, 1, 100_000}, {2, 1, 100_000}}, boxes); d != "" {
		t.Errorf("blocks (-want +got):\n%s", d)
	}
	if err := s.eachText(t.Context(), n.child("large"), func(int64, string) {}); err == nil {
		t.Error("numbers are read as texts")
	}
	if err := s.eachReference(t.Context(), n.child("name"), "x", func(int64, uint64) {}); err == nil {
		t.Error("texts are read as references")
	}
}
