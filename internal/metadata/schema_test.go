package metadata

import (
	"slices"
	"testing"
)

// Every key of the table is documented, in a sentence, with an example that
// keeps the key's own rule.
func TestTableIsWhole(t *testing.T) {
	var walk func(s *schema, path string)
	walk = func(s *schema, path string) {
		if s.doc == "" || s.doc[len(s.doc)-1] != '.' {
			t.Errorf("%s: doc %q is not a sentence", path, s.doc)
		}
		if len(s.order) != len(s.keys) {
			t.Errorf("%s: order has %d keys, keys %d", path, len(s.order), len(s.keys))
		}
		for _, key := range s.order {
			walk(s.keys[key], join(path, key))
		}
		if s.tables != nil {
			walk(s.tables, join(path, roiTable))
		}
		if s.shape == object || s.shape == objects || s.shape == free {
			return
		}
		layer := must(fromText("table.yaml", []byte(valueCase{path: path, value: s.example}.yaml())))(t)
		o := testOptions()
		o.DANDI = true
		for _, p := range Merge(must(Defaults())(t), layer).Report(o) {
			if p.Path != path && !slices.Contains([]string{path + "[0]", path + "[1]"}, p.Path) || p.Rule == "unused" {
				continue
			}
			if p.Rule != "grid-spacing-unit" && p.Rule != "reference" && p.Rule != "unit-alone" { // of two values
				t.Errorf("%s: the example %s: %v", path, s.example, p)
			}
		}
		if s.example == "" {
			t.Errorf("%s: there is no example", path)
		}
	}
	walk(knownKeys(), "")
}
