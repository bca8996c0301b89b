package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// check returns a tree as s wants it, the schema of the place at path. What does
// not fit is a problem, and is left out of the tree, so that later steps meet
// only trees of the right shape.
func check(n *node, s *schema, path string) (*node, Problems) {
	c := &checker{known: knownKeys()}
	return c.check(n, s, path), c.problems
}

// checker compares one tree with the known keys.
type checker struct {
	known    *schema
	problems Problems
}

// check returns n as s wants it: empty texts as null, a single value as a list
// of one, keys in their full spelling. It returns nil where n says nothing.
func (c *checker) check(n *node, s *schema, path string) *node {
	switch {
	case n == nil || s.shape == free:
		return n
	case n.kind == hole:
		return n
	case n.kind == null || n.kind == scalar && n.text == "":
		if s.shape == object || s.shape == objects {
			return nil
		}
		c.words(n, s, path)
		return &node{kind: null, at: n.at, doubt: n.doubt}
	}
	switch s.shape {
	case text, number:
		if n.kind == scalar {
			if s.shape == text {
				c.words(n, s, path)
			}
			return n
		}
	case texts, numbers:
		return c.list(n, s, path)
	case object:
		if n.kind == mapping {
			return c.object(n, s, path)
		}
	case objects:
		return c.objects(n, s, path)
	}
	c.misshapen(n, s, path)
	return nil
}

func (c *checker) misshapen(n *node, s *schema, path string) {
	c.problems = append(c.problems, problemAt(n.at, path, shapeHint(n), "found %v, expected %v", n.kind, s.shape).as(Error, "shape"))
}

// shapeHint knows the slip that makes a text of keys with values.
func shapeHint(n *node) string {
	key, value, found := strings.Cut(n.text, ":")
	if n.kind != scalar || !found || value == "" || strings.ContainsAny(key, " \"'") {
		return ""
	}
	first, _, _ := strings.Cut(value, " ")
	return fmt.Sprintf("put a space behind each colon: %s: %s", key, first)
}

// list checks a plain list. Empty items say nothing; an empty list is null.
func (c *checker) list(n *node, s *schema, path string) *node {
	items := n.items
	switch n.kind {
	case scalar:
		items = []*node{n}
		if s.shape == texts {
			c.oneOfMany(n, path)
		}
	case mapping:
		c.misshapen(n, s, path)
		return nil
	}
	out := &node{kind: sequence, at: n.at}
	for i, item := range items {
		if s.shape == texts && item.kind <= scalar {
			c.words(item, s, fmt.Sprintf("%s[%d]", path, i))
		}
		switch {
		case item.kind == null || item.kind == scalar && item.text == "":
		case item.kind == scalar:
			out.items = append(out.items, item)
		default:
			c.problems = append(c.problems, problemAt(item.at, fmt.Sprintf("%s[%d]", path, i), listHint(item),
				"found %v, expected a single value", item.kind).as(Error, "shape"))
		}
	}
	if len(out.items) == 0 {
		return &node{kind: null, at: n.at}
	}
	return out
}

// listHint knows the one slip that is common: a colon inside a text.
func listHint(n *node) string {
	if n.kind == mapping {
		return "a text with a colon in it needs quotes"
	}
	return ""
}

func (c *checker) objects(n *node, s *schema, path string) *node {
	one := &schema{shape: object, keys: s.keys}
	items := n.items
	switch n.kind {
	case mapping:
		items = []*node{n}
	case scalar:
		c.misshapen(n, s, path)
		return nil
	}
	out := &node{kind: sequence, at: n.at, placed: n.placed}
	first := map[string]string{}
	for i, item := range items {
		itemPath := fmt.Sprintf("%s[%d]", path, i)
		checked := c.check(item, one, itemPath)
		if name := checked.name(); name != "" {
			at := checked.child("name").at
			if other, twice := first[name]; twice {
				c.problems = append(c.problems, problemAt(at, join(itemPath, "name"), "give one of them another name",
					"the name %q is that of %s as well", name, other).as(Error, "same-name"))
				continue // merging by name would mix the two
			}
			first[name] = itemPath
		}
		if checked == nil {
			checked = &node{at: item.at} // keeps the places of the items after it
		}
		out.items = append(out.items, checked)
	}
	return out
}

func (c *checker) object(n *node, s *schema, path string) *node {
	out := &node{kind: mapping, at: n.at}
	first := map[string]field{}
	for _, f := range n.fields {
		full := s.spelling(f.key)
		sub := s.at(full)
		if _, known := s.keys[full]; !known && !s.mayBeTable(f) {
			c.unknown(f, s, path)
			continue
		}
		if other, twice := first[full]; twice {
			c.problems = append(c.problems, problemAt(f.at, join(path, full), "",
				"given twice, as %q and as %q", other.key, f.key).as(Error, "key-twice"))
			continue
		}
		first[full] = f
		if value := c.check(f.value, sub, join(path, full)); value != nil {
			out.fields = append(out.fields, field{key: full, at: f.at, value: value})
		}
	}
	return out
}

// mayBeTable tells whether an unknown key can be the name of a plane
// segmentation. Which names there are is known only after merging.
func (s *schema) mayBeTable(f field) bool {
	if s.tables == nil || f.value.given() && f.value.kind != mapping {
		return false
	}
	_, meantDeeper := s.tables.keys[s.tables.spelling(f.key)]
	return !meantDeeper
}

// unknown reports a key with the cure that is likeliest: the place elsewhere
// where this key belongs, the nearest key here or elsewhere, or all the keys
// known here.
func (c *checker) unknown(f field, s *schema, path string) {
	here := slices.Sorted(maps.Keys(s.keys))
	key, elsewhere := f.key, places(c.known, f.key, "")
	near := Nearest(f.key, here)
	if len(elsewhere) == 0 && path == "" {
		if key = meantKey(f.key, everyKey(c.known)); near == "" || squeezed(key) == squeezed(f.key) {
			elsewhere = places(c.known, key, "")
		}
	}
	var hint string
	switch few := len(elsewhere) == 1 || len(elsewhere) == 2; {
	case strings.ContainsFunc(f.key, func(c rune) bool { return c > unicode.MaxASCII && unicode.IsSpace(c) }):
		hint = "there is a space in it that looks like others and is not: type it anew"
	case few && f.at.source == setSource:
		for i := range elsewhere {
			elsewhere[i] = join(elsewhere[i], key)
		}
		hint = "did you mean " + strings.Join(elsewhere, " or ") + "?"
	case few && key == f.key:
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
	c.problems = append(c.problems, problemAt(f.at, join(path, f.key), hint, "unknown key %q", f.key).as(Error, "unknown-key"))
}

// meantKey returns the key that is spelled like word but for case and joints,
// as SubjectID is, or else the nearest; "" for none.
func meantKey(word string, keys []string) string {
	for _, key := range keys {
		if squeezed(key) == squeezed(word) {
			return key
		}
	}
	return Nearest(word, keys)
}

// squeezed returns a key in lower case without underscores and dashes.
func squeezed(key string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key))
}

// everyKey lists the keys that are known below the top.
func everyKey(s *schema) []string {
	var keys []string
	for _, below := range s.keys {
		keys = append(append(keys, slices.Collect(maps.Keys(below.keys))...), everyKey(below)...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// places lists where a key is known.
func places(s *schema, key, path string) []string {
	var found []string
	for _, k := range slices.Sorted(maps.Keys(s.keys)) {
		if k == key && path != "" {
			found = append(found, path)
		}
		found = append(found, places(s.keys[k], key, join(path, k))...)
	}
	if s.tables != nil {
		found = append(found, places(s.tables, key, join(path, roiTable))...)
	}
	return found
}
