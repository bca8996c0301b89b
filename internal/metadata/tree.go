package metadata

import "fmt"

// position says where a value was given.
type position struct {
	source       string // a file's path, "--set", "default", "source: params/data/fr"
	line, column int    // from 1, in characters; 0 where the source has no lines
	width        int    // characters of what stands there, as far as its first line
	lines        *lines // of the whole file, shared by all of its positions; nil where there are none
	template     bool   // from defaults or hints, not from the user
}

// String gives "lab.yaml:12:5", or the source alone.
func (p position) String() string {
	if p.line == 0 {
		return p.source
	}
	return fmt.Sprintf("%s:%d:%d", p.source, p.line, p.column)
}

// kind is what a node holds.
type kind uint8

const (
	hole     kind = iota // a place in a list that nobody filled
	null                 // said to be not given
	scalar               // one value
	sequence             // a list
	mapping              // keys and values
)

// String names the kind as messages do.
func (k kind) String() string {
	switch k {
	case scalar:
		return "a single value"
	case sequence:
		return "a list"
	case mapping:
		return "keys with values"
	}
	return "nothing"
}

// node is a value with its position. Nodes are never changed once a layer is
// made, so trees share them.
type node struct {
	kind   kind
	at     position
	text   string // of a scalar, as it is written
	value  any    // of a scalar, as YAML types it
	fields []field
	items  []*node
	placed bool // items stand for the ones at their place, whatever their names

	bare    bool   // a scalar that is written without quotes
	comment string // what a # cuts off its line though it may belong to the text, "" for nothing
	spaced  bool   // there is a space behind that #
	doubt   string // of null: why what a source says cannot be taken
	anchor  string // a name for the value that nothing uses, "" for none
}

// field is one key of a mapping with its value.
type field struct {
	key   string
	at    position
	value *node
}

// child returns the value of a key, or nil.
func (n *node) child(key string) *node {
	if n == nil {
		return nil
	}
	for i := range n.fields {
		if n.fields[i].key == key {
			return n.fields[i].value
		}
	}
	return nil
}

// given tells whether a value is there.
func (n *node) given() bool { return n != nil && n.kind != hole && n.kind != null }

// name returns the name of an object, "" where it has none.
func (n *node) name() string {
	if c := n.child("name"); c.given() {
		return c.text
	}
	return ""
}

// with returns n with one more field, or with another value for it.
func (n *node) with(f field) *node {
	out := *n
	out.fields = make([]field, 0, len(n.fields)+1)
	for _, old := range n.fields {
		if old.key != f.key {
			out.fields = append(out.fields, old)
		}
	}
	out.fields = append(out.fields, f)
	return &out
}

// moved returns n with at as the position of all that it holds.
func (n *node) moved(at position) *node {
	if n == nil {
		return nil
	}
	out := *n
	out.at, out.fields, out.items = at, nil, nil
	for _, f := range n.fields {
		out.fields = append(out.fields, field{key: f.key, at: at, value: f.value.moved(at)})
	}
	for _, item := range n.items {
		out.items = append(out.items, item.moved(at))
	}
	return &out
}

// plain turns n into maps, slices and scalars.
func (n *node) plain() any {
	switch {
	case !n.given():
		return nil
	case n.kind == mapping:
		m := make(map[string]any, len(n.fields))
		for _, f := range n.fields {
			m[f.key] = f.value.plain()
		}
		return m
	case n.kind == sequence:
		s := make([]any, len(n.items))
		for i, item := range n.items {
			s[i] = item.plain()
		}
		return s
	}
	return n.value
}

// without returns n without a key, and the field it had.
func (n *node) without(key string) (*node, field) {
	out, cut := *n, field{}
	out.fields = nil
	for _, f := range n.fields {
		if f.key == key {
			cut = f
			continue
		}
		out.fields = append(out.fields, f)
	}
	return &out, cut
}

// objects returns the items of a list, none where there is no list.
func (n *node) objects() []*node {
	if n == nil || n.kind != sequence {
		return nil
	}
	return n.items
}

// defaultSource is the origin of what package configs holds.
const defaultSource = "default"

// setSource is the origin of single values of the command line.
const setSource = "--set"
