package metadata

import (
	"errors"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"

	"github.com/google/go-cmp/cmp"
)

// unescaped reads a file that is written on one line, with the escapes of Go.
func unescaped(line string) string {
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
	if err != nil {
		return line
	}
	return text
}

// libraryWords are words of the YAML library, which say nothing to people.
var libraryWords = regexp.MustCompile(`not allowed in this context|pre-defined|non-map|token|could not find|must be specified|unexpected|undefined|anchor|alias|flow|delimiter`)

// Each line of the golden file is a metadata file with a fault in its YAML,
// followed by what is said of it. The words are ours, and where the cure is a
// line in place of that at fault, the file can be read with it.
func TestRefusedYAML(t *testing.T) {
	const path = "testdata/yaml/refused.txt"
	var got strings.Builder
	for line := range strings.Lines(string(must(os.ReadFile(path))(t))) {
		if strings.HasPrefix(line, "\t") {
			continue
		}
		line = strings.TrimSuffix(line, "\n")
		got.WriteString(line + "\n")
		text := unescaped(line)
		var problems tree.Problems
		layer, err := fromText("lab.yaml", []byte(text))
		if err == nil {
			problems = Merge(must(Defaults())(t), layer).Report(Options{StartTime: schema.ExampleTime})
		} else if !errors.As(err, &problems) {
			t.Fatal(err)
		}
		for _, p := range problems {
			if strings.HasPrefix(p.Rule, "missing-") {
				continue
			}
			got.WriteString("\t" + p.String() + "\n")
			if words := libraryWords.FindString(p.Message); words != "" {
				t.Errorf("%s: the library's words: %s", line, words)
			}
			if p.Hint == "" && p.Rule == "syntax" {
				t.Errorf("%s: no cure", line)
			}
			followHint(t, text, p)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(must(os.ReadFile(path))(t)), got.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// followHint puts the line of a hint in place of the line at fault, and reads
// the file again.
func followHint(t *testing.T, text string, p tree.Problem) {
	t.Helper()
	m := regexp.MustCompile(`^(?:put the text in quotes|write|put a space behind each colon):? (\S.*?: .*?)(?:; if it is a comment.*|, or put each .*)?$`).FindStringSubmatch(p.Hint)
	if m == nil || p.Line == 0 {
		return
	}
	lines := strings.Split(text, "\n")
	at := lines[p.Line-1]
	key, _, _ := strings.Cut(m[1], ":")
	before, _, found := strings.Cut(at, key)
	if !found {
		return
	}
	lines[p.Line-1] = before + m[1]
	mended := strings.Join(lines, "\n")
	layer, err := fromText("lab.yaml", []byte(mended))
	if err != nil {
		t.Errorf("%q: after the hint %q: %v", text, p.Hint, err)
		return
	}
	for _, other := range Merge(must(Defaults())(t), layer).Report(Options{StartTime: schema.ExampleTime}) {
		if other.Line == p.Line && other.Severity != tree.Suggestion && !strings.HasPrefix(other.Rule, "missing-") {
			t.Errorf("%q: after the hint %q: %v", text, p.Hint, other)
		}
	}
}
