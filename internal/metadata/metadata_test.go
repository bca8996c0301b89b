package metadata

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/configs"
	"roi2nwb/internal/metadata/tree"
)

// testOptions freezes the clock.
func testOptions() Options {
	return Options{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// must unwraps a result: must(f())(t).
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// merged resolves yaml texts over the defaults; they are named a.yaml, b.yaml.
func merged(t *testing.T, sets []string, texts ...string) (*Document, *Metadata) {
	t.Helper()
	layers := []*Layer{must(Defaults())(t)}
	for i, s := range texts {
		layers = append(layers, must(fromText(string(rune('a'+i))+".yaml", []byte(s)))(t))
	}
	layers = append(layers, must(FromSets("--set", append([]string{"NWBFile.session_start_time=2024-05-17T14:30:00+02:00"}, sets...)))(t))
	d := Merge(layers...)
	return d, must(d.Resolve(testOptions()))(t)
}

func TestDefaultsLackOnlyTheStart(t *testing.T) {
	d := Merge(must(Defaults())(t))
	m, err := d.Resolve(testOptions())
	var problems tree.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got error %v, want Problems", err)
	}
	want := tree.Problems{{Rule: "session-start-missing", Path: "NWBFile.session_start_time", Message: "nobody gave the time at which the session started",
		Cure: tree.CureOf(tree.GiveStart, "NWBFile.session_start_time", "2024-05-17T14:30:00+02:00")}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	var missing []string
	for _, x := range m.Missing() {
		missing = append(missing, x.For+" "+x.Path)
	}
	wantMissing := []string{
		"nwb NWBFile.session_start_time", "nwb NWBFile.session_description", "nwb Ophys.Device[0].description",
		"nwb Ophys.ImagingPlane[0].indicator", "nwb Ophys.ImagingPlane[0].location",
		"nwb Ophys.ImagingPlane[0].excitation_lambda", "nwb Ophys.ImagingPlane[0].optical_channel[0].emission_lambda",
		"dandi Subject.subject_id", "dandi Subject.species", "dandi Subject.sex", "dandi Subject.age", "dandi NWBFile.session_id",
		"recommended NWBFile.experimenter", "recommended NWBFile.experiment_description",
		"recommended NWBFile.institution", "recommended NWBFile.lab", "recommended NWBFile.keywords",
	}
	if diff := cmp.Diff(wantMissing, missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if m.Subject != nil {
		t.Errorf("got subject %+v, want none", m.Subject)
	}
	wantNames := Names{
		Segmentation:           Named{Name: "ImageSegmentation"},
		PlaneSegmentation:      Named{Name: "PlaneSegmentation", ImagingPlane: "ImagingPlane"},
		BackgroundSegmentation: Named{Name: "BackgroundPlaneSegmentation", ImagingPlane: "ImagingPlane"},
		Fluorescence:           Named{Name: "Fluorescence"},
		DfOverF:                Named{Name: "DfOverF"},
		Traces: map[string]Named{"raw": {Name: "RoiResponseSeries"}, "denoised": {Name: "Denoised"},
			"deconvolved": {Name: "Deconvolved"}, "baseline": {Name: "Baseline"}, "initial_calcium": {Name: "InitialCalcium"},
			"transients": {Name: "Transients"}, "background": {Name: "Background"}, "dff": {Name: "RoiResponseSeries"}},
		ImagesBox: Named{Name: "SegmentationImages", Description: "Summary images of the segmentation."},
		Images: map[string]Named{"correlation_image": {Name: "correlation_image"}, "noise_image": {Name: "noise_image"},
			"baseline_image": {Name: "baseline_image"}, "background_mean_image": {Name: "background_mean_image"},
			"mean_image": {Name: "mean_image"}, "maximum_projection": {Name: "maximum_projection"}, "pnr_image": {Name: "pnr_image"}},
	}
	if diff := cmp.Diff(wantNames, m.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestExamplesAreComplete(t *testing.T) {
	for _, name := range []string{"example.yaml", "example_1p.yaml"} {
		t.Run(name, func(t *testing.T) {
			layer := must(fromText(name, must(configs.FS.ReadFile(name))(t)))(t)
			m := must(Merge(must(Defaults())(t), layer).Resolve(testOptions()))(t)
			if missing := m.Missing(); len(missing) > 0 {
				t.Errorf("missing: %+v", missing)
			}
			if len(m.Warnings) > 0 {
				t.Errorf("warnings: %v", m.Warnings)
			}
			if len(m.Devices) != 1 || len(m.Planes) != 1 || len(m.Planes[0].Channels) != 1 {
				t.Errorf("got %d devices, %d planes; want one each", len(m.Devices), len(m.Planes))
			}
		})
	}
}

func TestMissingCountsWhatSaysNothing(t *testing.T) {
	_, m := merged(t, nil, `
NWBFile: {session_description: None}
Subject: {subject_id: M042, species: Mus musculus, sex: F, date_of_birth: 2024-01-01}
Ophys:
  Device: [{name: Scope, description: A scope}]
  ImagingPlane: [{indicator: unknown, location: CA1, excitation_lambda: NaN, optical_channel: {emission_lambda: 510}}]
`)
	var got []string
	for _, x := range m.Missing() {
		if x.For != "recommended" {
			got = append(got, x.Path+"="+x.Example)
		}
	}
	want := []string{
		"NWBFile.session_description=Mouse running on a wheel, no stimulus",
		"Ophys.ImagingPlane[0].indicator=GCaMP6f",
		"Ophys.ImagingPlane[0].excitation_lambda=920",
		"NWBFile.session_id=D1S4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

func TestMerge(t *testing.T) {
	d, m := merged(t, []string{
		"Subject.subject_id=007", "NWBFile.keywords=[a, b]", "NWBFile.notes=a: b # c", "Ophys.ImagingPlane.location=VISp",
		"Ophys.ImagingPlane[0].optical_channel[0].emission_lambda=510", "NWBFile.experimenter=Doe, Jane",
	}, `
NWBFile: {lab: Doe lab, institution: Here, session_id: 0x1F, keywords: [x, y, z]}
Ophys:
  Device: [{name: Scope, description: old, manufacturer: Makers}]
  ImagingPlane:
    - indicator: GCaMP6f
      grid_spacing: [1e-6, 1e-6]
extra: {rig: 7, list: [1, 2.5, yes, null]}
`, `
NWBFile:
  lab: null
  institution: ""
  virus: |
    AAV
    two lines
Ophys:
  Device: [{name: Scope, description: new}]
`)
	if diff := cmp.Diff([]Device{{Name: "Scope", Description: "new", Manufacturer: "Makers"}}, m.Devices); diff != "" {
		t.Errorf("devices (-want +got):\n%s", diff)
	}
	wantPlane := ImagingPlane{Name: "ImagingPlane", Description: "The plane or volume that was imaged.", Indicator: "GCaMP6f",
		Location: "VISp", ExcitationLambda: math.NaN(), ImagingRate: math.NaN(), Device: "Scope",
		GridSpacing: []float64{1e-6, 1e-6}, GridSpacingUnit: "meters",
		Channels: []OpticalChannel{{Name: "OpticalChannel", Description: "An optical channel of the microscope.", EmissionLambda: 510}}}
	sameNaN := cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
	if diff := cmp.Diff([]ImagingPlane{wantPlane}, m.Planes, sameNaN); diff != "" {
		t.Errorf("planes (-want +got):\n%s", diff)
	}
	f := m.File
	for _, c := range []struct{ what, got, want string }{
		{"subject_id", m.Subject.ID, "007"}, {"notes", f.Notes, "a: b # c"}, {"session_id", f.SessionID, "0x1F"},
		{"lab", f.Lab, ""}, {"institution", f.Institution, ""}, {"virus", f.Virus, "AAV\ntwo lines"},
		{"keywords", strings.Join(f.Keywords, "|"), "a|b"}, {"experimenter", strings.Join(f.Experimenter, "|"), "Doe, Jane"},
		{"start", f.SessionStart.Format(time.RFC3339Nano), "2024-05-17T14:30:00+02:00"},
		{"origin of device", d.Origin("Ophys.Device[0].manufacturer"), "a.yaml:4:58"},
		{"origin of description", d.Origin("Ophys.Device.description"), "b.yaml:9:39"},
		{"origin of subject", d.Origin("Subject.subject_id"), "--set"},
		{"origin of a default", d.Origin("Ophys.Fluorescence.PlaneSegmentation.raw.name"), "default"},
		{"origin of nothing", d.Origin("NWBFile.lab"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	wantExtra := map[string]any{"rig": uint64(7), "list": []any{uint64(1), 2.5, "yes", nil}}
	if diff := cmp.Diff(wantExtra, m.Extra); diff != "" {
		t.Errorf("extra (-want +got):\n%s", diff)
	}
}

func TestNamedLists(t *testing.T) {
	for _, c := range []struct {
		name  string
		sets  []string
		Texts []string
		want  string // devices, then planes as name>device
	}{
		{"nothing", nil, nil, "Microscope; ImagingPlane>Microscope"},
		{"renamed", nil, []string{"Ophys: {Device: [{name: A}], ImagingPlane: [{name: P}]}"}, "A; P>A"},
		{"one object for a list", nil, []string{"Ophys: {Device: {name: A}}"}, "A; ImagingPlane>A"},
		{"no name", nil, []string{"Ophys: {Device: [{description: d}]}"}, "Microscope; ImagingPlane>Microscope"},
		{"two planes of one device", nil, []string{"Ophys: {Device: [{name: A}], ImagingPlane: [{name: P}, {name: Q}], ImageSegmentation: {plane_segmentations: [{imaging_plane: Q}, {imaging_plane: Q}]}}"}, "A; P>A Q>A"},
		{"two files", nil, []string{"Ophys: {Device: [{name: A}]}", "Ophys: {Device: [{name: B}], ImagingPlane: [{device: B}]}"}, "A B; ImagingPlane>B"},
		{"named later", nil, []string{"Ophys: {Device: [{description: d}]}", "Ophys: {Device: [{name: B}]}"}, "B; ImagingPlane>B"},
		{"renamed by set", []string{"Ophys.Device.name=S"}, []string{"Ophys: {Device: [{name: A}]}"}, "S; ImagingPlane>S"},
		{"added by set", []string{"Ophys.Device[1].name=S", "Ophys.ImagingPlane.device=S"}, []string{"Ophys: {Device: [{name: A}]}"}, "A S; ImagingPlane>S"},
		{"added to the default by set", []string{"Ophys.Device[1].name=S", "Ophys.ImagingPlane.device=Microscope"}, nil, "Microscope S; ImagingPlane>Microscope"},
		{"empty section", nil, []string{"Ophys:\nSubject:\n"}, "Microscope; ImagingPlane>Microscope"},
		{"null name", nil, []string{"Ophys: {Device: [{name: null}]}"}, "Microscope; ImagingPlane>Microscope"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, m := merged(t, c.sets, c.Texts...)
			var devices, planes []string
			for _, d := range m.Devices {
				devices = append(devices, d.Name)
			}
			for _, p := range m.Planes {
				planes = append(planes, p.Name+">"+p.Device)
			}
			if got := strings.Join(devices, " ") + "; " + strings.Join(planes, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTablesAreFoundByRole(t *testing.T) {
	d, m := merged(t, nil, `
Ophys:
  ImageSegmentation:
    plane_segmentations:
      - {name: My background, description: bg}
      - {name: Neu.rons}
  Fluorescence:
    Neu.rons: {raw: {name: F, unit: V}}
    My background: {neuropil: {name: N}}
  SegmentationImages:
    Neu.rons: {correlation: {name: Cn}}
`)
	n := m.Names
	got := []string{n.PlaneSegmentation.Name, n.BackgroundSegmentation.Name, n.BackgroundSegmentation.Description,
		n.Traces["raw"].Name, n.Traces["raw"].Unit, n.Traces["denoised"].Name, n.Traces["background"].Name, n.Images["correlation_image"].Name,
		d.Origin(`Ophys.Fluorescence."Neu.rons".raw.name`)}
	want := []string{"Neu.rons", "My background", "bg", "F", "V", "Denoised", "N", "Cn", "a.yaml:8:28"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestHints(t *testing.T) {
	hints := must(FromHints("source", []Hint{
		{Path: "Ophys.ImagingPlane.imaging_rate", Value: 29.97, Origin: "params/data/fr"},
		{Path: "Ophys.Device.name", Value: "Miniscope", Origin: "metaData.json"},
		{Path: "Ophys.ImagingPlane.grid_spacing", Value: []float64{1, 2}, Origin: "params/data/dxy"},
		{Path: "Ophys.ImagingPlane.grid_spacing_unit", Value: "micrometers"},
		{Path: "Ophys.ImagingPlane.excitation_lambda", Value: math.NaN()},
		{Path: "NWBFile.session_start_time", Value: "2024-05-17T14:30:00.123456789Z", Origin: "metaData.json"},
	}))(t)
	user := must(fromText("lab.yaml", []byte("Ophys: {ImagingPlane: [{name: P, grid_spacing: null}]}")))(t)
	d := Merge(must(Defaults())(t), hints, user)
	m := must(d.Resolve(testOptions()))(t)
	p := m.Planes[0]
	if len(m.Planes) != 1 || p.Name != "P" || p.ImagingRate != 29.97 || p.Device != "Miniscope" || p.GridSpacing != nil {
		t.Errorf("got planes %+v", m.Planes)
	}
	if got := m.File.SessionStart.Nanosecond(); got != 123456000 {
		t.Errorf("got %d ns, want microseconds kept", got)
	}
	if got, want := d.Origin("Ophys.ImagingPlane.imaging_rate"), "source: params/data/fr"; got != want {
		t.Errorf("got origin %q, want %q", got, want)
	}
	for _, bad := range []Hint{{Path: "Ophys.Nothing", Value: 1}, {Path: "NWBFile.lab", Value: struct{}{}}, {Path: "", Value: ""}} {
		if _, err := FromHints("source", []Hint{bad}); err == nil {
			t.Errorf("hint %+v: got no error", bad)
		}
	}
}

func TestKeyedShape(t *testing.T) {
	_, m := merged(t, nil, `
DeviceModels:
  m: {name: TS, manufacturer: Makers, model_number: null, description: big}
Devices:
  scope: {name: Scope, description: d, device_model_metadata_key: m}
  unused: null
Ophys:
  ImagingPlanes:
    plane: {name: P, indicator: GCaMP6f, device_metadata_key: scope, location: null}
  PlaneSegmentations:
    cells: {name: Neurons, description: checked, imaging_plane_metadata_key: plane}
  RoiResponses:
    cells: {raw: {name: F}, dff: {name: D}}
  SegmentationImages:
    cells: {correlation: {name: Cn}}
  MicroscopySeries:
    movie: {name: TwoPhotonSeries}
`)
	if diff := cmp.Diff([]Device{{Name: "Scope", Description: "d", Manufacturer: "Makers", ModelName: "TS", ModelDescription: "big"}}, m.Devices); diff != "" {
		t.Errorf("devices (-want +got):\n%s", diff)
	}
	n := m.Names
	got := []string{m.Planes[0].Name, m.Planes[0].Device, m.Planes[0].Location, n.PlaneSegmentation.Name, n.PlaneSegmentation.ImagingPlane,
		n.Traces["raw"].Name, n.Traces["dff"].Name, n.Images["correlation_image"].Name}
	want := []string{"P", "Scope", "", "Neurons", "P", "F", "D", "Cn"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.json", "\ufeff{\"NWBFile\": {\"session_start_time\": \"2024-05-17T14:30:00Z\", \"lab\": \"D\\u00f6 \\/ \\ud83d\\ude00\",\r\n \"keywords\": [\"a\"]}}")
	m := must(Merge(must(Defaults())(t), must(ReadFile(good))(t)).Resolve(testOptions()))(t)
	if want := "Dö / 😀"; m.File.Lab != want {
		t.Errorf("got lab %q, want %q", m.File.Lab, want)
	}
	if _, err := ReadFile(write("empty.yaml", "# nothing\n")); err != nil {
		t.Errorf("empty file: %v", err)
	}

	bomb := "extra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 9; i++ {
		prev := string(rune('0' + i - 1))
		bomb += "  a" + string(rune('0'+i)) + ": &a" + string(rune('0'+i)) + " [" + strings.Repeat("*a"+prev+", ", 9) + "*a" + prev + "]\n"
	}
	for _, c := range []struct{ name, content, want string }{
		{"bomb.yaml", bomb, "more than 262144 values"},
		{"cycle.yaml", "extra: &a [*a]\n", "stands for a value"},
		{"deep.yaml", strings.Repeat("[", 1<<16), "nested more than"},
		{"dashes.yaml", strings.Repeat("- ", 1<<16), "nested more than"},
		{"tags.yaml", strings.Repeat("!a ", 1<<16), "nested more than"},
		{"items.yaml", strings.Repeat("- a\n", tree.MaxTokens), "pieces of YAML"},
		{"keys.yaml", strings.Repeat("- a: 1\n", tree.MaxKeys+1), "more than 10000 keys"},
		{"large.yaml", strings.Repeat("# x\n", tree.MaxBytes/4+1), "bytes"},
		{"utf16.yaml", "\xff\xfeN\x00", "UTF-8"},
		{"tab.yaml", "NWBFile:\n\tlab: x\n", "tab.yaml:2:"},
	} {
		_, err := ReadFile(write(c.name, c.content))
		var problems tree.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want Problems with %q", c.name, err, c.want)
		}
	}
	if _, err := ReadFile(filepath.Join(dir, "absent.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent file: got %v", err)
	}
}

func TestYAMLFeatures(t *testing.T) {
	_, m := merged(t, nil, `
extra:
  base: &plane {indicator: GCaMP6f, location: CA1}
Ophys:
  ImagingPlane:
    - <<: *plane
      location: VISp
NWBFile:
  lab: !!str 12
  slices: "null"
  notes: ~
  surgery: &name here
  virus: *name
  protocol: >-
    folded
    text
`)
	f := m.File
	got := []string{m.Planes[0].Indicator, m.Planes[0].Location, f.Lab, f.Slices, f.Notes, f.Surgery, f.Virus, f.Protocol}
	want := []string{"GCaMP6f", "VISp", "12", "null", "", "here", "here", "folded text"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSetsRefused(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"NWBFile.lab", "want path=value"},
		{"=x", "want a key"},
		{"NWBFile..lab=x", "want a key"},
		{"Ophys.Device[].name=a", "in brackets"},
		{"Ophys.Device[100000].name=a", "in brackets"},
		{"Ophys.Device[0]name=a", "want a dot"},
		{`Ophys."x=a`, "want path=value"},
		{"NWBFile.keywords=[a", "value"},
		{"NWBFile.lab=\xff", "UTF-8"},
		{"extra.\xff=a", "UTF-8"},
	} {
		if _, err := FromSets("--set", []string{c.set}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got error %v, want %q in it", c.set, err, c.want)
		}
	}
}
