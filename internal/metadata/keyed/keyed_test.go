package keyed

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

func parsed(t *testing.T, text string) *tree.Node {
	t.Helper()
	root, err := schema.Parse("lab.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// lines returns problems one by one.
func lines(problems tree.Problems) []string {
	var all []string
	for _, p := range problems {
		all = append(all, p.String())
	}
	return all
}

func TestIsKeyed(t *testing.T) {
	for text, want := range map[string]bool{
		"":                              false,
		"NWBFile: {lab: L}":             false,
		"Devices: {a: {name: A}}":       true,
		"Devices:":                      false,
		"DeviceModels: {a: {name: A}}":  true,
		"Ophys: {ImagingPlanes: {a: }}": true,
		"Ophys: {Device: [{name: A}]}":  false,
		"Ophys: {SegmentationImages: {a: {correlation: {}}}}": false, // either shape has it
	} {
		if got := IsKeyed(parsed(t, text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestOneShape(t *testing.T) {
	for _, tt := range []struct{ name, text, want, problem string }{
		{"list", "Ophys: {Device: [{name: A}]}", "Ophys: {Device: [{name: A}]}", ""},
		{"keyed", "Devices: {a: {name: A}}", "Devices: {a: {name: A}}", ""},
		{"a list at the top", "Devices: [{name: A}]", "Ophys: {Device: [{name: A}]}", ""},
		{"a list at the top, and one below", "Devices: [{name: A, description: d}]\nOphys: {Device: [{name: A, manufacturer: M}], ImagingPlane: {name: P}}",
			"Ophys: {Device: [{name: A, description: d, manufacturer: M}], ImagingPlane: {name: P}}", ""},
		{"a list at the top of a keyed file", "Devices: [{name: A}, {description: nameless}]\nOphys: {ImagingPlanes: {p: {name: P}}}",
			"Devices: {A: {name: A}}\nOphys: {ImagingPlanes: {p: {name: P}}}", ""},
		{"both", "Devices: {a: {name: A}}\nOphys:\n  ImagingPlane: [{name: P}]", "",
			"lab.yaml:1:1: Devices: keyed objects (Devices) and lists of objects (ImagingPlane, line 3) do not go together in one file (give all of them as lists, or all with keys)"},
		{"images with a name of their own", "Devices: {a: {name: A}}\nOphys: {SegmentationImages: {name: S}}", "",
			"lab.yaml:1:1: Devices: keyed objects (Devices) and lists of objects (SegmentationImages, line 2) do not go together in one file (give all of them as lists, or all with keys)"},
	} {
		root, err := OneShape(parsed(t, tt.text))
		var problems tree.Problems
		switch {
		case tt.problem != "":
			if !errors.As(err, &problems) || problems.Error() != tt.problem || problems[0].Rule != "mixed-shapes" {
				t.Errorf("%s: error %v", tt.name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", tt.name, err)
		default:
			if d := cmp.Diff(parsed(t, tt.want).Plain(), root.Plain()); d != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, d)
			}
		}
	}
}

// Files in the keyed shape, and what becomes of each.
func TestTranslate(t *testing.T) {
	for _, tt := range []struct {
		name        string
		files, want []string
		problems    []string
	}{
		{"names and keys", []string{"Devices: {a: {name: A}, b: {description: d}}"},
			[]string{"Ophys: {Device: [{name: A}, {description: d, name: b}]}"}, nil},
		{"one alone needs no name", []string{"Devices: {a: {description: d}}"}, []string{"Ophys: {Device: [{description: d}]}"}, nil},
		{"the rest stays", []string{"NWBFile: {lab: L}\nOphys: {Other: 1, ImagingPlanes: {p: {indicator: G}}}"},
			[]string{"NWBFile: {lab: L}\nOphys: {Other: 1, ImagingPlane: [{indicator: G}]}"}, nil},
		{"blanks take nothing away", []string{"Devices: {a: {name: A, description: null, manufacturer: ''}, b: {name: null}, c: }"},
			[]string{"Ophys: {Device: [{name: A}, {name: b}]}"}, nil},
		{"references", []string{"Devices: {a: {name: A}, b: {name: B}}\nOphys: {ImagingPlanes: {p: {name: P, device_metadata_key: b}}, PlaneSegmentations: {s: {name: S, imaging_plane_metadata_key: p}}}"},
			[]string{"Ophys: {Device: [{name: A}, {name: B}], ImagingPlane: [{name: P, device: B}], ImageSegmentation: {plane_segmentations: [{name: S, imaging_plane: P}]}}"}, nil},
		{"a reference to the default device", []string{"Devices: {a: {description: d}}\nOphys: {ImagingPlanes: {p: {device_metadata_key: a}}}"},
			[]string{"Ophys: {Device: [{description: d}], ImagingPlane: [{}]}"}, nil},
		{"a reference to nothing", []string{"Devices: {a: {name: A}}\nOphys: {ImagingPlanes: {p: {device_metadata_key: b}}}"},
			[]string{"Ophys: {Device: [{name: A}], ImagingPlane: [{}]}"},
			[]string{`lab.yaml:2:50: Ophys.ImagingPlanes.p.device_metadata_key: "b" is not a key of Devices (known: "a")`}},
		{"over two files", []string{"Devices: {a: {name: A}}", "Ophys: {ImagingPlanes: {p: {device_metadata_key: a}}}"},
			[]string{"Ophys: {Device: [{name: A}]}", "Ophys: {ImagingPlane: [{device: A}]}"}, nil},
		{"a name in the later file", []string{"Devices: {a: {description: d}, b: {name: B}}", "Devices: {a: {name: A}}"},
			[]string{"Ophys: {Device: [{description: d, name: A}, {name: B}]}", "Ophys: {Device: [{name: A}]}"}, nil},
		{"a model", []string{"DeviceModels: {m: {name: M, manufacturer: Makers, description: what it is}}\nDevices: {a: {name: A, manufacturer: Own, device_model_metadata_key: m}}"},
			[]string{"Ophys: {Device: [{name: A, manufacturer: Own, model_name: M, model_description: what it is}]}"}, nil},
		{"a model in another file", []string{"Devices: {a: {name: A, device_model_metadata_key: m}}", "DeviceModels: {m: {name: M}}"},
			[]string{"Ophys: {Device: [{name: A}]}", "Ophys: {Device: [{model_name: M, name: A}]}"}, nil},
		{"a model of nothing", []string{"DeviceModels: {m: {name: M}}\nDevices: {a: {name: A}}"}, []string{"Ophys: {Device: [{name: A}]}"},
			[]string{"lab.yaml:1:16: warning: DeviceModels.m: is not used: no device names it"}},
		{"a slip in the key of a model", []string{"DeviceModels: {m: {name: M}}\nDevices: {a: {name: A, device_model_metadata_key: n}}"}, []string{"Ophys: {Device: [{name: A}]}"},
			[]string{`lab.yaml:2:51: Devices.a.device_model_metadata_key: "n" is not a key of DeviceModels (known: "m")`}},
		{"a slip in a model", []string{"DeviceModels: {m: {nmae: M}}\nDevices: {a: {name: A, device_model_metadata_key: m}}"}, []string{"Ophys: {Device: [{name: A}]}"},
			[]string{`lab.yaml:1:20: DeviceModels.m.nmae: unknown key "nmae" (did you mean "name"?)`}},
		{"a camera of another section", []string{"Devices: {a: {name: A}, c: {name: C}}\nVideos: {v: {device_metadata_key: c}}"},
			[]string{"Ophys: {Device: [{name: A}]}\nVideos: {v: {device_metadata_key: c}}"},
			[]string{"lab.yaml:1:25: warning: Devices.c: is not used: no imaging plane names it"}},
		{"a camera that imaged as well", []string{"Devices: {c: {name: C}}\nVideos: {v: {device_metadata_key: c}}\nOphys: {ImagingPlanes: {p: {device_metadata_key: c}}}"},
			[]string{"Ophys: {Device: [{name: C}], ImagingPlane: [{device: C}]}\nVideos: {v: {device_metadata_key: c}}"}, nil},
		{"devices of other classes", []string{"Devices: {a: {name: A, type: Miniscope}, f: {name: F, type: OpticalFiber}}"},
			[]string{"Ophys: {Device: [{name: A, type: Miniscope}]}"},
			[]string{"lab.yaml:1:42: warning: Devices.f: is not used: no imaging plane names it"}},
		{"traces", []string{"Ophys: {PlaneSegmentations: {s: {name: S}, t: {name: T}}, RoiResponses: {s: {raw: {name: R}, dff: {name: D}}, t: {background: {name: B}}}}"},
			[]string{"Ophys: {ImageSegmentation: {plane_segmentations: [{name: S}, {name: T}]}, Fluorescence: {S: {raw: {name: R}}, BackgroundPlaneSegmentation: {background: {name: B}}}, DfOverF: {S: {dff: {name: D}}}}"}, nil},
		{"traces of the only table", []string{"Ophys: {RoiResponses: {s: {raw: {name: R}}}}"},
			[]string{"Ophys: {Fluorescence: {PlaneSegmentation: {raw: {name: R}}}}"}, nil},
		{"traces of no table", []string{"Ophys: {PlaneSegmentations: {s: {name: S}}, RoiResponses: {x: {raw: {name: R}}}}"},
			[]string{"Ophys: {ImageSegmentation: {plane_segmentations: [{name: S}]}}"},
			[]string{
				`lab.yaml:1:60: Ophys.RoiResponses.x: "x" is not a key of PlaneSegmentations (known: "s")`,
				`lab.yaml:1:60: Ophys.RoiResponses.x: "x" is not a key of PlaneSegmentations (known: "s")`,
			}},
		{"no objects", []string{"Devices: 3\nOphys: {ImagingPlanes: {p: 3}}"}, []string{"Ophys: {}"},
			[]string{
				"lab.yaml:1:10: Devices: found a single value, expected keys of your choice with an object each",
				"lab.yaml:2:28: Ophys.ImagingPlanes.p: found a single value, expected keys with values",
			}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var roots []*tree.Node
			for _, text := range tt.files {
				roots = append(roots, parsed(t, text))
			}
			listed, problems := Translate(roots)
			var all tree.Problems
			for i := range listed {
				if d := cmp.Diff(parsed(t, tt.want[i]).Plain(), listed[i].Plain()); d != "" {
					t.Errorf("file %d (-want +got):\n%s", i, d)
				}
				all = append(all, problems[i]...)
			}
			if d := cmp.Diff(tt.problems, lines(all)); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

// Keys of other programs are taken out with a warning; a slip stays for the check.
func TestSetAside(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
		unused           []string
	}{
		{"ours", "NWBFile: {lab: L}", "NWBFile: {lab: L}", nil},
		{"another section", "Ecephys: {a: 1}\nNWBFile: {lab: L}", "NWBFile: {lab: L}", []string{"Ecephys"}},
		{"an empty one", "Ecephys:", "{}", nil},
		{"the schema of the file", "$schema: x.json\nNWBFile: {lab: L}", "NWBFile: {lab: L}", nil},
		{"a section that nobody knows", "Whatever: {a: 1}", "{}", []string{"Whatever"}},
		{"a value that nobody knows", "Whatever: 1", "Whatever: 1", nil},
		{"a slip at the top", "NWBFil: {lab: L}", "NWBFil: {lab: L}", nil},
		{"a key from elsewhere", "subject_id: {a: 1}", "subject_id: {a: 1}", nil},
		{"of the pynwb library", "Ophys: {Device: {name: A, tag: x}}", "Ophys: {Device: {name: A}}", []string{"Ophys.Device.tag"}},
		{"in a list", "Ophys: {ImagingPlane: [{name: P}, {manifold: 1}]}", "Ophys: {ImagingPlane: [{name: P}, {}]}", []string{"Ophys.ImagingPlane[1].manifold"}},
		{"of another class", "Ophys: {Device: {name: A, type: Laser, pulseShape: x}}", "Ophys: {Device: {name: A}}", []string{"Ophys.Device.type", "Ophys.Device.pulseShape"}},
		{"of no class", "Ophys: {Device: {name: A, pulseShape: x}}", "Ophys: {Device: {name: A, pulseShape: x}}", nil},
		{"a trace of another program", "Ophys: {Fluorescence: {PlaneSegmentation: {raw: {name: R}, zscored: {name: Z}}}}",
			"Ophys: {Fluorescence: {PlaneSegmentation: {raw: {name: R}}}}", []string{"Ophys.Fluorescence.PlaneSegmentation.zscored"}},
		{"what is the user's own", "extra: {Ecephys: 1}", "extra: {Ecephys: 1}", nil},
	} {
		got, problems := SetAside(parsed(t, tt.text), schema.Known())
		if d := cmp.Diff(parsed(t, tt.want).Plain(), got.Plain()); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
		var unused []string
		for _, p := range problems {
			if p.Severity != tree.Warning || p.Rule != "unused" || p.Message != "is not used" {
				t.Errorf("%s: %v", tt.name, p)
			}
			unused = append(unused, p.Path)
		}
		if d := cmp.Diff(tt.unused, unused); d != "" {
			t.Errorf("%s: unused (-want +got):\n%s", tt.name, d)
		}
	}
}

// The kind of a place has no names of tables, which are the user's own.
func TestKindBelow(t *testing.T) {
	ophys := schema.Known().Keys["Ophys"]
	box := ophys.Keys["Fluorescence"]
	for _, tt := range []struct {
		s               *schema.Schema
		kind, key, want string
	}{
		{schema.Known(), "", "Ophys", "Ophys"}, {ophys, "Ophys", "Device", "Ophys.Device"},
		{box, "Ophys.Fluorescence", "Cells", "Ophys.Fluorescence.*"}, {box, "Ophys.Fluorescence", "name", "Ophys.Fluorescence.name"},
		{box.Tables, "Ophys.Fluorescence.*", "raw", "Ophys.Fluorescence.*.*"},
	} {
		if got := KindBelow(tt.s, tt.kind, tt.key); got != tt.want {
			t.Errorf("%s below %s: %s", tt.key, tt.kind, got)
		}
	}
}
