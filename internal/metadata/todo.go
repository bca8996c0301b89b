package metadata

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// hasTodo reports whether a value of the tree says TODO. What is the user's own
// is not looked at.
func hasTodo(n *tree.Node) bool {
	switch {
	case n == nil:
		return false
	case n.Kind == tree.Scalar:
		return schema.IsTodo(n.Text)
	}
	return slices.ContainsFunc(n.Items, hasTodo) ||
		slices.ContainsFunc(n.Fields, func(f tree.Field) bool { return f.Key != schema.ExtraKey && hasTodo(f.Value) })
}

// withoutTodo returns the layers as if values that say TODO said nothing, so
// that what lies below shows.
func withoutTodo(layers []*Layer) []*Layer {
	out := make([]*Layer, len(layers))
	for i, l := range layers {
		filled := *l
		filled.root, filled.keyed, filled.sets = filledIn(l.root), filledIn(l.keyed), nil
		for _, a := range l.sets {
			if a.value = filledIn(a.value); a.value.Kind != tree.Hole {
				filled.sets = append(filled.sets, a)
			}
		}
		out[i] = &filled
	}
	return out
}

// filledIn returns the tree with a hole for each value that says TODO.
func filledIn(n *tree.Node) *tree.Node {
	if !hasTodo(n) {
		return n
	}
	out := *n
	if n.Kind == tree.Scalar {
		return &tree.Node{Kind: tree.Hole, At: n.At}
	}
	out.Fields, out.Items = nil, nil
	for _, f := range n.Fields {
		if f.Key != schema.ExtraKey {
			f.Value = filledIn(f.Value)
		}
		out.Fields = append(out.Fields, f)
	}
	for _, item := range n.Items {
		if item = filledIn(item); item.Kind != tree.Hole || !isPlainList(n) {
			out.Items = append(out.Items, item)
		}
	}
	if n.Kind == tree.Sequence && len(out.Items) == 0 {
		return &tree.Node{Kind: tree.Hole, At: n.At}
	}
	return &out
}

// isPlainList reports whether a list holds no objects, so that its places mean
// nothing.
func isPlainList(list *tree.Node) bool {
	return !slices.ContainsFunc(list.Items, func(item *tree.Node) bool { return item.Kind == tree.Mapping })
}

// todos reports each value that still says TODO. It weighs as much as that
// nobody gave the value, and more only where NWB asks for it: then it is an
// error, since somebody meant to give it.
func (r *resolver) todos(v view, s *schema.Schema) {
	switch {
	case !v.given() || s.Shape == schema.Free || v.path == schema.SessionStartPath && r.options.StartTime != "":
	case v.node.Kind == tree.Scalar:
		if schema.IsTodo(v.node.Text) {
			r.todo(v, s)
		}
	case v.node.Kind == tree.Sequence:
		for _, item := range v.items() {
			item.last = v.last
			r.todos(item, s)
		}
	default:
		for _, f := range v.node.Fields {
			if below := s.Key(f.Key); below != nil {
				r.todos(v.get(f.Key), below)
			}
		}
	}
}

func (r *resolver) todo(v view, s *schema.Schema) {
	needed := v.path == schema.SessionStartPath || v.last == "name" ||
		r.options.DANDI && (s.Need == schema.NeedDANDI || v.path == schema.SessionDescriptionPath)
	severity := tree.Warning
	if needed || s.Need == schema.NeedNWB {
		severity = tree.Error
	}
	cure := "fill it in, or empty it if you do not know"
	if needed {
		cure = "fill it in"
	}
	p := tree.ProblemAt(v.at(), v.path, cure+": "+advice(s), "still says TODO").As(severity, schema.TodoRule)
	p.Needed = needed
	r.put(p)
}

// advice returns what belongs in a place, with an example.
func advice(s *schema.Schema) string {
	doc := strings.TrimSuffix(s.Doc, ".")
	if first, size := utf8.DecodeRuneInString(doc); size < len(doc) && unicode.IsLower(rune(doc[size])) {
		doc = string(unicode.ToLower(first)) + doc[size:]
	}
	switch {
	case s.Example == "":
		return doc
	case strings.ContainsAny(s.Example[:1], `["`) || !strings.Contains(s.Example, " "):
		return fmt.Sprintf("%s, as in %s", doc, s.Example)
	}
	return fmt.Sprintf("%s, as in %q", doc, s.Example)
}
