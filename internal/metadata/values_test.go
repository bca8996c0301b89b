package metadata

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/configs"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

func TestDocumentValues(t *testing.T) {
	d := layered(t, []Hint{{Path: "Ophys.ImagingPlane.imaging_rate", Value: 29.97, Origin: "params/data/fr"}}, nil, []string{`
extra: {b: [1, {x: .inf}], a: .nan, empty: {}, none: null}
Ophys:
  SegmentationImages: {Cells: {noise: {name: n}}}
  ImageSegmentation: {plane_segmentations: [{name: Cells, description: checked}]}
  ImagingPlane: {excitation_lambda: .NaN, grid_spacing: [1, 2e-6]}
Subject: {weight: 22 g, subject_id: 007}
NWBFile: {keywords: [7, b], lab: null}
`}, "Ophys.ImagingPlane[ImagingPlane].indicator=GCaMP6f")
	var got []Value
	for _, v := range d.Values() {
		if v.Origin != "default" {
			got = append(got, v)
		}
	}
	at := func(line, column int, path string, value any) Value {
		origin := tree.Position{Source: "a.yaml", Line: line, Column: column}.String()
		return Value{Path: path, Value: value, File: "a.yaml", Line: line, Column: column, Origin: origin}
	}
	want := []Value{
		at(8, 21, "NWBFile.keywords", []any{"7", "b"}),
		at(7, 37, "Subject.subject_id", "007"),
		at(7, 19, "Subject.weight", "22 g"),
		{Path: "Ophys.ImagingPlane[0].indicator", Value: "GCaMP6f", File: "--set", Origin: "--set"},
		{Path: "Ophys.ImagingPlane[0].imaging_rate", Value: 29.97, File: "source: params/data/fr", Origin: "source: params/data/fr"},
		at(6, 57, "Ophys.ImagingPlane[0].grid_spacing", []any{1.0, 2e-6}),
		at(5, 52, "Ophys.ImageSegmentation.plane_segmentations[0].name", "Cells"),
		at(5, 72, "Ophys.ImageSegmentation.plane_segmentations[0].description", "checked"),
		at(4, 46, "Ophys.SegmentationImages.Cells.noise_image.name", "n"),
		at(2, 12, "extra.b", []any{uint64(1), map[string]any{"x": "+.inf"}}),
		at(2, 31, "extra.a", ".nan"),
		at(2, 44, "extra.empty", map[string]any{}),
	}
	byPath := cmp.Transformer("sorted", func(list []Value) []Value {
		return slices.SortedFunc(slices.Values(list), func(a, b Value) int { return strings.Compare(a.Path, b.Path) })
	})
	if diff := cmp.Diff(want, got, byPath); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	for _, v := range d.Values() {
		if origin := d.Origin(v.Path); origin != v.Origin {
			t.Errorf("%s: Origin gives %q, Values gives %q", v.Path, origin, v.Origin)
		}
	}
	var sections []string
	for _, v := range d.Values() {
		section, _, _ := strings.Cut(v.Path, ".")
		sections = append(sections, section)
	}
	if got, want := slices.Compact(sections), schema.Known().Order; !cmp.Equal(got, want) {
		t.Errorf("got sections in the order %v, want that of the table, %v", got, want)
	}
	plain := d.Plain()
	if lab, there := plain["NWBFile"].(map[string]any)["lab"]; !there || lab != nil {
		t.Errorf("got lab %v, want nil for what is said not to be given", lab)
	}
}

// What Plain gives, written as JSON and read again, gives the same values.
func TestPlainRoundTrips(t *testing.T) {
	files := map[string]string{"nothing": "", "planes": twoPlanes, "tables": "Ophys: {ImageSegmentation: {plane_segmentations: [{name: My background}, {name: Neu.rons}]}, " +
		"Fluorescence: {Neu.rons: {raw: {name: F, unit: V}}, My background: {neuropil: {name: N}}}, SegmentationImages: {Neu.rons: {pnr: {name: p}}}}"}
	for _, name := range []string{"example.yaml", "example_1p.yaml"} {
		files[name] = string(must(configs.FS.ReadFile(name))(t))
	}
	for _, p := range published {
		if !strings.HasPrefix(p.want, "error") {
			files[p.name] = p.Text
		}
	}
	archives := must(filepath.Glob("testdata/problems/*.txtar"))(t)
	for _, path := range archives {
		for _, f := range archive(string(must(os.ReadFile(path))(t))) {
			if _, err := fromText(f.name, []byte(f.text)); err == nil && f.name != "want" && f.name != "sets" {
				files[path+f.name] = f.text
			}
		}
	}
	hints := must(FromHints("source", []Hint{{Path: "Ophys.ImagingPlane.imaging_rate", Value: 30.0}, {Path: "NWBFile.lab", Value: "hinted"},
		{Path: "Ophys.Device.name", Value: "Miniscope"}}))(t)
	for name, text := range files {
		below := []*Layer{must(Defaults())(t), hints}
		first := Merge(append(below, must(fromText("a.yaml", []byte(text)))(t))...)
		content := must(json.MarshalIndent(first.Plain(), "", " "))(t)
		again := Merge(append(below, must(fromText("b.json", content))(t))...)
		want, got := jsonOf(t, first), jsonOf(t, again)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-first +again):\n%s", name, diff)
		}
	}
}

// jsonOf returns the values of a document as JSON has them, by their paths.
func jsonOf(t *testing.T, d *Document) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, v := range d.Values() {
		out[v.Path] = string(must(json.Marshal(v.Value))(t))
	}
	return out
}
