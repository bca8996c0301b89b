package metadata

import (
	"strings"
	"testing"

	"roi2nwb/internal/metadata/tree"

	"github.com/google/go-cmp/cmp"
)

func TestWriteYAML(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []Value
		want   string
	}{
		{"none", nil, ""},
		{"nested", []Value{
			{Path: "NWBFile.lab", Value: "Doe lab", File: "lab.yaml", Line: 2, Column: 8, Origin: "lab.yaml:2:8"},
			{Path: "NWBFile.keywords", Value: []any{"a", "b, c", "no"}, Origin: "--set"},
			{Path: "Ophys.ImagingPlane[0].name", Value: "P", Origin: "default"},
			{Path: "Ophys.ImagingPlane[0].optical_channel[0].name", Value: "C", Origin: "default"},
			{Path: "Ophys.ImagingPlane[0].optical_channel[0].emission_lambda", Value: 510.5, Origin: "default"},
			{Path: "Ophys.ImagingPlane[1].name", Value: "Q", Origin: "source: a/b"},
		}, `NWBFile:
  lab: Doe lab                    # lab.yaml:2
  keywords: [a, "b, c", "no"]     # --set
Ophys:
  ImagingPlane:
    - name: P                     # default
      optical_channel:
        - name: C                 # default
          emission_lambda: 510.5  # default
    - name: Q                     # source: a/b
`},
		{"long", []Value{
			{Path: "NWBFile.notes", Value: strings.Repeat("long ", 20) + "\nand more", Origin: "a"},
			{Path: "NWBFile.lab", Value: "x", Origin: "b"},
		}, "NWBFile:\n  notes: \"" + strings.Repeat("long ", 20) + "\\nand more\"  # a\n  lab: x  # b\n"},
		{"what a terminal would obey", []Value{{Path: "NWBFile.lab", Value: "\x1b[31m\u202e", Origin: "\x1b[2J\n.yaml"}},
			"NWBFile:\n  lab: \"\\x1b[31m\\u202e\"  # ?[2J?.yaml\n"},
		{"free", []Value{{Path: `extra."a.b"`, Value: map[string]any{"y": nil, "x: z": []any{true, int64(-3), 1e300, "1"}}, Origin: "f"}},
			`extra:` + "\n" + `  a.b: {"x: z": [true, -3, 1.0e+300, "1"], "y": null}  # f` + "\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := WriteYAML(&b, tt.values); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, b.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestWriteYAMLBadPath(t *testing.T) {
	if err := WriteYAML(&strings.Builder{}, []Value{{Path: "NWBFile..lab"}}); err == nil {
		t.Error("a path that cannot be read was written")
	}
}

// Whatever texts metadata holds, what is written says the same again.
func FuzzWriteYAML(f *testing.F) {
	for _, text := range []string{"Doe lab", "007", "a: b #c", "- x", "no", " lead", "\x1b\n\t\u202e\U0001f600", `"'\`, "2024-05-17T14:30:00+02:00", "...", "key:", "~", "1_0", "A<<"} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, text, origin string) {
		text = strings.ToValidUTF8(text, "?")
		if len(text) > 1000 || strings.TrimSpace(text) == "" {
			return
		}
		written := []Value{
			{Path: "NWBFile.notes", Value: text, Origin: origin},
			{Path: "NWBFile.keywords", Value: []any{text, "b"}, Origin: origin},
			{Path: "extra.free", Value: map[string]any{text: text}, Origin: origin},
		}
		var b strings.Builder
		if err := WriteYAML(&b, written); err != nil {
			t.Fatal(err)
		}
		layer, err := fromText("written.yaml", []byte(b.String()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		var read []any
		for _, path := range []string{"NWBFile.notes", "NWBFile.keywords", "extra.free"} {
			steps, err := tree.ParsePath(path)
			if err != nil {
				t.Fatal(err)
			}
			read = append(read, tree.Find(layer.root, steps).Plain())
		}
		want := []any{written[0].Value, written[1].Value, written[2].Value}
		if d := cmp.Diff(want, read); d != "" {
			t.Errorf("(-written +read):\n%s\n%s", d, b.String())
		}
	})
}
