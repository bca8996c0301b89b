package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/spelling"
)

// Check returns a tree as s wants it, the schema of the place at path. What does
// not fit is a problem, and is left out of the tree, so that later steps meet
// only trees of the right shape.
func Check(n *tree.Node, s *Schema, path string) (*tree.Node, tree.Problems) {
	c := &checker{known: Known()}
	return c.check(n, s, path), c.problems
}

// checker compares one tree with the known keys.
type checker struct {
	known    *Schema
	problems tree.Problems
}

// check returns n as s wants it: empty texts as null, a single value as a list
// of one, keys in their full spelling. It returns nil where n says nothing.
func (c *checker) check(n *tree.Node, s *Schema, path string) *tree.Node {
	switch {
	case n == nil || s.Shape == Free:
		return n
	case n.Kind == tree.Hole:
		return n
	case n.Kind == tree.Null || n.Kind == tree.Scalar && n.Text == "":
		if s.Shape == Object || s.Shape == Objects {
			return nil
		}
		c.words(n, s, path)
		return &tree.Node{Kind: tree.Null, At: n.At, Doubt: n.Doubt}
	}
	switch s.Shape {
	case Text, Number:
		if n.Kind == tree.Scalar {
			if s.Shape == Text {
				c.words(n, s, path)
			}
			return n
		}
	case Texts, Numbers:
		return c.list(n, s, path)
	case Object:
		if n.Kind == tree.Mapping {
			return c.object(n, s, path)
		}
	case Objects:
		return c.objects(n, s, path)
	}
	c.misshapen(n, s, path)
	return nil
}

func (c *checker) misshapen(n *tree.Node, s *Schema, path string) {
	c.problems = append(c.problems, tree.ProblemAt(n.At, path, shapeHint(n), "found %v, expected %v", n.Kind, s.Shape).As(tree.Error, "shape"))
}

// shapeHint knows the slip that makes a text of keys with values.
func shapeHint(n *tree.Node) string {
	key, value, found := strings.Cut(n.Text, ":")
	if n.Kind != tree.Scalar || !found || value == "" || strings.ContainsAny(key, " \"'") {
		return ""
	}
	first, _, _ := strings.Cut(value, " ")
	return fmt.Sprintf("put a space behind each colon: %s: %s", key, first)
}

// list checks a plain list. Empty items say nothing; an empty list is null.
func (c *checker) list(n *tree.Node, s *Schema, path string) *tree.Node {
	items := n.Items
	switch n.Kind {
	case tree.Scalar:
		items = []*tree.Node{n}
		if s.Shape == Texts {
			c.oneOfMany(n, path)
		}
	case tree.Mapping:
		c.misshapen(n, s, path)
		return nil
	}
	out := &tree.Node{Kind: tree.Sequence, At: n.At}
	for i, item := range items {
		if s.Shape == Texts && item.Kind <= tree.Scalar {
			c.words(item, s, fmt.Sprintf("%s[%d]", path, i))
		}
		switch {
		case item.Kind == tree.Null || item.Kind == tree.Scalar && item.Text == "":
		case item.Kind == tree.Scalar:
			out.Items = append(out.Items, item)
		default:
			c.problems = append(c.problems, tree.ProblemAt(item.At, fmt.Sprintf("%s[%d]", path, i), listHint(item),
				"found %v, expected a single value", item.Kind).As(tree.Error, "shape"))
		}
	}
	if len(out.Items) == 0 {
		return &tree.Node{Kind: tree.Null, At: n.At}
	}
	return out
}

// listHint knows the one slip that is common: a colon inside a text.
func listHint(n *tree.Node) string {
	if n.Kind == tree.Mapping {
		return "a text with a colon in it needs quotes"
	}
	return ""
}

func (c *checker) objects(n *tree.Node, s *Schema, path string) *tree.Node {
	one := &Schema{Shape: Object, Keys: s.Keys}
	items := n.Items
	switch n.Kind {
	case tree.Mapping:
		items = []*tree.Node{n}
	case tree.Scalar:
		c.misshapen(n, s, path)
		return nil
	}
	out := &tree.Node{Kind: tree.Sequence, At: n.At, Placed: n.Placed}
	first := map[string]string{}
	for i, item := range items {
		itemPath := fmt.Sprintf("%s[%d]", path, i)
		checked := c.check(item, one, itemPath)
		if name := checked.Name(); name != "" {
			at := checked.Child("name").At
			if other, twice := first[name]; twice {
				c.problems = append(c.problems, tree.ProblemAt(at, tree.Join(itemPath, "name"), "give one of them another name",
					"the name %q is that of %s as well", name, other).As(tree.Error, "same-name"))
				continue // merging by name would mix the two
			}
			first[name] = itemPath
		}
		if checked == nil {
			checked = &tree.Node{At: item.At} // keeps the places of the items after it
		}
		out.Items = append(out.Items, checked)
	}
	return out
}

func (c *checker) object(n *tree.Node, s *Schema, path string) *tree.Node {
	out := &tree.Node{Kind: tree.Mapping, At: n.At}
	first := map[string]tree.Field{}
	for _, f := range n.Fields {
		full := s.Spelling(f.Key)
		sub := s.Key(full)
		if _, known := s.Keys[full]; !known && !s.mayBeTable(f) {
			c.unknown(f, s, path)
			continue
		}
		if other, twice := first[full]; twice {
			c.problems = append(c.problems, tree.ProblemAt(f.At, tree.Join(path, full), "",
				"given twice, as %q and as %q", other.Key, f.Key).As(tree.Error, "key-twice"))
			continue
		}
		first[full] = f
		if value := c.check(f.Value, sub, tree.Join(path, full)); value != nil {
			out.Fields = append(out.Fields, tree.Field{Key: full, At: f.At, Value: value})
		}
	}
	return out
}

// mayBeTable reports whether an unknown key can be the name of a plane
// segmentation. Which names there are is known only after merging.
func (s *Schema) mayBeTable(f tree.Field) bool {
	if s.Tables == nil || f.Value.Given() && f.Value.Kind != tree.Mapping {
		return false
	}
	_, meantDeeper := s.Tables.Keys[s.Tables.Spelling(f.Key)]
	return !meantDeeper
}

// unknown reports a key with the cure that is likeliest: the place elsewhere
// where this key belongs, the nearest key here or elsewhere, or all the keys
// known here.
func (c *checker) unknown(f tree.Field, s *Schema, path string) {
	here := slices.Sorted(maps.Keys(s.Keys))
	key, elsewhere := f.Key, places(c.known, f.Key, "")
	near := spelling.Nearest(f.Key, here)
	if len(elsewhere) == 0 && path == "" {
		if key = meantKey(f.Key, everyKey(c.known)); near == "" || squeezed(key) == squeezed(f.Key) {
			elsewhere = places(c.known, key, "")
		}
	}
	var hint string
	switch few := len(elsewhere) == 1 || len(elsewhere) == 2; {
	case strings.ContainsFunc(f.Key, func(c rune) bool { return c > unicode.MaxASCII && unicode.IsSpace(c) }):
		hint = "there is a space in it that looks like others and is not: type it anew"
	case few && f.At.Assigned:
		for i := range elsewhere {
			elsewhere[i] = tree.Join(elsewhere[i], key)
		}
		hint = "did you mean " + strings.Join(elsewhere, " or ") + "?"
	case few && key == f.Key:
		hint = "it belongs under " + strings.Join(elsewhere, " or ")
	case few:
		hint = fmt.Sprintf("did you mean %q? it belongs under %s", key, strings.Join(elsewhere, " or "))
	case near != "":
		hint = fmt.Sprintf("did you mean %q?", near)
	case path == "":
		hint = fmt.Sprintf("known here: %s; keys of your own go under extra", strings.Join(here, ", "))
	default:
		hint = "known here: " + strings.Join(here, ", ")
	}
	c.problems = append(c.problems, tree.ProblemAt(f.At, tree.Join(path, f.Key), hint, "unknown key %q", f.Key).As(tree.Error, "unknown-key"))
}

// meantKey returns the key that is spelled like word but for case and joints,
// as SubjectID is, or else the nearest; "" for none.
func meantKey(word string, keys []string) string {
	for _, key := range keys {
		if squeezed(key) == squeezed(word) {
			return key
		}
	}
	return spelling.Nearest(word, keys)
}

// squeezed returns a key in lower case without underscores and dashes.
func squeezed(key string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key))
}

// everyKey lists the keys that are known below the top.
func everyKey(s *Schema) []string {
	var keys []string
	for _, below := range s.Keys {
		keys = append(append(keys, slices.Collect(maps.Keys(below.Keys))...), everyKey(below)...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// places lists where a key is known.
func places(s *Schema, key, path string) []string {
	var found []string
	for _, k := range slices.Sorted(maps.Keys(s.Keys)) {
		if k == key && path != "" {
			found = append(found, path)
		}
		found = append(found, places(s.Keys[k], key, tree.Join(path, k))...)
	}
	if s.Tables != nil {
		found = append(found, places(s.Tables, key, tree.Join(path, RoiTable))...)
	}
	return found
}
