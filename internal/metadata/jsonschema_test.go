package metadata

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/configs"
	"roi2nwb/internal/metadata/jsonschema"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/readertest"
)

const schemaPath = "../../configs/metadata.schema.json"

func TestJSONSchemaIsThatOfTheTable(t *testing.T) {
	want := must(jsonschema.Schema())(t)
	if *update {
		if err := os.WriteFile(schemaPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got := must(configs.FS.ReadFile("metadata.schema.json"))(t)
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not of the table; make it anew with -update (-want +got):\n%s", schemaPath, diff)
	}
}

// unsayable are the rules that need more than one value, or more than one file.
var unsayable = map[string]bool{
	"reference": true, "same-name": true, "key-twice": true, "too-many-tables": true, "no-object": true,
	"session-start-missing": true, "missing-nwb": true, "missing-dandi": true, "session-start-future": true, "no-such-time": true,
	"date-of-birth-after": true, "subject-sex-of-species": true, "subject-age-range": true, "grid-spacing-unit": true,
}

// judged reports whether the validator finds a file right, but for what a schema
// cannot say, and what it finds.
func judged(t *testing.T, name, text string) (bool, string) {
	t.Helper()
	layer, err := fromText(name, []byte(text))
	var problems tree.Problems
	if err != nil {
		errors.As(err, &problems)
	} else {
		o := testOptions()
		o.DANDI = true
		problems = Merge(must(Defaults())(t), layer).Report(o)
	}
	right := true
	for _, p := range problems {
		// An editor marks what still says TODO wherever it stands: a schema knows no
		// warnings.
		if (p.Severity == tree.Error || p.Rule == schema.TodoRule) && !unsayable[p.Rule] {
			right = false
		}
	}
	return right, problems.Error()
}

// The schema finds the files right that the validator finds right: the inputs
// of all archives, the examples, and one file for each value of the tables.
func TestJSONSchemaAgrees(t *testing.T) {
	python := readertest.Python(t)
	files := map[string]string{}
	for _, name := range []string{"defaults.yaml", "example.yaml", "example_1p.yaml"} {
		files[name] = string(must(configs.FS.ReadFile(name))(t))
	}
	archives := must(filepath.Glob("testdata/problems/*.txtar"))(t)
	for _, path := range archives {
		before, _, _ := strings.Cut(string(must(os.ReadFile(path))(t)), "-- want --\n")
		for _, f := range archive(before) {
			if f.name != "sets" && f.name != "options" {
				files[strings.TrimSuffix(filepath.Base(path), ".txtar")+"_"+f.name] = f.text
			}
		}
	}
	for i, c := range valueCases {
		files[fileOf(i)] = c.yaml()
	}

	dir := t.TempDir()
	args := []string{filepath.Join("..", "..", "tests", "readers", "schema_agrees.py"), schemaPath}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	out, err := exec.Command(python, args...).Output()
	if err != nil {
		t.Fatalf("schema_agrees.py: %v\n%s", err, out)
	}
	var wrong map[string][]string
	if err := json.Unmarshal(out, &wrong); err != nil {
		t.Fatalf("schema_agrees.py: %v\n%s", err, out)
	}
	for name, text := range files {
		right, found := judged(t, name, text)
		if said, ok := wrong[filepath.Join(dir, name)]; !ok || right != (len(said) == 0) {
			t.Errorf("%s:\n%s\nthe validator says: %s\nthe schema says: %s", name, text, found, strings.Join(said, "; "))
		}
	}
}
