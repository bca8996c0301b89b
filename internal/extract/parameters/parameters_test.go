package parameters_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/extract/parameters"
	"roi2nwb/internal/session"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "params.json")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	got, err := parameters.Read(write(t, `{"data": {"fr": 10, "decay_time": 0.40}, "init": {"K": null, "gSig": [3, 3]}, "p": 1, "other": {"a": true}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []session.Parameter{
		{Group: "data", Name: "decay_time", Value: "0.40"}, {Group: "data", Name: "fr", Value: "10"},
		{Group: "init", Name: "K", Value: "null"}, {Group: "init", Name: "gSig", Value: "[3,3]"},
		{Name: "other", Value: `{"a":true}`}, {Name: "p", Value: "1"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReadRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"": "it ends before its JSON does", "[1]": "no JSON object", "{} {}": "text follows", "{\n\"a\": 1,\n}": "line 3 is no JSON",
		"\xff{}": "no UTF-8", `{"a": `: "it ends before",
	} {
		_, err := parameters.Read(write(t, text))
		var wrong *parameters.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), says) || wrong.Hint() == "" {
			t.Errorf("%q: error %v, want one with %s", text, err, says)
		}
	}
	if _, err := parameters.Read(filepath.Join(t.TempDir(), "absent.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// A source without parameters gets those of the file.
func TestAdd(t *testing.T) {
	seg := &session.Segmentation{}
	seg.Parameters = []session.Parameter{{Group: "extraProperties", Name: "name", Value: `"D1"`}}
	if err := parameters.Add(seg, write(t, `{"data": {"fr": 10}, "p": 1}`)); err != nil {
		t.Fatal(err)
	}
	if len(seg.Parameters) != 3 || seg.Parameters[0] != (session.Parameter{Group: "data", Name: "fr", Value: "10"}) || len(seg.Remarks) != 1 {
		t.Errorf("parameters %v, remarks %q", seg.Parameters, seg.Remarks)
	}
}

// A source that has some keeps them, and is compared.
func TestCompare(t *testing.T) {
	of := func() *session.Segmentation {
		seg := &session.Segmentation{}
		seg.Parameters = []session.Parameter{
			{Group: "data", Name: "fr", Value: "10.0"}, {Group: "init", Name: "K", Value: "5"}, {Group: "preprocess", Name: "p", Value: "2"},
			{Group: "temporal", Name: "p", Value: "1"}, {Group: "init", Name: "center_psf", Value: "1"}, {Group: "init", Name: "gSig", Value: "[3, 3]"},
		}
		return seg
	}
	for text, says := range map[string][]string{
		`{"data": {"fr": 10}, "init": {"center_psf": true, "gSig": [3, 3.0]}, "p": 1}`: {"agrees with the parameters of the run"},
		`{"init": {"K": null}, "data": {"fr": 10}}`:                                    {`"init/K" is null, and was 5 in the run`},
		`{"K": 4}`:                      {`"init/K" is 4, and was 5 in the run`},
		`{"fr": 10, "unheardOf": "x"}`:  {"agrees", `has parameters that the run does not have: "unheardOf"`},
		`{"init": {"gSig": [3, 4, 5]}}`: {`"init/gSig" is [3,4,5], and was [3, 3] in`},
	} {
		seg := of()
		if err := parameters.Add(seg, write(t, text)); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(seg.Remarks, "\n")
		for _, part := range says {
			if !strings.Contains(all, part) {
				t.Errorf("%s: remarks %q, want %s", text, seg.Remarks, part)
			}
		}
		if len(seg.Remarks) != len(says) || cmp.Diff(of().Parameters, seg.Parameters) != "" {
			t.Errorf("%s: remarks %q, parameters %v", text, seg.Remarks, seg.Parameters)
		}
	}
}
