package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/readertest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// python runs a script of tests/readers on a folder and returns what it
// printed.
func python(t *testing.T, script, folder string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), readertest.Python(t), filepath.Join("..", "..", "..", "tests", "readers", script), folder)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", script, err, out, complaints.Bytes())
	}
	return out
}

func report(t *testing.T, path string, o Options) *Report {
	t.Helper()
	r, err := File(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What pynwb writes, of all kinds, has no finding, but for what nwbinspector
// would advise as well.
func TestSamples(t *testing.T) {
	folder := t.TempDir()
	for _, path := range strings.Fields(string(python(t, "pynwb_samples.py", folder))) {
		for _, o := range []Options{{}, {Deep: true}} {
			for _, f := range report(t, path, o).Findings {
				if f.Importance == "" || f.Severity == Error {
					t.Errorf("%s: %s", filepath.Base(path), f)
				}
			}
		}
	}
}

// Each way to break a file is found, and nothing but it; testdata/broken.txt
// has what is found.
func TestBroken(t *testing.T) {
	folder := t.TempDir()
	var ways []struct {
		Name, What string
		Harmful    *bool
	}
	if err := json.Unmarshal(python(t, "break_nwb.py", folder), &ways); err != nil {
		t.Fatal(err)
	}
	var golden strings.Builder
	harmful, found := 0, 0
	for _, w := range ways {
		r := report(t, filepath.Join(folder, w.Name+".nwb"), Options{Deep: strings.HasPrefix(w.Name, "deep_")})
		errorsFound := r.Count(Error)
		kind := "doubtful"
		switch {
		case w.Harmful == nil:
			if errorsFound > 0 || r.Count(Warning) == 0 {
				t.Errorf("%s: a doubtful file has %d errors and %d warnings, want no error and a warning", w.Name, errorsFound, r.Count(Warning))
			}
		case *w.Harmful:
			kind = "harmful"
			harmful++
			if errorsFound > 0 {
				found++
			}
			if errorsFound == 0 {
				t.Errorf("%s: no error in a harmful file (%s)", w.Name, w.What)
			}
		default:
			kind = "harmless"
			if errorsFound+r.Count(Warning) > 0 || w.Name == "unbroken" && len(r.Findings) > 0 {
				t.Errorf("%s: findings in a harmless file (%s)", w.Name, w.What)
			}
		}
		fmt.Fprintf(&golden, "%s (%s): %s\n", w.Name, kind, w.What)
		for _, f := range r.Findings {
			fmt.Fprintf(&golden, "\t%s\n", anonymous(f.String()))
		}
	}
	t.Logf("%d of %d harmful ways are found", found, harmful)
	compare(t, filepath.Join("testdata", "broken.txt"), golden.String())
}

// anonymous takes out what is another in each run.
func anonymous(s string) string {
	return regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAllString(s, "UUID")
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

// elsewhere are the checks that other tests than TestBroken find.
var elsewhere = [...]string{notHDF5, tooMuch, PartlyChecked}

// Every check has a test that finds it, and a line in the package's comment.
func TestEveryCheckIsTested(t *testing.T) {
	var golden []byte
	for _, name := range []string{"broken.txt", "practice.txt"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		golden = append(golden, text...)
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range Checks() {
		if seen[c.Name] {
			t.Errorf("two checks have the name %q", c.Name)
		}
		seen[c.Name] = true
		if !strings.Contains(string(golden), "["+c.Name+"]") && !slices.Contains(elsewhere[:], c.Name) {
			t.Errorf("no file of broken.txt and practice.txt has a finding of %q", c.Name)
		}
		line := fmt.Sprintf("//	%-24s %-8s %s\n", c.Name, c.Severity, c.Doc)
		if c.Importance != "" {
			line = fmt.Sprintf("//	%-56s %-8s %-10s %s\n", c.Name, c.Severity, strings.TrimPrefix(c.Importance, "BEST_PRACTICE_"), c.Doc)
		}
		if !strings.Contains(string(doc), line) {
			t.Errorf("the comment of the package lacks the line\n%s", line)
		}
	}
	if strings.Contains(string(golden), "unknown check") {
		t.Error("a rule reports a check that it does not list")
	}
}

func TestNoHDF5File(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text.nwb")
	for name, content := range map[string]string{"empty": "", "text": "no HDF5", "cut": "\x89HDF\r\n\x1a\n\x00\x00"} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		r := report(t, path, Options{})
		if len(r.Findings) != 1 || r.Findings[0].Check != notHDF5 || r.Findings[0].Severity != Error {
			t.Errorf("%s: %v, want one finding of %q", name, r.Findings, notHDF5)
		}
	}
}

func TestNoFile(t *testing.T) {
	r, err := File(t.Context(), filepath.Join(t.TempDir(), "none.nwb"), Options{})
	if !errors.Is(err, os.ErrNotExist) || r != nil {
		t.Errorf("got %v, %v; want that it does not exist", r, err)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	path := filepath.Join(t.TempDir(), "small.nwb")
	smallFile(t, path)
	if _, err := File(ctx, path, Options{}); !errors.Is(err, why) {
		t.Errorf("got %v, want the cause of the context", err)
	}
}

func TestTidy(t *testing.T) {
	var all []Finding
	for i := range maxAlike + 3 {
		all = append(all, Finding{Check: "c", Path: fmt.Sprintf("/g/%d.a", i), Message: "m"}, Finding{Check: "c", Path: fmt.Sprintf("/g/%d.a", i), Message: "m"})
	}
	all = append(all, Finding{Check: "c", Path: "/a", Message: "other"}, Finding{Severity: Remark, Check: "d", Path: "/g/0.a"}, Finding{Check: "d", Path: "/g/0.a"})
	var got []string
	for _, f := range tidy(all) {
		got = append(got, f.String())
	}
	want := []string{
		"error: /a: other [c]",
		"error: /g/0.a: m [c]", "error: /g/0.a:  [d]", "remark: /g/0.a:  [d]",
		"error: /g/1.a: m [c]", "error: /g/2.a: m [c]", "error: /g/3.a: m [c]",
		`error: /g/4.a: m (and 3 more like this in "/g") [c]`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
}
