package metadata

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/tree"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// file is one part of an archive.
type file struct{ name, text string }

// archive cuts text at its "-- name --" lines; what is before the first is a
// comment.
func archive(text string) (files []file) {
	for _, line := range strings.SplitAfter(text, "\n") {
		name, marked := strings.CutPrefix(line, "-- ")
		name, closed := strings.CutSuffix(name, " --\n")
		if marked && closed {
			files = append(files, file{name: name})
		} else if len(files) > 0 {
			files[len(files)-1].text += line
		}
	}
	return files
}

// Each archive holds metadata files, in the order they are given, a file
// "sets" with one assignment a line, and "want": problems, then warnings. A
// file "options" holds words: dandi asks for its rules, report for all that is
// missing as well, excerpt for the lines of the files.
func TestProblems(t *testing.T) {
	archives, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("find archives: %v", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			content := string(must(os.ReadFile(path))(t))
			before, want, _ := strings.Cut(content, "-- want --\n")
			got := tell(t, archive(before))
			if *update {
				if err := os.WriteFile(path, []byte(before+"-- want --\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// tell resolves the inputs and writes down what is wrong.
func tell(t *testing.T, inputs []file) string {
	t.Helper()
	layers := []*Layer{must(Defaults())(t)}
	var options []string
	for _, f := range inputs {
		var l *Layer
		var err error
		if f.name == "options" {
			options = strings.Fields(f.text)
			continue
		}
		if f.name == "sets" {
			l, err = FromSets("--set", strings.Split(strings.TrimSpace(f.text), "\n"))
		} else {
			l, err = fromText(f.name, []byte(f.text))
		}
		if err != nil {
			return err.Error() + "\n"
		}
		layers = append(layers, l)
	}
	o := testOptions()
	o.DANDI = slices.Contains(options, "dandi")
	d := Merge(layers...)
	var problems tree.Problems
	if slices.Contains(options, "report") {
		problems = d.Report(o)
	} else {
		m, err := d.Resolve(o)
		errors.As(err, &problems)
		problems = append(problems, m.Warnings...)
	}
	var b strings.Builder
	for _, p := range problems {
		if p.Cure.Kind != tree.SeeHint {
			p.Hint = cureText(p.Cure)
		}
		fmt.Fprintln(&b, p)
		if excerpt := p.Excerpt(); excerpt != "" && slices.Contains(options, "excerpt") {
			fmt.Fprintln(&b, excerpt)
		}
	}
	return b.String()
}

// cureText writes a cure that callers put into words.
func cureText(c tree.Cure) string {
	kind := map[tree.CureKind]string{
		tree.GiveExample: "give such as", tree.GiveOneOf: "give one of", tree.GiveList: "give the list", tree.GiveStart: "give the start",
		tree.GiveZone: "give the zone", tree.SeeWhich: "see which", tree.GiveForSession: "give for this session",
	}[c.Kind]
	text := kind + " " + c.Path
	for _, value := range c.Values {
		if value != "" {
			text += fmt.Sprintf(" %q", value)
		}
	}
	if c.More > 0 {
		text += fmt.Sprintf(" and %d more", c.More)
	}
	return text
}
