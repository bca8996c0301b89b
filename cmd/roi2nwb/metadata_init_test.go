package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/schema"
)

// templated returns the template of a source as a file in folder.
func templated(t *testing.T, source, folder string, flags ...string) string {
	t.Helper()
	var out, bad bytes.Buffer
	path := filepath.Join(folder, "session.yaml")
	args := append([]string{"metadata", "init", source, "-o", path, "--overwrite"}, flags...)
	if code := run(t.Context(), args, Streams{Out: &out, Err: &bad}); code != exitDone || out.Len() > 0 || !strings.HasPrefix(bad.String(), "wrote ") {
		t.Fatalf("%q: exit status %d\n%s%s", args, code, out.String(), bad.String())
	}
	return path
}

// fillings are true-looking values, by the keys that a template marks; those of
// lists stand in brackets.
var fillings = map[string]string{
	"session_description": "Head-fixed mouse on a wheel.", "session_start_time": `"2024-05-17T14:30:00+02:00"`,
	"session_id": "D1S4", "experimenter": `"Doe, Jane", "Roe-Müller, Richard M."`, "lab": "Doe lab",
	"experiment_description": "Orientation tuning of layer 2/3 neurons.", "institution": "University of Somewhere",
	"keywords": "vision, calcium imaging", "subject_id": "M042", "species": "Mus musculus", "sex": "F", "age": "P90D",
	"description": "Told by somebody who was there.", "indicator": "GCaMP6f", "location": "VISp",
	"excitation_lambda": "920", "emission_lambda": "525",
}

var marked = regexp.MustCompile(`(?m)^([ -]*)(\w+): (TODO|\[TODO\])`)

// filled puts values in place of all that a template marks.
func filled(t *testing.T, path string) {
	t.Helper()
	text := marked.ReplaceAllStringFunc(string(content(t, path)), func(line string) string {
		m := marked.FindStringSubmatch(line)
		value, ok := fillings[m[2]]
		if !ok {
			t.Errorf("%s: %q was not expected to be marked", path, m[2])
		}
		if strings.HasPrefix(m[3], "[") {
			value = "[" + value + "]"
		}
		return m[1] + m[2] + ": " + value
	})
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// everySource returns all genuine results that can be converted.
func everySource(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, source := range genuine(t) {
		if !strings.Contains(source, "zero_components") {
			all = append(all, source)
		}
	}
	for _, s := range minianSources(t) {
		all = append(all, s.convert)
	}
	return all
}

// The template of every source has nothing wrong but what it marks, and filled
// in it leaves nothing to say; what the source knew stays.
func TestTemplateOfEverySource(t *testing.T) {
	for _, source := range everySource(t) {
		seg, err := extract.Open(t.Context(), source, "")
		if err != nil {
			t.Fatal(err)
		}
		path := templated(t, source, t.TempDir())
		merged := func(files ...string) *metadata.Document {
			o := &metadataOptions{Files: files}
			document, err := o.merge(seg, source)
			if err != nil {
				t.Fatalf("%s: %v", source, err)
			}
			return document
		}
		marks := len(marked.FindAllString(string(content(t, path)), -1))
		for _, p := range merged(path).Report(metadata.Options{}) {
			if p.Rule != schema.TodoRule {
				t.Errorf("%s: %v", source, p)
			}
			marks--
		}
		if marks != 0 {
			t.Errorf("%s: %d marks more than problems", source, marks)
		}
		filled(t, path)
		known, whole := merged(), merged(path)
		for _, p := range whole.Report(metadata.Options{DANDI: true}) {
			t.Errorf("%s: %v", source, p)
		}
		for _, h := range seg.Hints {
			if origin := known.Origin(h.Path); !strings.HasPrefix(origin, "source") {
				t.Errorf("%s: %s comes from %q", source, h.Path, origin)
			}
			if origin := whole.Origin(h.Path); !strings.HasPrefix(origin, path) {
				t.Errorf("%s: %s comes from %q and not from the template", source, h.Path, origin)
			}
		}
		before, _ := known.Resolve(metadata.Options{StartTime: "2024-05-17T14:30:00+02:00"})
		after, err := whole.Resolve(metadata.Options{DANDI: true})
		if err != nil {
			t.Errorf("%s: %v", source, err)
		}
		compareKnown(t, source, before, after)
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
	}
}

// compareKnown holds what a source knew against what its template says.
func compareKnown(t *testing.T, source string, before, after *metadata.Metadata) {
	t.Helper()
	if d := cmp.Diff(before.Names, after.Names); d != "" {
		t.Errorf("%s: names (-source +template):\n%s", source, d)
	}
	if before.File.SessionID != "" && before.File.SessionID != after.File.SessionID || before.File.Notes != after.File.Notes ||
		before.Subject != nil && before.Subject.ID != after.Subject.ID {
		t.Errorf("%s: from %+v, %+v to %+v, %+v", source, before.File, before.Subject, after.File, after.Subject)
	}
	rates := func(m *metadata.Metadata) (rates []float64) {
		for _, p := range m.Planes {
			rates = append(rates, p.ImagingRate)
		}
		return rates
	}
	if d := cmp.Diff(rates(before), rates(after), cmpopts.EquateNaNs()); d != "" {
		t.Errorf("%s: imaging rates (-source +template):\n%s", source, d)
	}
}

// The template of a Minian result is as it was looked at. That of a CaImAn
// result stands in testdata/script/metadata_init.txtar.
func TestTemplateOfMinian(t *testing.T) {
	golden, err := filepath.Abs(filepath.Join("testdata", "template", "minian.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join("..", "..", "testdata"))
	var out, bad bytes.Buffer
	if code := run(t.Context(), []string{"metadata", "init", "minian/v202_subset/m01/s2/minian"}, Streams{Out: &out, Err: &bad}); code != exitDone {
		t.Fatalf("exit status %d: %s", code, bad.String())
	}
	if *updateScripts {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(string(content(t, golden)), out.String()); d != "" {
		t.Errorf("template (-want +got):\n%s", d)
	}
}

func TestMetadataInitFlags(t *testing.T) {
	var got *metadataInitOptions
	c := newMetadataInitCommand(Streams{}, func(_ context.Context, _ Streams, o *metadataInitOptions) error {
		got = o
		return nil
	})
	c.SetArgs([]string{"a.hdf5", "-o", "b.yaml", "-m", "1.yaml", "-m", "2.yaml", "--set", "a=b", "--start-time", "2024-05-17",
		"--timezone", "UTC", "--from-path", "{x}/y", "--overwrite", "--ask", "--format", "caiman"})
	if err := c.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := &metadataInitOptions{Source: "a.hdf5", Output: "b.yaml", sourceOptions: sourceOptions{Format: "caiman"}, Overwrite: true, Ask: true,
		metadataOptions: metadataOptions{Files: []string{"1.yaml", "2.yaml"}, Sets: []string{"a=b"},
			StartTime: "2024-05-17", Timezone: "UTC", FromPath: "{x}/y"}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(metadataInitOptions{})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
