package metadata

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hasTodo reports whether a value of the tree says TODO. What is the user's own
// is not looked at.
func hasTodo(n *node) bool {
	switch {
	case n == nil:
		return false
	case n.kind == scalar:
		return isTodo(n.text)
	}
	return slices.ContainsFunc(n.items, hasTodo) ||
		slices.ContainsFunc(n.fields, func(f field) bool { return f.key != extraKey && hasTodo(f.value) })
}

// withoutTodo returns the layers as if values that say TODO said nothing, so
// that what lies below shows.
func withoutTodo(layers []*Layer) []*Layer {
	out := make([]*Layer, len(layers))
	for i, l := range layers {
		filled := *l
		filled.root, filled.keyed, filled.sets = filledIn(l.root), filledIn(l.keyed), nil
		for _, a := range l.sets {
			if a.value = filledIn(a.value); a.value.kind != hole {
				filled.sets = append(filled.sets, a)
			}
		}
		out[i] = &filled
	}
	return out
}

// filledIn returns the tree with a hole for each value that says TODO.
func filledIn(n *node) *node {
	if !hasTodo(n) {
		return n
	}
	out := *n
	if n.kind == scalar {
		return &node{kind: hole, at: n.at}
	}
	out.fields, out.items = nil, nil
	for _, f := range n.fields {
		if f.key != extraKey {
			f.value = filledIn(f.value)
		}
		out.fields = append(out.fields, f)
	}
	for _, item := range n.items {
		if item = filledIn(item); item.kind != hole || !isPlainList(n) {
			out.items = append(out.items, item)
		}
	}
	if n.kind == sequence && len(out.items) == 0 {
		return &node{kind: hole, at: n.at}
	}
	return &out
}

// isPlainList reports whether a list holds no objects, so that its places mean
// nothing.
func isPlainList(list *node) bool {
	return !slices.ContainsFunc(list.items, func(item *node) bool { return item.kind == mapping })
}

// todos reports each value that still says TODO. It weighs as much as that
// nobody gave the value, and more only where NWB asks for it: then it is an
// error, since somebody meant to give it.
func (r *resolver) todos(v view, s *schema) {
	switch {
	case !v.given() || s.shape == free || v.path == sessionStartPath && r.options.StartTime != "":
	case v.node.kind == scalar:
		if isTodo(v.node.text) {
			r.todo(v, s)
		}
	case v.node.kind == sequence:
		for _, item := range v.items() {
			item.last = v.last
			r.todos(item, s)
		}
	default:
		for _, f := range v.node.fields {
			if below := s.at(f.key); below != nil {
				r.todos(v.get(f.key), below)
			}
		}
	}
}

func (r *resolver) todo(v view, s *schema) {
	needed := v.path == sessionStartPath || v.last == "name" ||
		r.options.DANDI && (s.need == needDANDI || v.path == sessionDescriptionPath)
	severity := Warning
	if needed || s.need == needNWB {
		severity = Error
	}
	cure := "fill it in, or empty it if you do not know"
	if needed {
		cure = "fill it in"
	}
	p := problemAt(v.at(), v.path, cure+": "+advice(s), "still says TODO").as(severity, todoRule)
	p.Needed = needed
	r.put(p)
}

// advice says what belongs in a place, with an example.
func advice(s *schema) string {
	doc := strings.TrimSuffix(s.doc, ".")
	if first, size := utf8.DecodeRuneInString(doc); size < len(doc) && unicode.IsLower(rune(doc[size])) {
		doc = string(unicode.ToLower(first)) + doc[size:]
	}
	switch {
	case s.example == "":
		return doc
	case strings.ContainsAny(s.example[:1], `["`) || !strings.Contains(s.example, " "):
		return fmt.Sprintf("%s, as in %s", doc, s.example)
	}
	return fmt.Sprintf("%s, as in %q", doc, s.example)
}
