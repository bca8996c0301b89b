package tree

import "fmt"

// Position says where a value was given.
type Position struct {
	Source       string // a file's path, "default", "source: params/data/fr", or what the caller calls its user's words
	Line, Column int    // from 1, in characters; 0 where the source has no lines
	width        int    // characters of what stands there, as far as its first line
	lines        *Lines // of the whole file, shared by all of its positions; nil where there are none
	Template     bool   // from defaults or hints, not from the user
	Assigned     bool   // from the user, alone and not in a file
}

// String returns "lab.yaml:12:5", or the source alone.
func (p Position) String() string {
	if p.Line == 0 {
		return p.Source
	}
	return fmt.Sprintf("%s:%d:%d", p.Source, p.Line, p.Column)
}

// Kind is what a node holds.
type Kind uint8

// The kinds.
const (
	Hole     Kind = iota // a place in a list that nobody filled
	Null                 // said to be not given
	Scalar               // one value
	Sequence             // a list
	Mapping              // keys and values
)

// String names the kind as messages do.
func (k Kind) String() string {
	switch k {
	case Scalar:
		return "a single value"
	case Sequence:
		return "a list"
	case Mapping:
		return "keys with values"
	}
	return "nothing"
}

// Node is a value with its position. Nodes are never changed once a layer is
// made, so trees share them.
type Node struct {
	Kind   Kind
	At     Position
	Text   string // of a scalar, as it is written
	Value  any    // of a scalar, as YAML types it
	Fields []Field
	Items  []*Node
	Placed bool // items stand for the ones at their place, whatever their names

	Bare    bool   // a scalar that is written without quotes
	Comment string // what a # cuts off its line though it may belong to the text, "" for nothing
	Spaced  bool   // there is a space behind that #
	Doubt   string // of null: why what a source says cannot be taken
	Anchor  string // a name for the value that nothing uses, "" for none
}

// Field is one key of a mapping with its value.
type Field struct {
	Key   string
	At    Position
	Value *Node
}

// Child returns the value of a key, or nil.
func (n *Node) Child(key string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Fields {
		if n.Fields[i].Key == key {
			return n.Fields[i].Value
		}
	}
	return nil
}

// Given reports whether a value is there.
func (n *Node) Given() bool { return n != nil && n.Kind != Hole && n.Kind != Null }

// Name returns the name of an object, "" where it has none.
func (n *Node) Name() string {
	if c := n.Child("name"); c.Given() {
		return c.Text
	}
	return ""
}

// With returns n with one more field, or with another value for it.
func (n *Node) With(f Field) *Node {
	out := *n
	out.Fields = make([]Field, 0, len(n.Fields)+1)
	for _, old := range n.Fields {
		if old.Key != f.Key {
			out.Fields = append(out.Fields, old)
		}
	}
	out.Fields = append(out.Fields, f)
	return &out
}

// Moved returns n with at as the position of all that it holds.
func (n *Node) Moved(at Position) *Node {
	if n == nil {
		return nil
	}
	out := *n
	out.At, out.Fields, out.Items = at, nil, nil
	for _, f := range n.Fields {
		out.Fields = append(out.Fields, Field{Key: f.Key, At: at, Value: f.Value.Moved(at)})
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, item.Moved(at))
	}
	return &out
}

// Plain turns n into maps, slices and scalars.
func (n *Node) Plain() any {
	switch {
	case !n.Given():
		return nil
	case n.Kind == Mapping:
		m := make(map[string]any, len(n.Fields))
		for _, f := range n.Fields {
			m[f.Key] = f.Value.Plain()
		}
		return m
	case n.Kind == Sequence:
		s := make([]any, len(n.Items))
		for i, item := range n.Items {
			s[i] = item.Plain()
		}
		return s
	}
	return n.Value
}

// Without returns n without a key, and the field it had.
func (n *Node) Without(key string) (*Node, Field) {
	out, cut := *n, Field{}
	out.Fields = nil
	for _, f := range n.Fields {
		if f.Key == key {
			cut = f
			continue
		}
		out.Fields = append(out.Fields, f)
	}
	return &out, cut
}

// Objects returns the items of a list, none where there is no list.
func (n *Node) Objects() []*Node {
	if n == nil || n.Kind != Sequence {
		return nil
	}
	return n.Items
}

// DefaultSource is the origin of what package configs holds.
const DefaultSource = "default"
