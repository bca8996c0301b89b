package metadata

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/template"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/metadata/tree/treetest"

	"github.com/google/go-cmp/cmp"
)

// templateLayers are documents of many kinds, by name.
func templateLayers(t *testing.T) map[string][]*Layer {
	t.Helper()
	defaults := must(Defaults())(t)
	hints := must(FromHints("source", []Hint{
		{Path: "Ophys.ImagingPlane.imaging_rate", Value: 29.97, Origin: "params/data/fr"},
		{Path: "Subject.subject_id", Value: "007", Origin: "a\nname: of [several] # lines"},
		{Path: "NWBFile.keywords", Value: []string{"no", "1e5", "a, b"}, Origin: "attributes"},
		{Path: "NWBFile.notes", Value: "two\nlines", Origin: ""},
	}))(t)
	all := map[string][]*Layer{"defaults": {defaults}, "hints": {defaults, hints}}
	file := func(name, text string) {
		all[name] = []*Layer{defaults, hints, must(fromText(name, []byte(text)))(t)}
	}
	for _, name := range []string{"example", "example_1p"} {
		file(name, string(must(os.ReadFile(filepath.Join("..", "..", "configs", name+".yaml")))(t)))
	}
	file("names", `
Ophys:
  ImageSegmentation:
    name: Seg
    plane_segmentations:
      - {name: Bg.background, description: the rest}
      - {name: "My ROIs"}
  Fluorescence:
    "My ROIs": {raw: {name: Raw, unit: counts}, denoised: {description: "a: b"}}
    Bg.background: {neuropil: {name: Neuropil}}
  SegmentationImages:
    PlaneSegmentation: {correlation: {name: Cn}}
`)
	file("several", `
Ophys:
  Device: [{name: One}, {name: Two, description: second, serial_number: "0017"}]
  ImagingPlane:
    - {name: A, device: One, grid_spacing: [1e-6, 2.5E-6], indicator: TODO, excitation_lambda: TODO}
    - {name: B, device: Two, optical_channel: [{name: Red, emission_lambda: 6.0e2}, {name: Green}]}
  ImageSegmentation: {plane_segmentations: [{imaging_plane: B}]}
`)
	file("keyed", `
Devices: {scope: {name: Scope, description: null}}
Ophys:
  ImagingPlanes:
    v1: {name: V1, device_metadata_key: scope, indicator: GCaMP6f, optical_channel: []}
`)
	file("emptied", "Subject: {subject_id: null, strain: null}\nOphys: {ImagingPlane: [{imaging_rate: }]}\n")
	file("born", "Subject: {date_of_birth: 2024-01-31}\nNWBFile: {keywords: [TODO], lab: TODO}\n")
	file("extra", `
extra: {a: [1, 2.5, yes, "yes", 0x10, 1e5, .inf, -.inf, {b: 2024-01-01, c: [[x], {}]}], "1": {}, "no": ~, deep: {deeper: [[], "#"]}}
Ophys: {TwoPhotonSeries: {name: Movie, scan_line_rate: 15e3, "a b": [on]}}
`)
	for i, s := range treetest.AwkwardTexts() {
		if strings.TrimSpace(s) != "" && !strings.HasPrefix(s, schema.TodoWord) {
			text := tree.Quote(s, true)
			all[fmt.Sprintf("text %d", i)] = []*Layer{defaults,
				must(fromText("x", []byte(fmt.Sprintf("NWBFile: {lab: %s, notes: %s, keywords: [%s, x]}\n", text, text, text))))(t)}
		}
	}
	return all
}

// A template over the document that it was made of changes nothing but that the
// fields which wait for a value say so.
func TestTemplateRoundTrip(t *testing.T) {
	options := testOptions()
	for name, layers := range templateLayers(t) {
		t.Run(name, func(t *testing.T) {
			document := Merge(layers...)
			before := errorsOf(document.Report(options))
			text := must(document.Template(template.Options{Title: "Metadata of some results.", Use: []string{"  use it", ""}}))(t)
			layer := must(fromText("template.yaml", text))(t)
			whole := Merge(append(layers[:len(layers):len(layers)], layer)...)

			var want []string
			for _, q := range document.Questions(template.Options{}) {
				if q.Known == "" && q.InsteadOf == "" {
					want = append(want, q.Path)
				}
			}
			var got []string
			for _, p := range whole.Report(options) {
				switch {
				case p.Rule == schema.TodoRule:
					got = append(got, strings.TrimSuffix(p.Path, "[0]"))
				case p.Severity == tree.Error && !contains(before, p):
					t.Errorf("not there before: %v", p)
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("TODO (-asked +reported):\n%s", d)
			}
			compareLeaves(t, leaves(document.root), leaves(whole.root), want)
			checkLook(t, string(text))
			if t.Failed() {
				t.Logf("\n%s", text)
			}
		})
	}
}

func errorsOf(all tree.Problems) (errors tree.Problems) {
	for _, p := range all {
		if p.Severity == tree.Error {
			errors = append(errors, p)
		}
	}
	return errors
}

func contains(all tree.Problems, p tree.Problem) bool {
	for _, q := range all {
		if q.Path == p.Path && q.Rule == p.Rule {
			return true
		}
	}
	return false
}

// leaves are the values below a node, by their paths.
func leaves(n *tree.Node) map[string]any {
	all := map[string]any{}
	var walk func(n *tree.Node, path string)
	walk = func(n *tree.Node, path string) {
		for _, f := range n.Fields {
			walk(f.Value, tree.Join(path, f.Key))
		}
		for i, item := range n.Items {
			walk(item, fmt.Sprintf("%s[%d]", path, i))
		}
		if n.Kind == tree.Scalar {
			all[path] = n.Text
			if strings.HasPrefix(path, "extra.") || strings.HasPrefix(path, "Ophys.TwoPhotonSeries.") {
				all[path] = n.Value
			}
		}
	}
	walk(n, "")
	return all
}

func compareLeaves(t *testing.T, before, after map[string]any, open []string) {
	t.Helper()
	texts := map[string]bool{}
	for _, path := range open {
		texts[path], texts[path+"[0]"] = true, true
	}
	for path, value := range after {
		if texts[path] {
			if value != schema.TodoWord {
				t.Errorf("%s is %v", path, value)
			}
			continue
		}
		if was, there := before[path]; !there || fmt.Sprint(was) != fmt.Sprint(value) && !sameNumber(path, was, value) {
			t.Errorf("%s was %#v and is %#v", path, was, value)
		}
	}
	for path := range before {
		if _, there := after[path]; !there && !texts[path] && before[path] != schema.TodoWord {
			t.Errorf("%s is lost", path)
		}
	}
}

// sameNumber reports whether two values of a key that is a number are the same:
// templates write 1e5 as 100000.
func sameNumber(path string, a, b any) bool {
	steps, err := tree.ParsePath(path)
	if err != nil || schema.At(schema.Known(), steps) == nil || schema.At(schema.Known(), steps).Shape < schema.Number {
		return false
	}
	x, errX := schema.ParseNumber(fmt.Sprint(a))
	y, errY := schema.ParseNumber(fmt.Sprint(b))
	return errX == nil && errY == nil && x == y
}

// checkLook finds lines that are too long, though they could be cut, and other
// ugliness.
func checkLook(t *testing.T, text string) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		comment := line
		if at := strings.Index(line, "# "); at >= 0 {
			comment = line[at+2:]
		}
		switch {
		case strings.TrimRight(line, " \t") != line:
			t.Errorf("line %d ends with spaces: %q", i+1, line)
		case utf8.RuneCountInString(line) > template.LineWidth && strings.Contains(comment, " ") && !strings.Contains(line, `: "`) && !strings.Contains(line, `- "`) && strings.HasPrefix(strings.TrimSpace(line), "#"):
			t.Errorf("line %d has %d characters: %q", i+1, utf8.RuneCountInString(line), line)
		}
	}
}

var commentedKey = regexp.MustCompile(`(?m)^( *)# ((?: *)(?:- )?(?:[a-z_]+|[A-Z][A-Za-z]+(?:F|s|n|e)):(?: .*)?)$`)

// What is commented out is right where somebody takes the "#" away: the keys are
// known, and the examples pass every check.
func TestTemplateExamplesHold(t *testing.T) {
	for _, onePhoton := range []bool{false, true} {
		document := Merge(must(Defaults())(t))
		text := string(must(document.Template(template.Options{OnePhoton: onePhoton}))(t))
		_, body, _ := strings.Cut(text, "\nNWBFile:")
		lines := strings.Split("NWBFile:"+body, "\n")
		uncommented := 0
		for i, line := range lines {
			if m := commentedKey.FindStringSubmatch(line); m != nil && !strings.Contains(line, "# Example") {
				lines[i] = m[1] + m[2]
				uncommented++
			}
		}
		if uncommented < 50 {
			t.Errorf("%d keys are commented out", uncommented)
		}
		text = strings.Join(lines, "\n")
		layer, err := fromText("template.yaml", []byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, p := range Merge(must(Defaults())(t), layer).Report(testOptions()) {
			if p.Rule != "todo" && p.File != "" {
				t.Errorf("%v\n%s", p, p.Excerpt())
			}
		}
		for _, q := range document.Questions(template.Options{OnePhoton: onePhoton}) {
			if _, problems := document.Answer(q.Path, q.Example, testOptions()); len(problems) > 0 {
				t.Errorf("the example of %s: %v", q.Path, problems)
			}
		}
	}
}

// Every field of a template filled in by answers leaves nothing to say, and the
// values known before stay.
func TestAnswersFillTemplate(t *testing.T) {
	for _, name := range []string{"defaults", "hints", "several", "keyed", "names"} {
		layers := templateLayers(t)[name]
		document := Merge(layers...)
		for _, q := range document.Questions(template.Options{}) {
			if q.Known == "" && q.InsteadOf == "" {
				answered, problems := document.Answer(q.Path, q.Example, testOptions())
				if len(problems) > 0 {
					t.Errorf("%s: %s: %v", name, q.Path, problems)
				}
				document = answered
			}
		}
		text := must(document.Template(template.Options{}))(t)
		if strings.Contains(string(text), ": "+schema.TodoWord) || strings.Contains(string(text), "["+schema.TodoWord) {
			t.Errorf("%s:\n%s", name, text)
		}
		whole := Merge(append(layers[:len(layers):len(layers)], must(fromText("template.yaml", text))(t))...)
		options := testOptions()
		options.DANDI = true
		if problems := whole.Report(options); len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func TestAnswer(t *testing.T) {
	options := testOptions()
	options.DANDI = true
	document := Merge(must(Defaults())(t))
	mouse, _ := document.Answer("Subject.species", "Mus musculus", options)
	for _, tt := range []struct {
		document   *Document
		path, Text string
		rule       string // of the problem; "" for none
		value      any    // at the path; nil for nothing
	}{
		{document, "Subject.subject_id", " M042 ", "", "M042"},
		{document, "Subject.subject_id", "007", "", "007"},
		{document, "Subject.subject_id", "a/b", "id-slash", "a/b"},
		{document, "Subject.subject_id", "TODO", "todo", "TODO"},
		{document, "Subject.sex", "female", "subject-sex", "female"},
		{document, "Subject.sex", "", "", nil},
		{document, "Subject.sex", " null", "", nil},
		{document, "Subject.sex", "~", "", nil},
		{document, "Subject.species", "mouse", "subject-species", "mouse"},
		{document, "Subject.age", "90", "subject-age", "90"},
		{document, "Subject.date_of_birth", "2024-01-31", "", "2024-01-31"},
		{document, "NWBFile.session_start_time", "2024-05-17 14:30", "session-start", "2024-05-17 14:30"},
		{document, "NWBFile.experimenter", "Doe, Jane; Roe, Richard ;", "", []any{"Doe, Jane", "Roe, Richard"}},
		{document, "NWBFile.experimenter", "Jane Doe", "experimenter-form", []any{"Jane Doe"}},
		{document, "NWBFile.experimenter", " ; ", "", nil},
		{document, "Ophys.ImagingPlane[0].excitation_lambda", "920", "", 920.0},
		{document, "Ophys.ImagingPlane[0].excitation_lambda", "920 nm", "not-a-number", "920 nm"},
		{document, "Ophys.ImagingPlane[0].excitation_lambda", "0.92", "wavelength-unit", 0.92},
		{document, "Ophys.ImagingPlane[0].location", "my brain", "", "my brain"},
		{mouse, "Ophys.ImagingPlane[0].location", "my brain", "allen-location", "my brain"},
		{mouse, "Ophys.ImagingPlane[0].location", "VISp", "", "VISp"},
		{document, "Ophys.ImagingPlane[0].optical_channel[0].emission_lambda", "525", "", 525.0},
		{document, "NWBFile.nothing", "x", "unknown-key", nil},
	} {
		answered, problems := tt.document.Answer(tt.path, tt.Text, options)
		rule := ""
		for _, p := range problems {
			rule = p.Rule
			if p.File != "" || p.Path == "" {
				t.Errorf("%s=%q: problem %#v", tt.path, tt.Text, p)
			}
		}
		if rule != tt.rule {
			t.Errorf("%s=%q: got rule %q, want %q: %v", tt.path, tt.Text, rule, tt.rule, problems)
		}
		steps := must(tree.ParsePath(tt.path))(t)
		got := tree.Find(answered.root, steps)
		var value any
		if got.Given() && got.At.Source == template.AnswerSource {
			value = got.Plain()
		}
		if d := cmp.Diff(tt.value, value); d != "" {
			t.Errorf("%s=%q (-want +got):\n%s", tt.path, tt.Text, d)
		}
	}
}

// An answer is read as --set reads the same value.
func TestAnswersAgreeWithSets(t *testing.T) {
	document := Merge(must(Defaults())(t))
	for path, text := range map[string]string{
		"NWBFile.session_id": "007", "Subject.weight": "0.022 kg", "NWBFile.notes": "yes: [a]",
		"Ophys.ImagingPlane[0].excitation_lambda": "920", "Ophys.ImagingPlane[0].imaging_rate": "1e1",
		"NWBFile.keywords": "vision",
	} {
		answered, _ := document.Answer(path, text, testOptions())
		set := Merge(must(Defaults())(t), must(FromSets("--set", []string{path + "=" + text}))(t))
		if d := cmp.Diff(leaves(set.root), leaves(answered.root)); d != "" {
			t.Errorf("%s=%s (-set +answer):\n%s", path, text, d)
		}
	}
}

// The template of any file that can be read can be read, and says the same.
func FuzzTemplate(f *testing.F) {
	for _, name := range []string{"example", "example_1p"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "configs", name+".yaml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Add([]byte("extra: {a: [1, {b: ~}], '': x}\nOphys: {Device: [{name: a}, {name: b}], ImagingPlane: {device: b}}\n"))
	f.Add([]byte("Ophys: {ImageSegmentation: {plane_segmentations: [{name: x}, {name: background}]}, Fluorescence: {x: {raw: {unit: '1'}}}}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 4000 {
			return
		}
		layer, err := fromText("lab.yaml", content)
		if err != nil {
			return
		}
		defaults := must(Defaults())(t)
		document := Merge(defaults, layer)
		text, err := document.Template(template.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range errorsOf(document.Report(testOptions())) {
			if p.Rule != "todo" && p.File != "" {
				return // the command says so and makes no template
			}
		}
		again := must(fromText("template.yaml", text))(t)
		if len(again.problems) > 0 {
			t.Fatalf("%v\n%s", again.problems, text)
		}
		var open []string
		for _, q := range document.Questions(template.Options{}) {
			if q.Known == "" && q.InsteadOf == "" {
				open = append(open, q.Path)
			}
		}
		compareLeaves(t, leaves(document.root), leaves(Merge(defaults, layer, again).root), open)
		if t.Failed() {
			t.Logf("\n%s", text)
		}
	})
}
