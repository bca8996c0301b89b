package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/metadata/tree"
)

func parsed(t *testing.T, text string) *tree.Node {
	t.Helper()
	root, err := Parse("lab.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// What a file becomes, and what is wrong with it.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       any
		problems   []string
	}{
		{"empty", "", nil, nil},
		{"an empty section", "NWBFile:", map[string]any{}, nil},
		{"right", "NWBFile: {lab: L}", map[string]any{"NWBFile": map[string]any{"lab": "L"}}, nil},
		{"an empty text", "NWBFile: {lab: '', session_id: ~}", map[string]any{"NWBFile": map[string]any{"lab": nil, "session_id": nil}}, nil},
		{"one for a list", "NWBFile: {keywords: a}", map[string]any{"NWBFile": map[string]any{"keywords": []any{"a"}}}, nil},
		{"empty items", "NWBFile: {keywords: [a, '', null]}", map[string]any{"NWBFile": map[string]any{"keywords": []any{"a"}}}, nil},
		{"an empty list", "NWBFile: {keywords: []}", map[string]any{"NWBFile": map[string]any{"keywords": nil}}, nil},
		{"an object for a list", "Ophys: {Device: {name: A}}", map[string]any{"Ophys": map[string]any{"Device": []any{map[string]any{"name": "A"}}}}, nil},
		{"an empty item keeps its place", "Ophys: {Device: [null, {name: A}]}",
			map[string]any{"Ophys": map[string]any{"Device": []any{nil, map[string]any{"name": "A"}}}}, nil},
		{"the user's own", "extra: {a: [1, {b: null}]}", map[string]any{"extra": map[string]any{"a": []any{uint64(1), map[string]any{"b": nil}}}}, nil},
		{"a list for a text", "NWBFile: {lab: [a, b]}", map[string]any{"NWBFile": map[string]any{}},
			[]string{"lab.yaml:1:16: NWBFile.lab: found a list, expected a text"}},
		{"a text for keys", "NWBFile: lab:L", map[string]any{},
			[]string{"lab.yaml:1:10: NWBFile: found a single value, expected keys with values (put a space behind each colon: lab: L)"}},
		{"a text for keys, without a colon", "NWBFile: L", map[string]any{},
			[]string{"lab.yaml:1:10: NWBFile: found a single value, expected keys with values"}},
		{"a text for objects", "Ophys: {Device: Scope}", map[string]any{"Ophys": map[string]any{}},
			[]string{"lab.yaml:1:17: Ophys.Device: found a single value, expected a list of objects"}},
		{"keys for a list", "NWBFile: {keywords: {a: 1}}", map[string]any{"NWBFile": map[string]any{}},
			[]string{"lab.yaml:1:22: NWBFile.keywords: found keys with values, expected a list of texts"}},
		{"keys in a list", "NWBFile: {keywords: [a, b: c]}", map[string]any{"NWBFile": map[string]any{"keywords": []any{"a"}}},
			[]string{"lab.yaml:1:25: NWBFile.keywords[1]: found keys with values, expected a single value (a text with a colon in it needs quotes)"}},
		{"a list in a list", "NWBFile: {keywords: [a, [b]]}", map[string]any{"NWBFile": map[string]any{"keywords": []any{"a"}}},
			[]string{"lab.yaml:1:25: NWBFile.keywords[1]: found a list, expected a single value"}},
		{"two of one name", "Ophys: {Device: [{name: A}, {name: B}, {name: A, description: d}]}",
			map[string]any{"Ophys": map[string]any{"Device": []any{map[string]any{"name": "A"}, map[string]any{"name": "B"}}}},
			[]string{`lab.yaml:1:47: Ophys.Device[2].name: the name "A" is that of Ophys.Device[0] as well (give one of them another name)`}},
		{"an unknown key with a near one", "NWBFile: {labb: L}", map[string]any{"NWBFile": map[string]any{}},
			[]string{`lab.yaml:1:11: NWBFile.labb: unknown key "labb" (did you mean "lab"?)`}},
		{"a key that belongs elsewhere", "Subject: {session_id: S}", map[string]any{"Subject": map[string]any{}},
			[]string{`lab.yaml:1:11: Subject.session_id: unknown key "session_id" (it belongs under NWBFile)`}},
		{"a slip of a key that belongs elsewhere", "SubjectID: M1", map[string]any{},
			[]string{`lab.yaml:1:1: SubjectID: unknown key "SubjectID" (did you mean "subject_id"? it belongs under Subject)`}},
		{"a key that nobody knows", "zzzz: 1", map[string]any{},
			[]string{`lab.yaml:1:1: zzzz: unknown key "zzzz" (known here: NWBFile, Ophys, Subject, extra; keys of your own go under extra)`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := Check(parsed(t, tt.text), Known(), "")
			if d := cmp.Diff(tt.want, got.Plain()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			var told []string
			for _, p := range problems {
				told = append(told, p.String())
			}
			if d := cmp.Diff(tt.problems, told); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

// A text that looks like several has its cure in words where it is in a file, and
// as a Cure where it was assigned.
func TestOneOfMany(t *testing.T) {
	texts := func(n *tree.Node) tree.Problem {
		t.Helper()
		_, problems := Check(n, &Schema{Shape: Texts}, "NWBFile.keywords")
		if len(problems) != 1 || problems[0].Rule != "list-in-one" || problems[0].Severity != tree.Warning {
			t.Fatalf("problems %v", problems)
		}
		return problems[0]
	}
	p := texts(parsed(t, "'a, b: c'"))
	if p.Hint != `if they are several, write keywords: [a, "b: c"]` || p.Cure != (tree.Cure{}) {
		t.Errorf("in a file: hint %q, cure %v", p.Hint, p.Cure)
	}
	p = texts(parsed(t, "'a, b: c'").Moved(tree.Position{Source: "here", Assigned: true}))
	if p.Hint != "" || p.Cure != tree.CureOf(tree.GiveList, "NWBFile.keywords", `[a, "b: c"]`) {
		t.Errorf("assigned: hint %q, cure %v", p.Hint, p.Cure)
	}
}

// Where a key belongs is said as a whole path to who assigned one value.
func TestUnknownAssigned(t *testing.T) {
	at := tree.Position{Source: "here", Assigned: true}
	root := &tree.Node{Kind: tree.Mapping, At: at, Fields: []tree.Field{{Key: "subject_id", At: at, Value: &tree.Node{Kind: tree.Scalar, At: at, Text: "M1", Value: "M1"}}}}
	_, problems := Check(root, Known(), "")
	if len(problems) != 1 || problems[0].Hint != "did you mean Subject.subject_id?" {
		t.Errorf("problems %v", problems)
	}
}

func TestSeveralIn(t *testing.T) {
	for _, tt := range []struct {
		path, text string
		want       []string
	}{
		{"NWBFile.keywords", "a", nil}, {"NWBFile.keywords", "a,", nil},
		{"NWBFile.keywords", "a, b,c", []string{"a", "b", "c"}}, {"NWBFile.keywords", "a, b; c", []string{"a, b", "c"}},
		{"NWBFile.keywords", "a\nb", []string{"a", "b"}},
		{"NWBFile.experimenter", "Doe, Jane", nil}, {"NWBFile.experimenter", "Doe, Jane, Roe", nil},
		{"NWBFile.experimenter", "Doe, Jane, Roe, Richard", []string{"Doe, Jane", "Roe, Richard"}},
		{"NWBFile.experimenter", "Jane Doe and Richard Roe", []string{"Jane Doe", "Richard Roe"}},
		{"NWBFile.experimenter", "Jane Doe & Richard Roe", []string{"Jane Doe", "Richard Roe"}},
		{"NWBFile.related_publications", "10.1/a,b", nil}, {"NWBFile.related_publications", "10.1/a, 10.2/b", []string{"10.1/a", "10.2/b"}},
		{"NWBFile.related_publications", "10.1/a 10.2/b", []string{"10.1/a", "10.2/b"}},
	} {
		if d := cmp.Diff(tt.want, severalIn(tt.path, tt.text)); d != "" {
			t.Errorf("%s: %q (-want +got):\n%s", tt.path, tt.text, d)
		}
	}
}
