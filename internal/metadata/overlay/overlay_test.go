package overlay

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// checked returns the tree of a metadata file, as layers have it; nil of "".
func checked(t *testing.T, text string) *tree.Node {
	t.Helper()
	if text == "" {
		return nil
	}
	root, err := schema.Parse("file.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	root, problems := schema.Check(root, schema.Known(), "")
	if len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return root
}

// What each mode makes of two files. Want is in the order OnGiven, OnHints,
// OnDefaults; one alone stands for all of them.
func TestLay(t *testing.T) {
	const twoDevices = "Ophys: {Device: [{name: A, description: first}, {name: B, description: second}]}"
	for _, tt := range []struct {
		name, lower, upper string
		want               []string
	}{
		{"nothing above", "NWBFile: {lab: L}", "", []string{"NWBFile: {lab: L}"}},
		{"nothing below", "", "NWBFile: {lab: L}", []string{"NWBFile: {lab: L}"}},
		{"nothing at all", "", "", []string{""}},
		{"key by key", "NWBFile: {lab: L, notes: said}", "NWBFile: {lab: M, protocol: p}", []string{"NWBFile: {lab: M, notes: said, protocol: p}"}},
		{"a plain list", "NWBFile: {keywords: [a, b]}", "NWBFile: {keywords: [c]}", []string{"NWBFile: {keywords: [c]}"}},
		{"null", "NWBFile: {lab: L, notes: said}", "NWBFile: {lab: null}",
			[]string{"NWBFile: {lab: null, notes: said}", "NWBFile: {lab: null, notes: said}", "NWBFile: {lab: L, notes: said}"}},
		{"what is the user's own", "extra: {a: {b: 1, c: 2}}", "extra: {a: {b: 3}}", []string{"extra: {a: {b: 3, c: 2}}"}},
		{"a list of the user's own", "extra: {a: [{name: x, b: 1}]}", "extra: {a: [{name: x}]}", []string{"extra: {a: [{name: x}]}"}},
		{"objects by name", twoDevices, "Ophys: {Device: [{name: B, manufacturer: M}]}", []string{
			"Ophys: {Device: [{name: A, description: first}, {name: B, description: second, manufacturer: M}]}",
			"Ophys: {Device: [{name: B, description: second, manufacturer: M}, {name: A, description: first}]}",
			"Ophys: {Device: [{name: B, description: second, manufacturer: M}, {name: A, description: first}]}",
		}},
		{"an object without a name", twoDevices, "Ophys: {Device: [{manufacturer: M}]}", []string{
			"Ophys: {Device: [{name: A, description: first, manufacturer: M}, {name: B, description: second}]}",
		}},
		{"an object that has no name yet", "Ophys: {Device: [{description: first}]}", "Ophys: {Device: [{name: C}]}", []string{
			"Ophys: {Device: [{description: first, name: C}]}",
		}},
		{"other names", twoDevices, "Ophys: {Device: [{name: C}, {name: D, description: own}]}", []string{
			"Ophys: {Device: [{name: A, description: first}, {name: B, description: second}, {name: C}, {name: D, description: own}]}",
			"Ophys: {Device: [{name: C, description: first}, {name: D, description: own}]}",
			"Ophys: {Device: [{name: C, description: first}, {name: D, description: own}]}",
		}},
		{"one of the names, and another", twoDevices, "Ophys: {Device: [{name: C}, {name: B}]}", []string{
			"Ophys: {Device: [{name: A, description: first}, {name: B, description: second}, {name: C}]}",
			"Ophys: {Device: [{name: C, description: first}, {name: B, description: second}, {name: A, description: first}]}",
			"Ophys: {Device: [{name: C, description: first}, {name: B, description: second}, {name: A, description: first}]}",
		}},
		{"an empty item keeps its place", twoDevices, "Ophys: {Device: [null, {manufacturer: M}]}", []string{
			"Ophys: {Device: [{name: A, description: first}, {name: B, description: second, manufacturer: M}]}",
		}},
	} {
		for mode := OnGiven; mode <= OnDefaults; mode++ {
			lower, upper := checked(t, tt.lower), checked(t, tt.upper)
			before := []any{lower.Plain(), upper.Plain()}
			got := mode.Lay(schema.Known(), lower, upper)
			want := checked(t, tt.want[min(int(mode), len(tt.want)-1)])
			if d := cmp.Diff(want.Plain(), got.Plain()); d != "" {
				t.Errorf("%s, mode %d (-want +got):\n%s", tt.name, mode, d)
			}
			if d := cmp.Diff(before, []any{lower.Plain(), upper.Plain()}); d != "" {
				t.Errorf("%s, mode %d: the trees were changed (-before +after):\n%s", tt.name, mode, d)
			}
		}
	}
}

// A merged value has the position of the layer that it is from.
func TestLayKeepsPositions(t *testing.T) {
	lower := checked(t, "NWBFile:\n  lab: L\n  notes: said")
	upper := checked(t, "\n\n\n\nNWBFile:\n  lab: M")
	got := OnGiven.Lay(schema.Known(), lower, upper).Child("NWBFile")
	if lab, notes := got.Child("lab").At.Line, got.Child("notes").At.Line; lab != 6 || notes != 3 {
		t.Errorf("lines %d and %d, want 6 and 3", lab, notes)
	}
}

// list makes a list of objects of which some have names; "-" is a place that
// nobody filled.
func list(placed bool, names ...string) *tree.Node {
	n := &tree.Node{Kind: tree.Sequence, Placed: placed}
	for _, name := range names {
		item := &tree.Node{Kind: tree.Mapping}
		switch name {
		case "-":
			item.Kind = tree.Hole
		case "":
		default:
			item = item.With(tree.Field{Key: "name", Value: &tree.Node{Kind: tree.Scalar, Text: name}})
		}
		n.Items = append(n.Items, item)
	}
	return n
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		name         string
		lower, upper *tree.Node
		given, hints []Match
	}{
		{"no lists", nil, nil, nil, nil},
		{"no upper list", list(false, "A"), nil, []Match{{Lower: 0}}, []Match{{Lower: 0}}},
		{"no lower list", nil, list(false, "A"), []Match{{-1, []int{0}}}, []Match{{-1, []int{0}}}},
		{"two of a name below", list(false, "A", "A"), list(false, "A"), []Match{{0, []int{0}}, {Lower: 1}}, []Match{{0, []int{0}}, {Lower: 1}}},
		{"two that meet one", list(false, "A"), list(false, "", "A"), []Match{{0, []int{0, 1}}}, []Match{{0, []int{0, 1}}}},
		{"beyond the end", list(false, "A"), list(false, "A", ""), []Match{{0, []int{0}}, {-1, []int{1}}}, []Match{{0, []int{0}}, {0, []int{1}}}},
		{"places, whatever the names", list(false, "A", "B"), list(true, "B"), []Match{{0, []int{0}}, {Lower: 1}}, []Match{{0, []int{0}}, {Lower: 1}}},
		{"places keep the lower order", list(false, "A", "B"), list(true, "-", "C"),
			[]Match{{0, []int{0}}, {1, []int{1}}}, []Match{{0, []int{0}}, {1, []int{1}}}},
		{"a place that nobody filled", list(false, "A"), list(true, "-", "-", "C"),
			[]Match{{0, []int{0}}, {-1, []int{1}}, {-1, []int{2}}}, []Match{{0, []int{0}}, {-1, []int{1}}, {0, []int{2}}}},
	} {
		for mode, want := range map[Mode][]Match{OnGiven: tt.given, OnHints: tt.hints, OnDefaults: tt.hints} {
			if d := cmp.Diff(want, mode.Matches(tt.lower, tt.upper)); d != "" {
				t.Errorf("%s, mode %d (-want +got):\n%s", tt.name, mode, d)
			}
		}
	}
}
