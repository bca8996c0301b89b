package metadata

import (
	"slices"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Every key of the table is documented, in a sentence, with an example that
// keeps the key's own rule.
func TestTableIsWhole(t *testing.T) {
	var walk func(s *schema.Schema, path string)
	walk = func(s *schema.Schema, path string) {
		if s.Doc == "" || s.Doc[len(s.Doc)-1] != '.' {
			t.Errorf("%s: doc %q is not a sentence", path, s.Doc)
		}
		if len(s.Order) != len(s.Keys) {
			t.Errorf("%s: order has %d keys, keys %d", path, len(s.Order), len(s.Keys))
		}
		for _, key := range s.Order {
			walk(s.Keys[key], tree.Join(path, key))
		}
		if s.Tables != nil {
			walk(s.Tables, tree.Join(path, schema.RoiTable))
		}
		if s.Shape == schema.Object || s.Shape == schema.Objects || s.Shape == schema.Free {
			return
		}
		layer := must(fromText("table.yaml", []byte(valueCase{path: path, value: s.Example}.yaml())))(t)
		o := testOptions()
		o.DANDI = true
		for _, p := range Merge(must(Defaults())(t), layer).Report(o) {
			if p.Path != path && !slices.Contains([]string{path + "[0]", path + "[1]"}, p.Path) || p.Rule == "unused" {
				continue
			}
			if p.Rule != "grid-spacing-unit" && p.Rule != "reference" && p.Rule != "unit-alone" { // of two values
				t.Errorf("%s: the example %s: %v", path, s.Example, p)
			}
		}
		if s.Example == "" {
			t.Errorf("%s: there is no example", path)
		}
	}
	walk(schema.Known(), "")
}
