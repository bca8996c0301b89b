package batch

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A table of parts is read as manifests are, without sessions and sources.
func TestParts(t *testing.T) {
	want := []*Session{
		{Given: Values{"frames": {"100"}, "output": {"lab/a.nwb"}, "set": {"Subject.sex=F"}}},
		{Given: Values{"frames": {"50"}, "timestamps": {"/abs/t.csv"}}},
		{Given: Values{"metadata": {"lab/x.yaml", "lab/y.yaml"}}},
	}
	for name, content := range map[string]string{
		"tabs.tsv":       "frames\toutput\tsex\ttimestamps\tmetadata\n100\ta.nwb\tF\n50\t\t\t/abs/t.csv\n\t\t\t\tx.yaml; y.yaml\n",
		"semicolons.csv": "\xef\xbb\xbfFrames;Output;Sex;timestamps;metadata\r\n100;a.nwb;F;;\r\n50;;;/abs/t.csv;\r\n# none\r\n;;;;\"x.yaml; y.yaml\"\r\n;;;;\r\n",
	} {
		got, err := parseParts("lab/"+name, []byte(content), testGrammar())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, s := range got {
			if s.Line < 2 {
				t.Errorf("%s: line %d", name, s.Line)
			}
			s.Line, s.Columns = 0, nil
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestWrongParts(t *testing.T) {
	for content, want := range map[string]string{
		"":                       "the table has no rows",
		"frames\n":               "the table has no rows",
		"frames\tsession\n1\ta":  `line 1: unknown column "session"`,
		"frames\tsource\n1\ta":   `line 1: unknown column "source"`,
		"frames\tframas\n1\ta":   `line 1: unknown column "framas"`,
		"frames\t\tsex\n1\ta\tF": "line 1: column 2 has no name",
		"frames\tframes\n1\t2":   `line 1: column "frames" gives what another column gives`,
		"frames\n1\t2":           "line 2: the row has 2 cells, and the header 1 columns",
		"PK\x03\x04":             "the table is a spreadsheet, and not text",
	} {
		_, err := parseParts("parts.tsv", []byte(content), testGrammar())
		var problems Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", content, err, want)
			continue
		}
		for _, p := range problems {
			if p.Hint == "" {
				t.Errorf("%q: %v has no cure", content, p)
			}
		}
	}
	if _, err := ReadParts(t.TempDir(), testGrammar()); err == nil {
		t.Error("a folder is no table")
	}
}
