package metadata

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/configs"
	"roi2nwb/internal/metadata/tree"
)

// seeds are metadata files of all kinds: our own, published ones, and those of
// the tests of problems.
func seeds(f *testing.F) [][]byte {
	f.Helper()
	var all [][]byte
	for _, name := range []string{"defaults.yaml", "example.yaml", "settings.yaml"} {
		content, err := configs.FS.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, content)
	}
	archives, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range archives {
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive(string(content)) {
			all = append(all, []byte(file.text))
		}
	}
	for _, p := range published {
		all = append(all, []byte(p.Text))
	}
	return append(all, []byte(twoPlanes), []byte(`{"NWBFile": {"lab": "L", "keywords": ["a"]}, "Ophys": {"Device": [{"name": "D"}]}}`))
}

// lowest are the layers below a user's.
func lowest(f *testing.F) []*Layer {
	f.Helper()
	defaults, err := Defaults()
	if err != nil {
		f.Fatal(err)
	}
	hints, err := FromHints("source", []Hint{{Path: "Ophys.ImagingPlane.imaging_rate", Value: 30.0, Origin: "fr"},
		{Path: "Ophys.Device[Microscope].name", Value: "Miniscope"}, {Path: "NWBFile.lab", Value: "L"}})
	if err != nil {
		f.Fatal(err)
	}
	return []*Layer{defaults, hints}
}

// use does with a document all that can be done, and checks what must hold of
// any: that its problems can be shown, that its values are JSON and have
// origins, and that they are there again where what Plain gives is read as a
// file over the same layers.
func use(t *testing.T, below []*Layer, d *Document) {
	t.Helper()
	m, err := d.Resolve(testOptions())
	if m == nil {
		t.Fatalf("no metadata beside error %v", err)
	}
	m.Missing()
	for _, p := range d.Report(Options{DANDI: true, Timezone: "Europe/Paris", Now: testOptions().Now}) {
		if p.Rule == "" || p.Message == "" || p.Text != "" && p.Width < 1 {
			t.Fatalf("problem %+v lacks a rule, words or a width", p)
		}
		if excerpt := p.Excerpt(); (excerpt == "") != (p.Text == "") || strings.Count(excerpt, "\n") > 1 {
			t.Fatalf("problem %v has the excerpt %q", p, excerpt)
		}
	}
	for _, v := range d.Values() {
		if v.Origin == "" || v.Path == "" {
			t.Fatalf("%+v has no origin", v)
		}
		if _, err := tree.ParsePath(v.Path); err != nil {
			t.Fatal(err)
		}
	}
	content, err := json.Marshal(d.Plain())
	if err != nil {
		t.Fatalf("plain: %v", err)
	}
	if len(content) > tree.MaxBytes/4 || len(d.problems) > 0 {
		return
	}
	again, err := fromText("plain.json", content)
	if err != nil {
		t.Fatalf("read what Plain gives: %v\n%s", err, content)
	}
	if first, second := jsonOf(t, d), jsonOf(t, Merge(append(below[:len(below):len(below)], again)...)); !cmp.Equal(first, second) {
		t.Fatalf("values (-first +again):\n%s\n%s", cmp.Diff(first, second), content)
	}
}

// FuzzFile asserts that no file content makes reading, merging or resolving
// panic, and that reading is repeatable.
func FuzzFile(f *testing.F) {
	for _, content := range seeds(f) {
		f.Add(content)
	}
	layers := lowest(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		layer, err := fromText("fuzz.yaml", content)
		if err != nil {
			return
		}
		over := layers[:len(layers):len(layers)]
		use(t, layers, Merge(append(over, layer)...))
		_, first := Merge(append(over, layer, layer)...).Resolve(testOptions())
		again, err := fromText("fuzz.yaml", content)
		if err != nil {
			t.Fatalf("read again: %v", err)
		}
		if _, second := Merge(append(over, again, again)...).Resolve(testOptions()); (first == nil) != (second == nil) {
			t.Fatalf("got %v, then %v", first, second)
		}
	})
}

// FuzzLayers asserts that no two files and an assignment make anything panic.
func FuzzLayers(f *testing.F) {
	all := seeds(f)
	for i, content := range all {
		f.Add(content, all[(i+1)%len(all)], "Ophys.ImagingPlane[A].optical_channel[Green].emission_lambda=510")
		f.Add(content, content, "Ophys.ImageSegmentation.plane_segmentations[PlaneSegmentation].name=Cells")
	}
	layers := lowest(f)
	f.Fuzz(func(t *testing.T, one, two []byte, set string) {
		over := layers[:len(layers):len(layers)]
		for _, content := range [][]byte{one, two} {
			layer, err := fromText("fuzz.yaml", content)
			if err != nil {
				return
			}
			over = append(over, layer)
		}
		if sets, err := FromSets("--set", []string{set}); err == nil {
			over = append(over, sets)
		}
		use(t, layers, Merge(over...))
	})
}

// FuzzSet asserts that no assignment panics, that of two for one path the later
// wins, and that paths are written as they are read.
func FuzzSet(f *testing.F) {
	for _, set := range []string{"NWBFile.keywords=[a, b]", `Ophys.Fluorescence."a.b".raw.name=x`,
		"Ophys.ImagingPlane[3].optical_channel.emission_lambda=510", "Ophys.ImagingPlane[A].optical_channel[Green].name=Blue",
		`Ophys.Device["2"].name=x`, "Ophys.Device[Scope]={name: A, description: [b]}", "Ophys.ImagingPlane[my \"plane\"=x].location=y",
		"Subject=~", "extra.a[1].b=[1, {c: 2}]", "Ophys.TwoPhotonSeries[0].name=x", "Behavior.x={}"} {
		f.Add(set)
	}
	layers := lowest(f)
	file, err := fromText("lab.yaml", []byte(twoPlanes))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, set string) {
		layer, err := FromSets("--set", []string{set, "NWBFile.lab=first", set, "NWBFile.lab=last"})
		if err != nil {
			return
		}
		d := Merge(append(layers[:len(layers):len(layers)], file, layer)...)
		use(t, layers, d)
		lab := tree.Find(d.root, []tree.Step{{Key: "NWBFile", Index: -1}, {Key: "lab", Index: -1}})
		if len(d.problems) == 0 && lab.Text != "last" {
			t.Fatalf("got lab %q", lab.Text)
		}
		path, _, ok := cutAssignment(set)
		if !ok {
			return
		}
		d.Origin(path)
		steps, err := tree.ParsePath(path)
		if err != nil {
			return
		}
		if back, err := tree.ParsePath(tree.FormatPath(steps)); err != nil || !cmp.Equal(steps, back, cmp.AllowUnexported(tree.Step{})) {
			t.Fatalf("%q is written %q, and read back as %v, %v", path, tree.FormatPath(steps), back, err)
		}
	})
}
