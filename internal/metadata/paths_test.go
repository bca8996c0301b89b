package metadata

import (
	"errors"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/tree"

	"github.com/google/go-cmp/cmp"
)

// twoPlanes has names of every kind.
const twoPlanes = `
Ophys:
  Device: [{name: Scope}]
  ImagingPlane:
    - {name: A, indicator: GCaMP6f, optical_channel: [{name: Green}, {name: "Red [far]"}]}
    - {name: "2", indicator: jRGECO1a}
    - {name: 'my "plane"=x', location: CA1}
  ImageSegmentation:
    plane_segmentations: [{name: Rest of background, imaging_plane: A}, {name: My.cells, imaging_plane: A}]
`

// A name in a path means an object of the merged result, whoever gave it, or the
// default one under a new name.
func TestNamesInPaths(t *testing.T) {
	for _, c := range []struct {
		name, file string
		sets       []string
		want       map[string]any // values of the result
	}{
		{"of a file", twoPlanes, []string{"Ophys.ImagingPlane[A].location=VISp", `Ophys.ImagingPlane["2"].location=CA1`,
			`Ophys.ImagingPlane["my \"plane\"=x"].location=CA3`},
			map[string]any{"Ophys.ImagingPlane[0].location": "VISp", "Ophys.ImagingPlane[1].location": "CA1", "Ophys.ImagingPlane[2].location": "CA3"}},
		{"inside an object", twoPlanes, []string{"Ophys.ImagingPlane[A].optical_channel[Green].emission_lambda=510",
			`Ophys.ImagingPlane[0].optical_channel["Red [far]"].emission_lambda=620`},
			map[string]any{"Ophys.ImagingPlane[0].optical_channel[0].emission_lambda": 510.0, "Ophys.ImagingPlane[0].optical_channel[1].emission_lambda": 620.0}},
		{"places are those of the result", twoPlanes, []string{"Ophys.ImageSegmentation.plane_segmentations[0].description=cells",
			"Ophys.ImageSegmentation.plane_segmentations[Rest of background].description=rest"},
			map[string]any{"Ophys.ImageSegmentation.plane_segmentations[0].name": "My.cells",
				"Ophys.ImageSegmentation.plane_segmentations[0].description": "cells",
				"Ophys.ImageSegmentation.plane_segmentations[1].description": "rest"}},
		{"tables by their names", twoPlanes, []string{`Ophys.Fluorescence."My.cells".raw.name=F`, "Ophys.Fluorescence.Rest of background.background.name=B"},
			map[string]any{`Ophys.Fluorescence."My.cells".raw.name`: "F", `Ophys.Fluorescence."Rest of background".background.name`: "B"}},
		{"default's", "", []string{"Ophys.ImagingPlane[ImagingPlane].indicator=GCaMP6f", "Ophys.Device[Microscope].manufacturer=M",
			"Ophys.ImageSegmentation.plane_segmentations[BackgroundPlaneSegmentation].description=rest",
			"Ophys.ImagingPlane[ImagingPlane].optical_channel[OpticalChannel].emission_lambda=510"},
			map[string]any{"Ophys.ImagingPlane[0].indicator": "GCaMP6f", "Ophys.Device[0].manufacturer": "M", "Ophys.ImagingPlane[0].name": "ImagingPlane",
				"Ophys.ImageSegmentation.plane_segmentations[1].description": "rest",
				"Ophys.ImagingPlane[0].optical_channel[0].emission_lambda":   510.0}},
		{"default's, renamed by a file", "Ophys: {ImagingPlane: [{name: P}], ImageSegmentation: {plane_segmentations: [{name: Cells}]}}",
			[]string{"Ophys.ImagingPlane[ImagingPlane].indicator=GCaMP6f", "Ophys.ImagingPlane[P].location=CA1",
				"Ophys.ImageSegmentation.plane_segmentations[PlaneSegmentation].description=d",
				"Ophys.ImageSegmentation.plane_segmentations[BackgroundPlaneSegmentation].description=rest"},
			map[string]any{"Ophys.ImagingPlane[0].name": "P", "Ophys.ImagingPlane[0].indicator": "GCaMP6f", "Ophys.ImagingPlane[0].location": "CA1",
				"Ophys.ImageSegmentation.plane_segmentations[0].name": "Cells", "Ophys.ImageSegmentation.plane_segmentations[0].description": "d",
				"Ophys.ImageSegmentation.plane_segmentations[1].description": "rest"}},
		{"source's", "", []string{"Ophys.Device[Miniscope].serial_number=007"},
			map[string]any{"Ophys.Device[0].name": "Miniscope", "Ophys.Device[0].serial_number": "007"}},
		{"source's, with another that the file adds", "Ophys: {Device: [{name: Miniscope, description: d}, {name: Laser}], ImagingPlane: [{device: Miniscope}]}",
			[]string{"Ophys.Device[Laser].manufacturer=M", "Ophys.Device[Miniscope].serial_number=1"},
			map[string]any{"Ophys.Device[0].serial_number": "1", "Ophys.Device[1].manufacturer": "M"}},
		{"given by another assignment", "", []string{"Ophys.Device[S].description=d", "Ophys.Device.name=S", "Ophys.Device[Miniscope].serial_number=1"},
			map[string]any{"Ophys.Device[0].name": "S", "Ophys.Device[0].description": "d", "Ophys.Device[0].serial_number": "1"}},
		{"had before another assignment", twoPlanes, []string{"Ophys.ImagingPlane[A].name=B", "Ophys.ImagingPlane[A].location=x", "Ophys.ImagingPlane[B].description=y",
			"Ophys.ImageSegmentation.plane_segmentations[0].imaging_plane=B", "Ophys.ImageSegmentation.plane_segmentations[1].imaging_plane=B"},
			map[string]any{"Ophys.ImagingPlane[0].name": "B", "Ophys.ImagingPlane[0].location": "x", "Ophys.ImagingPlane[0].description": "y"}},
		{"later wins", twoPlanes, []string{"Ophys.ImagingPlane[A].location=1", "Ophys.ImagingPlane.location=2", "Ophys.ImagingPlane[0].location=3",
			"Ophys.ImagingPlane[A].location=4"}, map[string]any{"Ophys.ImagingPlane[0].location": "4"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			hints := must(FromHints("source", []Hint{{Path: "Ophys.Device[Microscope].name", Value: "Miniscope", Origin: "x"}}))(t)
			layers := []*Layer{must(Defaults())(t)}
			if strings.HasPrefix(c.name, "source's") || strings.HasPrefix(c.name, "given") {
				layers = append(layers, hints)
			}
			layers = append(layers, must(fromText("lab.yaml", []byte(c.file)))(t), must(FromSets("--set", c.sets))(t))
			d := Merge(layers...)
			if len(d.problems) > 0 {
				t.Errorf("problems: %v", d.problems)
			}
			got := map[string]any{}
			for _, v := range d.Values() {
				if _, wanted := c.want[v.Path]; wanted {
					got[v.Path] = v.Value
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			for _, set := range c.sets[max(len(c.sets)-2, 0):] {
				if path, _, _ := cutAssignment(set); !strings.Contains(path, "ImagingPlane]") && !strings.Contains(path, "[PlaneSeg") &&
					!strings.Contains(path, "[A]") && !strings.Contains(path, "Device[Mini") && d.Origin(path) != "--set" {
					t.Errorf("%s: got origin %q, want --set", path, d.Origin(path))
				}
			}
		})
	}
}

func TestNamesThatNothingHas(t *testing.T) {
	for _, c := range []struct{ file, set, want string }{
		{twoPlanes, "Ophys.ImagingPlane[B].indicator=x",
			`--set: Ophys.ImagingPlane[B]: nothing here is named "B" (did you mean "2"? known: "2", "A", "my \"plane\"=x")`},
		{"", "Ophys.ImagingPlane[ImagingPlain].indicator=x",
			`--set: Ophys.ImagingPlane[ImagingPlain]: nothing here is named "ImagingPlain" (did you mean "ImagingPlane"? known: "ImagingPlane")`},
		{twoPlanes, "Ophys.ImagingPlane[A].optical_channel[Blue].name=x",
			`--set: Ophys.ImagingPlane[A].optical_channel[Blue]: nothing here is named "Blue" (known: "Green", "Red [far]")`},
		{twoPlanes, "Ophys.ImagingPlane[ImagingPlane].indicator=x", // three planes in its place
			`--set: Ophys.ImagingPlane[ImagingPlane]: nothing here is named "ImagingPlane" (known: "2", "A", "my \"plane\"=x")`},
		{"", "NWBFile.keywords[first]=x",
			`--set: NWBFile.keywords[first]: there are no named objects here (a plain list is given whole: NWBFile.keywords=[...])`},
		{"", "NWBFile.lab[first]=x", `--set: NWBFile.lab[first]: there are no named objects here`},
	} {
		d := Merge(must(Defaults())(t), must(fromText("lab.yaml", []byte(c.file)))(t), must(FromSets("--set", []string{c.set}))(t))
		_, err := d.Resolve(testOptions())
		var problems tree.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.set, err, c.want)
		}
	}
}

// Values are read by what belongs in their place.
func TestSetValues(t *testing.T) {
	for _, c := range []struct {
		set, path string
		want      any
	}{
		{"Subject.subject_id=007", "Subject.subject_id", "007"},
		{"Subject.subject_id=1e3", "Subject.subject_id", "1e3"},
		{"Subject.subject_id=true", "Subject.subject_id", "true"},
		{`NWBFile.notes="quoted" # not a comment: a = b`, "NWBFile.notes", `"quoted" # not a comment: a = b`},
		{"NWBFile.lab=null", "NWBFile.lab", nil},
		{"NWBFile.lab= ~ ", "NWBFile.lab", nil},
		{"NWBFile.lab=", "NWBFile.lab", nil},
		{"NWBFile.keywords=[a, 2, yes]", "NWBFile.keywords", []any{"a", "2", "yes"}},
		{"NWBFile.keywords=one", "NWBFile.keywords", []any{"one"}},
		{"NWBFile.experimenter=Doe, Jane", "NWBFile.experimenter", []any{"Doe, Jane"}},
		{"NWBFile.experimenter=[\"Doe, Jane\", 'Roe, R.']", "NWBFile.experimenter", []any{"Doe, Jane", "Roe, R."}},
		{"NWBFile.keywords=*star: {", "NWBFile.keywords", []any{"*star: {"}},
		{"NWBFile.keywords=[]", "NWBFile.keywords", nil},
		{"Ophys.ImagingPlane.excitation_lambda=920", "Ophys.ImagingPlane[0].excitation_lambda", 920.0},
		{"Ophys.ImagingPlane.excitation_lambda= 9.2e2 ", "Ophys.ImagingPlane[0].excitation_lambda", 920.0},
		{"Ophys.ImagingPlane.excitation_lambda=blue", "Ophys.ImagingPlane[0].excitation_lambda", "blue"}, // told by Resolve
		{"Ophys.ImagingPlane.grid_spacing=[1e-6, 2]", "Ophys.ImagingPlane[0].grid_spacing", []any{1e-6, 2.0}},
		{"Ophys.Device=[{name: A}]", "Ophys.Device[0].name", "A"},
		{"Ophys.Device={name: A}", "Ophys.Device[0].name", "A"},
		{"extra.rig=7", "extra.rig", uint64(7)},
		{"extra.on=true", "extra.on", true},
		{"extra.list=[1, {a: b}]", "extra.list", []any{uint64(1), map[string]any{"a": "b"}}},
		{`extra."a.b"."=".c=x`, `extra."a.b"."=".c`, "x"},
	} {
		d := Merge(must(Defaults())(t), must(fromText("lab.yaml", []byte("NWBFile: {lab: L}")))(t), must(FromSets("--set", []string{c.set}))(t))
		var got any
		for _, v := range d.Values() {
			if v.Path == c.path {
				got = v.Value
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.set, diff)
		}
	}
	for _, c := range []struct{ set, want string }{
		{"Ophys.Device=Microscope", "found a single value, expected a list of objects"},
		{"Subject=M042", "found a single value, expected keys with values"},
		{"Ophys.ImagingPlane.excitation_lambda=[920]", "is not a number"},
		{"Ophys.ImagingPlane.excitation_lambda=920 nm", "write 920"},
		{"NWBFile.keywords=[{a: b}]", "found keys with values, expected a single value"},
	} {
		_, err := Merge(must(Defaults())(t), must(FromSets("--set", []string{c.set}))(t)).Resolve(testOptions())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", c.set, err, c.want)
		}
	}
}
