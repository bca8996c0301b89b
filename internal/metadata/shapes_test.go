package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"

	"github.com/google/go-cmp/cmp"
)

// published are key sets of metadata files that labs use with neuroconv, and of
// its own templates, with what they cause here: errors, and keys not used.
var published = []struct{ name, Text, want string }{
	{"mini-scope pipeline", `
NWBFile: {keywords: [hippocampus], institution: I, lab: L, experimenter: ["Doe, Jane"], surgery: S, virus: V}
Subject: {species: Mus musculus, age: P12W/P18W, sex: M, strain: C57BL/6J, genotype: wild-type}
Ophys:
  OnePhotonSeries: [{name: OnePhotonSeries, imaging_plane: ImagingPlane, unit: n.a.}]
  ImagingPlane:
    - {name: ImagingPlane, excitation_lambda: 496.0, location: CA1, device: Microscope, indicator: GCaMP6f,
       optical_channel: [{name: GreenChannel, description: Green, emission_lambda: 513.0}]}
`, "unused Ophys.OnePhotonSeries"},
	{"mesoscope pipeline", `
Ophys:
  Device: [{name: TwoPhotonMesoscope, description: d}]
  TwoPhotonSeries: [{name: TwoPhotonSeries}]
  ImagingPlane: [{name: ImagingPlane, excitation_lambda: 920.0, imaging_rate: 5.07, location: MOs, grid_spacing_unit: meters, indicator: GCaMP6s}]
  ImageSegmentation: {plane_segmentations: [{name: PlaneSegmentation, description: d, imaging_plane: ImagingPlane}]}
  Fluorescence:
    plane_segmentation: {raw: {name: R, description: d, unit: n.a.}, deconvolved: {name: D}, neuropil: {name: N}, haemocorrected: {name: H}}
  SegmentationImages: {plane_segmentation: {mean: {name: M}, f_per_pixel: {name: X}}}
`, "unused Ophys.TwoPhotonSeries, Ophys.Fluorescence.plane_segmentation.haemocorrected, Ophys.SegmentationImages.plane_segmentation.f_per_pixel"},
	{"whole-brain pipeline", `
Ophys:
  Device: [{name: Microscope, manufacturer: ZEISS}]
  ImagingPlane: [{name: Volume, device: Microscope, location: whole-brain, reference_frame: dorsal, conversion: 1.0, unit: meters, manifold: [[1]]}]
  ImageSegmentation: {name: VolumeSegmentation, plane_segmentations: [{name: NeuronVolumeSegmentation}]}
  Fluorescence: {name: Fluorescence, roi_response_series: [{name: NeuronFluorescence}]}
  DfOverF: {name: DfOverF, roi_response_series: [{name: NeuronDfOverF}]}
`, "unused Ophys.ImagingPlane[0].conversion, Ophys.ImagingPlane[0].unit, Ophys.ImagingPlane[0].manifold, Ophys.Fluorescence.roi_response_series, Ophys.DfOverF.roi_response_series"},
	{"other recordings", `
$schema: x.json
Behavior: {Position: {name: P}}
Ecephys: {Device: [{name: probe}], ElectricalSeries: {name: E}}
Icephys: {Sessions: []}
Ogen: {Device: {name: Laser}}
Events: {EventTables: {a: {}}}
SubjectMaps: {a: b}
Ophys: {FiberPhotometry: {OpticalFibers: [{name: F}]}, OptogeneticStimulusSite: [{name: s}], OptogeneticSeries: [{name: t}]}
`, "unused Behavior, Ecephys, Icephys, Ogen, Events, SubjectMaps, Ophys.FiberPhotometry, Ophys.OptogeneticStimulusSite, Ophys.OptogeneticSeries"},
	{"miniscope device of another class", `
Ophys:
  Device: [{name: Miniscope, compression: FFV1, deviceType: Miniscope_V3, frameRate: 15FPS, framesPerFile: 1000, gain: High, led0: 47}]
  Fluorescence: {PlaneSegmentation: {raw: {name: R, rate: 10.0, comments: c, conversion: 1.0}}}
`, "unused Ophys.Device[0].compression, Ophys.Device[0].deviceType, Ophys.Device[0].frameRate, Ophys.Device[0].framesPerFile, " +
		"Ophys.Device[0].gain, Ophys.Device[0].led0, Ophys.Fluorescence.PlaneSegmentation.raw.rate, " +
		"Ophys.Fluorescence.PlaneSegmentation.raw.comments, Ophys.Fluorescence.PlaneSegmentation.raw.conversion"},
	{"blank keyed template", blankTemplate, "unused Ophys.MicroscopySeries"},
	{"keyed, with devices of other recordings", `
DeviceModels: {fm: {name: FM, manufacturer: Q, numerical_aperture: 0.4, type: OpticalFiberModel}}
Devices:
  scope: {name: Scope, description: d}
  camera: {name: Camera}
  fibre: {name: Fibre, type: OpticalFiber, device_model_metadata_key: fm, fiber_insertion: {depth_in_mm: 1}}
Ophys: {ImagingPlanes: {p: {name: P, device_metadata_key: scope}}}
Behavior: {ExternalVideos: {v: {device_metadata_key: camera}}}
`, "unused DeviceModels.fm, Devices.camera, Devices.fibre, Behavior"},
	{"devices as a list at the top", "Devices: [{name: A, description: d}]\nOphys: {ImagingPlane: [{name: P, device: A}]}", ""},
	{"devices as a list beside keys", "Devices: [{name: A}, {name: B}]\nOphys: {ImagingPlanes: {p: {name: P, device_metadata_key: A}}}", ""},
	{"an experimenter who is no list", `{"NWBFile": {"experimenter": "Tester, A.", "session_description": "s"}, "Subject": {"sex": "M", "subject_id": "sid000"}}`, ""},

	{"slips near known keys", `
Subjekt: {sex: M}
lab: L
session: {a: b}
nwbfile: {}
Ophys:
  ImagingPlaine: []
  Fluorescence: {PlaneSegmentation: {denoized: {name: D}, dff: {name: D}, raw: {nmae: R}}}
  Device: [{nam: x, led: 1}]
  Widefield: {a: b}
`, "error Subjekt, lab, nwbfile, Ophys.ImagingPlaine, Ophys.Fluorescence.PlaneSegmentation.denoized, Ophys.Fluorescence.PlaneSegmentation.dff, " +
		"Ophys.Fluorescence.PlaneSegmentation.raw.nmae, Ophys.Device[0].nam, Ophys.Device[0].led, Ophys.Widefield; unused session"},
	{"slips in models", "DeviceModels: {m: {nam: M}}\nDevices: {d: {name: D, device_model_metadata_key: m}}", "error DeviceModels.m.nam"},
	{"three tables", "Ophys: {ImageSegmentation: {plane_segmentations: [{name: A}, {name: background}, {name: B}]}}",
		"error Ophys.ImageSegmentation.plane_segmentations[2]"},
	{"three keyed tables", "Ophys: {PlaneSegmentations: {a: {name: A}, b: {name: B}}}", "error Ophys.ImageSegmentation.plane_segmentations[1]"},
}

// blankTemplate is what get_metadata_template of neuroconv gives, unfilled.
const blankTemplate = `
DeviceModels: {microscope_model: {name: null, manufacturer: null, model_number: null, description: null}}
Devices: {microscope: {name: null, description: null, serial_number: null, device_model_metadata_key: microscope_model}}
Ophys:
  ImagingPlanes:
    k: {name: null, description: null, device_metadata_key: microscope, excitation_lambda: null, indicator: null, location: null, imaging_rate: null,
        optical_channel: [{name: null, description: null, emission_lambda: null}, {name: null, description: null, emission_lambda: null}],
        origin_coords: null, origin_coords_unit: meters, grid_spacing: null, grid_spacing_unit: meters, reference_frame: null}
  MicroscopySeries: {k: {name: null, unit: null, imaging_plane_metadata_key: k, field_of_view: null}}
  PlaneSegmentations: {k: {name: null, description: null, imaging_plane_metadata_key: k}}
  RoiResponses: {k: {raw: {name: null, description: null, unit: null}, dff: {name: null}, neuropil: {name: null}, deconvolved: {name: null}}}
  SegmentationImages: {k: {mean: {name: null, description: null}, correlation: {name: null, description: null}}}
`

func TestPublishedKeySets(t *testing.T) {
	for _, c := range published {
		t.Run(c.name, func(t *testing.T) {
			l := must(fromText("lab.yaml", []byte(c.Text)))(t)
			d := Merge(must(Defaults())(t), l, must(FromSets("--set", []string{"NWBFile.session_start_time=2024-05-17T14:30:00Z"}))(t))
			m, err := d.Resolve(testOptions())
			var problems tree.Problems
			errors.As(err, &problems)
			var parts, found []string
			for _, p := range problems {
				found = append(found, p.Path)
			}
			if len(found) > 0 {
				parts = append(parts, "error "+strings.Join(found, ", "))
			}
			found = nil
			for _, p := range m.Warnings {
				if p.Rule == "unused" {
					found = append(found, p.Path)
				}
			}
			if len(found) > 0 {
				parts = append(parts, "unused "+strings.Join(found, ", "))
			}
			if diff := cmp.Diff(c.want, strings.Join(parts, "; ")); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

// The blanks of a template take nothing away from what the source knows, and
// name nothing.
func TestBlanksSayNothing(t *testing.T) {
	hints := []Hint{{Path: "Ophys.ImagingPlane.imaging_rate", Value: 30.0, Origin: "fr"}, {Path: "Ophys.Device.name", Value: "Miniscope"}}
	bare, blank := layered(t, hints, nil, nil).Values(), layered(t, hints, nil, []string{blankTemplate}).Values()
	var rest []Value
	for _, v := range blank {
		if !strings.HasSuffix(v.Path, "_unit") && !strings.HasPrefix(v.Path, "Ophys.MicroscopySeries") {
			rest = append(rest, v)
		}
	}
	if diff := cmp.Diff(bare, rest); diff != "" {
		t.Errorf("(-without the template +with it):\n%s", diff)
	}
}

// Keys mean the same object in all files of the keyed shape.
func TestKeyedFilesTogether(t *testing.T) {
	d := layered(t, nil, nil, []string{`
DeviceModels: {m: {name: TS, manufacturer: Makers}}
Devices: {scope: {description: d, device_model_metadata_key: m}}
Ophys:
  ImagingPlanes: {p: {name: P, device_metadata_key: scope, indicator: GCaMP6f}, q: {device_metadata_key: scope}}
  PlaneSegmentations: {cells: {imaging_plane_metadata_key: p, description: first}}
`, `
Ophys:
  ImagingPlanes: {p: {location: CA1}, q: {name: Q}}
  RoiResponses: {cells: {raw: {name: F}, background: {name: B}, dff: {name: D}}}
  SegmentationImages: {cells: {correlation: {name: Cn}}}
`, `
DeviceModels: {m: {model_number: n3}}
Devices: {scope: {name: Scope, manufacturer: null}}
Ophys: {PlaneSegmentations: {cells: {name: Neurons}}, RoiResponses: {cells: {raw: {unit: V}}}}
`, "Ophys: {ImagingPlane: [{name: P, location: CA3}]}"})
	got := told(d, "Ophys.Device[0].name", "Ophys.Device[0].description", "Ophys.Device[0].manufacturer", "Ophys.Device[0].model_name",
		"Ophys.Device[0].model_number", "Ophys.ImagingPlane[0].name", "Ophys.ImagingPlane[0].device", "Ophys.ImagingPlane[0].indicator",
		"Ophys.ImagingPlane[0].location", "Ophys.ImagingPlane[1].name", "Ophys.ImageSegmentation.plane_segmentations[0].name",
		"Ophys.ImageSegmentation.plane_segmentations[0].imaging_plane", "Ophys.Fluorescence.Neurons.raw.name", "Ophys.Fluorescence.Neurons.raw.unit",
		"Ophys.Fluorescence.BackgroundPlaneSegmentation.background.name", "Ophys.DfOverF.Neurons.dff.name", "Ophys.SegmentationImages.Neurons.correlation_image.name")
	want := []string{"Scope (c.yaml:3:25)", "d (a.yaml:3:32)", "Makers (a.yaml:2:44)", "TS (a.yaml:2:26)", "n3 (c.yaml:2:34)", "P (d.yaml:1:31)",
		"Scope (a.yaml:5:53)", "GCaMP6f (a.yaml:5:71)", "CA3 (d.yaml:1:44)", "Q (b.yaml:3:49)", "Neurons (c.yaml:4:44)", "P (a.yaml:6:60)",
		"F (b.yaml:4:38)", "V (c.yaml:4:90)", "B (b.yaml:4:61)", "D (b.yaml:4:77)", "Cn (b.yaml:5:52)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(d.problems) > 0 {
		t.Errorf("problems: %v", d.problems)
	}
}

// A file is the same in YAML and in JSON, as other programs write it.
func TestJSON(t *testing.T) {
	for _, c := range published {
		var asYAML, asJSON []Value
		l := must(fromText("x", []byte(c.Text)))(t)
		asYAML = Merge(must(Defaults())(t), l).Values()
		root := must(schema.Parse("x", []byte(c.Text)))(t)
		for _, indent := range []string{"", "  ", "\t"} {
			text := must(json.MarshalIndent(forJSON(root.Plain()), "", indent))(t)
			l, err := fromText("x", text)
			if err != nil {
				t.Errorf("%s: %v\n%s", c.name, err, text)
				continue
			}
			asJSON = Merge(must(Defaults())(t), l).Values()
			plain := func(list []Value) map[string]string {
				m := map[string]string{}
				for _, v := range list {
					m[v.Path] = fmt.Sprint(v.Value)
				}
				return m
			}
			if c.name == "three tables" || strings.Contains(c.name, "keyed") { // whose order JSON does not keep
				continue
			}
			if diff := cmp.Diff(plain(asYAML), plain(asJSON)); diff != "" {
				t.Errorf("%s (-YAML +JSON):\n%s", c.name, diff)
			}
		}
	}
}
