package metadata

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// layered puts layers together: the defaults, hints and a path's hints where
// they are given, files a.yaml, b.yaml and so on, and assignments.
func layered(t *testing.T, hints, path []Hint, files []string, sets ...string) *Document {
	t.Helper()
	layers := []*Layer{must(Defaults())(t)}
	if hints != nil {
		layers = append(layers, must(FromHints("source", hints))(t))
	}
	if path != nil {
		layers = append(layers, must(FromHints("path", path))(t))
	}
	for i, text := range files {
		layers = append(layers, must(fromText(string(rune('a'+i))+".yaml", []byte(text)))(t))
	}
	if len(sets) > 0 {
		layers = append(layers, must(FromSets("--set", sets))(t))
	}
	return Merge(layers...)
}

// told lists the values at paths as "value (origin)", "" where there is none.
func told(d *Document, paths ...string) []string {
	out := make([]string, len(paths))
	for _, v := range d.Values() {
		for i, p := range paths {
			if p == v.Path {
				out[i] = fmt.Sprintf("%v (%s)", v.Value, v.Origin)
			}
		}
	}
	return out
}

// Every layer against every other, for a value of each shape: the highest layer
// that gives the value has it.
func TestPrecedence(t *testing.T) {
	shapes := []struct {
		path  string // of one value
		yaml  string // a file that gives it, %s for the value
		value func(layer string) (hint any, text, want string)
	}{
		{"NWBFile.lab", "NWBFile: {lab: %s}", func(l string) (any, string, string) { return l, l, l }},
		{"NWBFile.session_description", "NWBFile: {session_description: %s}", func(l string) (any, string, string) { return l, l, l }},
		{"NWBFile.keywords", "NWBFile: {keywords: %s}",
			func(l string) (any, string, string) { return []string{l, "x"}, "[" + l + ", x]", "[" + l + " x]" }},
		{"Ophys.ImagingPlane[0].imaging_rate", "Ophys: {ImagingPlane: [{imaging_rate: %s}]}", func(l string) (any, string, string) {
			n := strings.Index("hpabs", l[:1]) + 20
			return float64(n), fmt.Sprint(n), fmt.Sprint(n)
		}},
		{"Ophys.ImagingPlane[0].grid_spacing", "Ophys: {ImagingPlane: {grid_spacing: %s}}", func(l string) (any, string, string) {
			n := strings.Index("hpabs", l[:1]) + 1
			return []float64{float64(n), 9}, fmt.Sprintf("[%d, 9]", n), fmt.Sprintf("[%d 9]", n)
		}},
		{"Ophys.ImagingPlane[0].optical_channel[0].description", "Ophys: {ImagingPlane: [{optical_channel: [{description: %s}]}]}",
			func(l string) (any, string, string) { return l, l, l }},
		{"Ophys.Device[0].description", "Ophys: {Device: [{description: %s}]}", func(l string) (any, string, string) { return l, l, l }},
		{"Ophys.Fluorescence.PlaneSegmentation.raw.name", "Ophys: {Fluorescence: {PlaneSegmentation: {raw: {name: %s}}}}",
			func(l string) (any, string, string) { return l, l, l }},
		{"extra.A.b", "extra: {A: {b: %s}}", func(l string) (any, string, string) { return l, l, l }},
	}
	for _, s := range shapes {
		for bits := range 1 << 5 { // which of hints, path, a.yaml, b.yaml and --set give the value
			var hints, path []Hint
			var files, sets []string
			want := ""
			for i, layer := range []string{"hint", "path", "afile", "bfile", "set"} {
				hint, text, shown := s.value(layer)
				given := bits&(1<<i) != 0
				origin := ""
				switch {
				case layer == "hint" && given:
					hints, origin = []Hint{{Path: s.path, Value: hint, Origin: "h"}}, "source: h"
				case layer == "path" && given:
					path, origin = []Hint{{Path: s.path, Value: hint, Origin: "p"}}, "path: p"
				case layer == "set" && given:
					sets, origin = []string{s.path + "=" + text}, "--set"
				case strings.HasSuffix(layer, "file") && given:
					files = append(files, fmt.Sprintf(s.yaml, text))
					origin = fmt.Sprintf("%s.yaml:1:%d", layer[:1], strings.Index(s.yaml, "%s")+1)
				case strings.HasSuffix(layer, "file"):
					files = append(files, "")
				}
				if given {
					want = fmt.Sprintf("%s (%s)", shown, origin)
				}
			}
			d := layered(t, hints, path, files, sets...)
			got := told(d, s.path)[0]
			if want == "" && (got == "" || strings.HasSuffix(got, "(default)")) {
				continue
			}
			if got != want {
				t.Errorf("%s, layers %05b: got %q, want %q", s.path, bits, got, want)
			}
		}
	}
}

// Null and empty take away what lower layers gave, and bring the default back.
func TestRemoving(t *testing.T) {
	const rate, lab, description = "Ophys.ImagingPlane[0].imaging_rate", "NWBFile.lab", "Ophys.Device[0].description"
	hints := []Hint{{Path: rate, Value: 30.0, Origin: "fr"}, {Path: lab, Value: "hinted", Origin: "x"},
		{Path: description, Value: "hinted", Origin: "d"}, {Path: "NWBFile.keywords", Value: []string{"h"}, Origin: "k"}}
	stock := "Microscope. Nothing else about it was given. (default)"
	for _, c := range []struct {
		name, file string
		sets       []string
		want       []string // rate, lab, description, keywords
	}{
		{"nothing", "", nil, []string{"30 (source: fr)", "hinted (source: x)", "hinted (source: d)", "[h] (source: k)"}},
		{"null", "NWBFile: {lab: null, keywords: null}\nOphys: {ImagingPlane: [{imaging_rate: }], Device: [{description: ~}]}", nil, []string{"", "", stock, ""}},
		{"empty", "NWBFile: {lab: '', keywords: []}\nOphys: {ImagingPlane: [{imaging_rate: ''}], Device: [{description: ''}]}", nil, []string{"", "", stock, ""}},
		{"empty items", "NWBFile: {keywords: ['', null]}", nil, []string{"30 (source: fr)", "hinted (source: x)", "hinted (source: d)", ""}},
		{"set", "NWBFile: {lab: L}", []string{"NWBFile.lab=", rate + "=null", description + "=~", "NWBFile.keywords=[]"}, []string{"", "", stock, ""}},
		{"set after set", "", []string{"NWBFile.lab=L", "NWBFile.lab="}, []string{"30 (source: fr)", "", "hinted (source: d)", "[h] (source: k)"}},
		{"given again", "NWBFile: {lab: null}", []string{"NWBFile.lab=L"}, []string{"30 (source: fr)", "L (--set)", "hinted (source: d)", "[h] (source: k)"}},
		{"sections", "NWBFile:\nOphys:\n  Device:\n  ImagingPlane: []\n", nil,
			[]string{"30 (source: fr)", "hinted (source: x)", "hinted (source: d)", "[h] (source: k)"}},
	} {
		got := told(layered(t, hints, nil, []string{c.file}, c.sets...), rate, lab, description, "NWBFile.keywords")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestListsAcrossFiles(t *testing.T) {
	names := func(d *Document, list string) string {
		var out []string
		for i := 0; ; i++ {
			v := told(d, fmt.Sprintf("%s[%d].name", list, i))[0]
			if v == "" {
				return strings.Join(out, " ")
			}
			out = append(out, v[:strings.LastIndex(v, " (")])
		}
	}
	files := []string{
		"Ophys: {Device: [{name: B, description: b1, manufacturer: m1}]}",
		"Ophys: {Device: [{name: A, description: a2}, {name: B, description: b2}]}",
		"Ophys: {Device: [{name: C}, {name: A, description: a3}]}",
		"Ophys: {Device: [{name: B, serial_number: s4}], ImagingPlane: [{device: A}]}",
	}
	d := layered(t, nil, nil, files)
	if got, want := names(d, "Ophys.Device"), "B A C"; got != want {
		t.Errorf("got devices %q, want %q", got, want)
	}
	got := told(d, "Ophys.Device[0].description", "Ophys.Device[0].manufacturer", "Ophys.Device[0].serial_number", "Ophys.Device[1].description")
	want := []string{"b2 (b.yaml:1:69)", "m1 (a.yaml:1:59)", "s4 (d.yaml:1:43)", "a3 (c.yaml:1:52)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// An object without a name is the one at its place; one that is there twice, by
	// place and by name, is one.
	d = layered(t, nil, nil, []string{"Ophys: {Device: [{name: A}, {name: B}]}",
		"Ophys: {Device: [{description: d, serial_number: s}, {name: A, description: e}, {manufacturer: m}]}"})
	got = append(told(d, "Ophys.Device[0].description", "Ophys.Device[0].serial_number"), names(d, "Ophys.Device"))
	want = []string{"e (b.yaml:1:77)", "s (b.yaml:1:50)", "A B Microscope"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Plain lists are replaced whole; channels merge inside their planes.
	d = layered(t, nil, nil, []string{
		"NWBFile: {keywords: [a, b, c]}\nOphys: {ImagingPlane: [{name: P, optical_channel: [{name: G}, {name: R, emission_lambda: 600}]}]}",
		"NWBFile: {keywords: [d]}\nOphys: {ImagingPlane: [{name: Q}, {name: P, optical_channel: [{name: R, description: red}, {name: X}]}]}",
	})
	got = told(d, "NWBFile.keywords", "Ophys.ImagingPlane[0].optical_channel[1].emission_lambda", "Ophys.ImagingPlane[0].optical_channel[1].description")
	want = []string{"[d] (b.yaml:1:21)", "600 (a.yaml:2:90)", "red (b.yaml:2:86)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := names(d, "Ophys.ImagingPlane")+"; "+names(d, "Ophys.ImagingPlane[0].optical_channel"), "P Q; G R X"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKeysStayAsTheyAre(t *testing.T) {
	d := layered(t, nil, nil, []string{`
extra: {Rig: 1, rig: 2, "a.b": {c: 3}, a: {"b.c": 4}, "": 5, "x[0]": 6, Ä: 7}
Ophys:
  ImageSegmentation: {plane_segmentations: [{name: Cells.v2}]}
  Fluorescence: {Cells.v2: {raw: {name: F.0}}}
`, "extra: {RIG: 8, rig: 9}\nOphys: {Fluorescence: {Cells.v2: {denoised: {name: D}}}}"})
	want := []string{"1 (a.yaml:2:14)", "9 (b.yaml:1:22)", "8 (b.yaml:1:14)", "3 (a.yaml:2:36)", "4 (a.yaml:2:51)", "5 (a.yaml:2:59)",
		"6 (a.yaml:2:70)", "7 (a.yaml:2:76)", "F.0 (a.yaml:5:41)", "D (b.yaml:2:52)"}
	got := told(d, "extra.Rig", "extra.rig", "extra.RIG", `extra."a.b".c`, `extra.a."b.c"`, `extra.""`, `extra."x[0]"`, "extra.Ä",
		`Ophys.Fluorescence."Cells.v2".raw.name`, `Ophys.Fluorescence."Cells.v2".denoised.name`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A table may go by its default name in one file and by its own in another; the
// later file wins all the same.
func TestTablesByBothNames(t *testing.T) {
	own := "Ophys: {ImageSegmentation: {plane_segmentations: [{name: Cells}]}, Fluorescence: {Cells: {raw: {name: %s}}}}"
	plain := "Ophys: {Fluorescence: {PlaneSegmentation: {raw: {name: %s}}}}"
	for _, order := range [][]string{{own, plain}, {plain, own}, {plain, own, plain}, {own, plain, own}} {
		var files []string
		for i, f := range order {
			files = append(files, fmt.Sprintf(f, fmt.Sprint("F", i)))
		}
		d := layered(t, nil, nil, files)
		got := told(d, "Ophys.Fluorescence.Cells.raw.name")[0]
		if want := fmt.Sprintf("F%d (", len(order)-1); !strings.HasPrefix(got, want) {
			t.Errorf("%d files: got %q, want it to begin with %q", len(order), got, want)
		}
	}
}

// Origins are those of the user's own text, whatever was done to reach it.
func TestOrigins(t *testing.T) {
	d := layered(t, nil, nil, []string{`
extra:
  plane: &plane {indicator: GCaMP6f, location: CA1}
  lambda: &l 920
Ophys:
  ImagingPlane:
    - <<: [*plane, {location: CA3, reference_frame: bregma}]
      name: P
      excitation_lambda: *l
  Fluorescence:
    BackgroundPlaneSegmentation: {neuropil: {name: N}}
  SegmentationImages:
    PlaneSegmentation: {correlation: {name: Cn}}
`})
	for path, want := range map[string]string{
		"Ophys.ImagingPlane[P].indicator":                                     "a.yaml:3:29",
		"Ophys.ImagingPlane.location":                                         "a.yaml:3:48",
		"Ophys.ImagingPlane[0].reference_frame":                               "a.yaml:7:53",
		"Ophys.ImagingPlane[0].excitation_lambda":                             "a.yaml:4:14",
		"Ophys.Fluorescence.BackgroundPlaneSegmentation.background.name":      "a.yaml:11:52",
		"Ophys.SegmentationImages.PlaneSegmentation.correlation_image.name":   "a.yaml:13:45",
		"Ophys.ImagingPlane[P].optical_channel[OpticalChannel].description":   "default",
		"Ophys.ImagingPlane[ImagingPlane].indicator":                          "",
		"Ophys.ImagingPlane[7].indicator":                                     "",
		"NWBFile.lab":                                                         "",
		"Ophys.Nothing[":                                                      "",
		"extra.plane.location":                                                "a.yaml:3:48",
		"Ophys.ImageSegmentation.plane_segmentations[PlaneSegmentation].name": "default",
	} {
		if got := d.Origin(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}
