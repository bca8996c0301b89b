package metadata

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/metadata/tree"
)

// WriteYAML writes values, as Document.Values gives them, as a metadata file in
// list shape. Each stands on one line, whole, with a comment that says where it
// came from. What is written can be read as a metadata file.
func WriteYAML(w io.Writer, values []Value) error {
	root := &outline{}
	for _, v := range values {
		steps, err := tree.ParsePath(v.Path)
		if err != nil {
			return err
		}
		root.put(steps, v)
	}
	l := &listing{}
	l.fields(root, "", "")
	_, err := io.WriteString(w, l.String())
	return err
}

// outline is a tree of values: each either has one, or holds more of the tree
// by key or by place in a list.
type outline struct {
	at    tree.Step
	value *Value
	below []*outline
}

func (o *outline) put(steps []tree.Step, v Value) {
	if len(steps) == 0 {
		o.value = &v
		return
	}
	for _, b := range o.below {
		if b.at == steps[0] {
			b.put(steps[1:], v)
			return
		}
	}
	b := &outline{at: steps[0]}
	o.below = append(o.below, b)
	b.put(steps[1:], v)
}

// IsList reports whether what is below stands in a list.
func (o *outline) isList() bool { return len(o.below) > 0 && o.below[0].at.Key == "" }

// commentColumn is the last column at which comments are aligned: those of
// longer lines follow them.
const commentColumn = 60

// listing is lines of YAML, some with a comment.
type listing struct{ lines, comments []string }

func (l *listing) put(line, comment string) {
	l.lines, l.comments = append(l.lines, line), append(l.comments, comment)
}

// fields writes what stands below o. The first line begins with first, which is
// an indent or the dash of a list.
func (l *listing) fields(o *outline, first, indent string) {
	for i, b := range o.below {
		if i > 0 {
			first = indent
		}
		key := yamlKey(b.at.Key)
		switch {
		case o.isList() && b.value != nil:
			l.put(first+"- "+yamlValue(b.value.Value, false), originOf(b.value))
		case o.isList():
			l.fields(b, first+"- ", indent+"  ")
		case b.value != nil:
			l.put(first+key+": "+yamlValue(b.value.Value, false), originOf(b.value))
		default:
			l.put(first+key+":", "")
			l.fields(b, indent+"  ", indent+"  ")
		}
	}
}

// String aligns the comments.
func (l *listing) String() string {
	column := 0
	for _, line := range l.lines {
		if n := utf8.RuneCountInString(line); n <= commentColumn {
			column = max(column, n)
		}
	}
	var b strings.Builder
	for i, line := range l.lines {
		if l.comments[i] != "" {
			pad := max(column-utf8.RuneCountInString(line), 0)
			line += strings.Repeat(" ", pad) + "  # " + l.comments[i]
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// originOf is where a value came from, to the line, on one line itself.
func originOf(v *Value) string {
	origin := v.Origin
	if v.Line > 0 {
		origin = v.File + ":" + strconv.Itoa(v.Line)
	}
	return strings.Map(func(r rune) rune {
		if tree.IsPrinted(r) {
			return r
		}
		return '?'
	}, origin)
}

// yamlKey writes a key. The library takes one that ends in << for a merge.
func yamlKey(key string) string {
	if strings.ContainsAny(key, "?:#,[]{}<") {
		return strconv.Quote(key)
	}
	return tree.Quote(key, true)
}

// yamlValue writes what metadata can hold on one line; lists and mappings in
// brackets.
func yamlValue(v any, inBrackets bool) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return tree.Quote(v, inBrackets)
	case float64:
		return tree.QuoteFloat(v)
	case []any:
		items := make([]string, len(v))
		for i := range v {
			items[i] = yamlValue(v[i], true)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		var fields []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			fields = append(fields, yamlKey(key)+": "+yamlValue(v[key], true))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	return fmt.Sprint(v)
}
