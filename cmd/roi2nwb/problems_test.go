package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/metadata"
)

func TestWarn(t *testing.T) {
	at := metadata.Problem{File: "lab.yaml", Line: 2, Column: 8, Path: "Subject.sex", Text: "  sex: x", Width: 1}
	with := func(severity metadata.Severity, rule, message, hint string) metadata.Problem {
		p := at
		p.Severity, p.Rule, p.Message, p.Hint = severity, rule, message, hint
		return p
	}
	for _, tt := range []struct {
		name     string
		problems metadata.Problems
		want     string
	}{
		{"none", nil, ""},
		{"suggestion", metadata.Problems{with(metadata.Suggestion, "r", "could be", "")}, ""},
		{"excerpt and hint", metadata.Problems{with(metadata.Warning, "r", "is odd", "write F")}, `roi2nwb: warning: lab.yaml:2:8: Subject.sex: is odd
    2 |   sex: x
      |        ^
roi2nwb: hint: write F
`},
		{"hint of a word", metadata.Problems{with(metadata.Error, "r", "is odd", "F?")}, `roi2nwb: error: lab.yaml:2:8: Subject.sex: is odd (F?)
    2 |   sex: x
      |        ^
`},
		{"two at a place", metadata.Problems{with(metadata.Error, "r", "is odd", ""), with(metadata.Warning, "r", "is rare", "")},
			`roi2nwb: error: lab.yaml:2:8: Subject.sex: is odd
    2 |   sex: x
      |        ^
roi2nwb: warning: lab.yaml:2:8: Subject.sex: is rare
`},
		{"missing at the place", metadata.Problems{with(metadata.Warning, "missing-dandi", "not given", ""), with(metadata.Error, "r", "is odd", "")},
			`roi2nwb: warning: lab.yaml:2:8: Subject.sex: not given
roi2nwb: error: lab.yaml:2:8: Subject.sex: is odd
    2 |   sex: x
      |        ^
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			warn(Streams{Err: &b}, tt.problems)
			if d := cmp.Diff(tt.want, b.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestWithWarnings(t *testing.T) {
	wrong := metadata.Problem{Rule: "a", Message: "wrong"}
	odd := metadata.Problem{Severity: metadata.Warning, Rule: "b", Message: "odd"}
	report := metadata.Problems{
		{Severity: metadata.Warning, Rule: "missing-nwb"}, odd, wrong, {Rule: "forgiven"}, {Severity: metadata.Suggestion, Rule: "c"},
	}
	if d := cmp.Diff(error(metadata.Problems{odd, wrong}), withWarnings(metadata.Problems{wrong}, report)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	other := errors.New("not of metadata")
	if got := withWarnings(other, report); !errors.Is(got, other) {
		t.Errorf("got %v", got)
	}
}

// Whatever stands in a file or in its name, no command prints what a terminal
// would obey.
func TestNothingForTheTerminal(t *testing.T) {
	t.Chdir(t.TempDir())
	const bad = "\x1b]0;x\x07\u202e\u009b31m\r\b"
	name := "\x1b[2Jlab\n.yaml"
	texts := []string{
		fmt.Sprintf("%q: 1\nSubject: {sex: %q, ag: 1, subject_id: %q}\n", bad, bad, bad),
		"Subject:\n  sex: 'f\u202emale\u009b31m'\n  # \x1b[31m\n  ag\x1b[31m: 1\n",
		"Subject: {sex: \"\x1b[31m\n",
	}
	source, err := filepath.Abs(filepath.Join("/", "absent\x1b[31m.hdf5"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			{"metadata", "check", name}, {"metadata", "show", name}, {"metadata", "check", source, name},
			{"metadata", "check", "--set", bad + "=1"}, {"metadata", "check", "--set", "Subject.sex=" + bad}, {"metadata", bad},
		} {
			var out, err bytes.Buffer
			run(t.Context(), args, Streams{Out: &out, Err: &err})
			if all := out.String() + err.String(); strings.ContainsAny(all, "\x1b\x07\u202e\u009b\r\b") || all == "" {
				t.Errorf("%q printed %q", args, all)
			}
		}
	}
}

func TestMetadataTargets(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "minian.json")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		args   []string
		source string
		files  []string
		fails  bool
	}{
		{"nothing", nil, "", []string{"first.yaml"}, false},
		{"files", []string{"a.yaml", "b.YML", "c.json"}, "", []string{"first.yaml", "a.yaml", "b.YML", "c.json"}, false},
		{"among files", []string{"a.yaml", "x.hdf5", "b.yaml"}, "x.hdf5", []string{"first.yaml", "a.yaml", "b.yaml"}, false},
		{"a folder", []string{folder}, folder, []string{"first.yaml"}, false},
		{"two sources", []string{"x.hdf5", "y.hdf5"}, "x.hdf5", []string{"first.yaml"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target := metadataTarget{metadataOptions: metadataOptions{Files: []string{"first.yaml"}}}
			if err := target.take(tt.args, newMetadataCheckCommand(Streams{}, nil).Flags()); (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			if d := cmp.Diff(tt.files, target.Files); d != "" || target.Source != tt.source {
				t.Errorf("source %q, files (-want +got):\n%s", target.Source, d)
			}
		})
	}
}

func TestMetadataFlags(t *testing.T) {
	want := metadataTarget{Source: "a.hdf5", Timing: timingOptions{Timestamps: "times.csv", Mend: true}, sourceOptions: sourceOptions{Format: "caiman"}, metadataOptions: metadataOptions{
		Files: []string{"1.yaml", "2.yaml"}, Sets: []string{"a=b"}, StartTime: "t", Timezone: "z", FromPath: "{subject_id}", DANDI: true}}
	args := []string{"a.hdf5", "2.yaml", "-m", "1.yaml", "--set", "a=b", "--start-time", "t", "--timezone", "z",
		"--from-path", "{subject_id}", "--dandi", "--format", "caiman", "--timestamps", "times.csv", "--mend-times", "--json"}

	var checked *metadataCheckOptions
	check := newMetadataCheckCommand(Streams{}, func(_ context.Context, _ Streams, o *metadataCheckOptions) error {
		checked = o
		return nil
	})
	check.SetArgs(append(args, "-q"))
	if err := check.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(&metadataCheckOptions{want, true, true}, checked, cmp.AllowUnexported(metadataCheckOptions{}, metadataTarget{})); d != "" {
		t.Errorf("check (-want +got):\n%s", d)
	}

	var shown *metadataShowOptions
	show := newMetadataShowCommand(Streams{}, func(_ context.Context, _ Streams, o *metadataShowOptions) error {
		shown = o
		return nil
	})
	show.SetArgs(args)
	if err := show.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(&metadataShowOptions{want, true}, shown, cmp.AllowUnexported(metadataShowOptions{}, metadataTarget{})); d != "" {
		t.Errorf("show (-want +got):\n%s", d)
	}
	fits(t, check.Long+show.Long)
}
