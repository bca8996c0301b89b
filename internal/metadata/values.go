package metadata

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Value is one value of the merged metadata, and where it came from.
type Value struct {
	Path   string `json:"path"`  // "Ophys.ImagingPlane[0].indicator"
	Value  any    `json:"value"` // a string, a float64, a list of either; what YAML makes of it under extra
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"` // from 1; 0 where File has no lines
	Column int    `json:"column,omitempty"`
	Origin string `json:"origin"` // as Document.Origin gives it
}

// Values returns every value of the merged metadata, in the order of the table
// of keys. A plain list is one value. What belongs to a table of ROIs has the
// table's name in its path.
func (d *Document) Values() []Value {
	c := &collector{names: d.tableNames}
	c.walk(d.settled(), d.known, "")
	return c.values
}

// Plain returns the merged metadata in list shape, ready for JSON: what the user
// gave, what the source says, and the defaults. Read as a metadata file it gives
// the same values again. What somebody said is not given is nil.
func (d *Document) Plain() map[string]any {
	c := &collector{names: d.tableNames}
	if m, ok := c.plain(d.settled(), d.known).(map[string]any); ok {
		return m
	}
	return map[string]any{}
}

// collector turns the merged tree into values.
type collector struct {
	names  map[string]string // of the tables, by their default names
	values []Value
}

// fields returns the fields of an object in the order of the table of keys, the
// tables of ROIs under the names that the user gave them.
func (c *collector) fields(n *tree.Node, s *schema.Schema) []tree.Field {
	var sorted []tree.Field
	add := func(key, as string) {
		for _, f := range n.Fields {
			if f.Key == key {
				sorted = append(sorted, tree.Field{Key: as, At: f.At, Value: f.Value})
			}
		}
	}
	for _, key := range s.Order {
		add(key, key)
	}
	if s.Tables != nil {
		for _, key := range []string{schema.RoiTable, schema.BackgroundTable} {
			as := key
			if name := c.names[key]; name != "" {
				as = name
			}
			add(key, as)
		}
	}
	return sorted
}

func (c *collector) walk(n *tree.Node, s *schema.Schema, path string) {
	switch {
	case !n.Given():
	case s.Shape == schema.Object && n.Kind == tree.Mapping:
		for _, f := range c.fields(n, s) {
			c.walk(f.Value, s.Below(f.Key), tree.Join(path, f.Key))
		}
	case s.Shape == schema.Objects && n.Kind == tree.Sequence:
		for i, item := range n.Items {
			c.walk(item, s.One(), fmt.Sprintf("%s[%d]", path, i))
		}
	case s.Shape == schema.Free && n.Kind == tree.Mapping && len(n.Fields) > 0:
		for _, f := range n.Fields {
			c.walk(f.Value, s, tree.Join(path, f.Key))
		}
	default:
		if v := c.plain(n, s); v != nil {
			c.values = append(c.values, Value{Path: path, Value: v, File: n.At.Source,
				Line: n.At.Line, Column: n.At.Column, Origin: n.At.String()})
		}
	}
}

func (c *collector) plain(n *tree.Node, s *schema.Schema) any {
	switch {
	case !n.Given():
		return nil
	case s.Shape == schema.Free:
		return forJSON(n.Plain())
	case n.Kind == tree.Mapping:
		m := make(map[string]any, len(n.Fields))
		for _, f := range c.fields(n, s) {
			m[f.Key] = c.plain(f.Value, s.Below(f.Key))
		}
		return m
	case n.Kind == tree.Sequence:
		one := s
		if s.Shape == schema.Objects {
			one = s.One()
		}
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			if list[i] = c.plain(item, one); list[i] == nil && s.Shape == schema.Numbers {
				list[i] = ".nan" // in a list it takes a place
			}
		}
		return list
	case s.Shape == schema.Number || s.Shape == schema.Numbers:
		return schema.NumberOf(n.Text)
	}
	return n.Text
}

// forJSON returns what YAML made of a value as JSON can hold it.
func forJSON(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = forJSON(v[key])
		}
	case []any:
		for i := range v {
			v[i] = forJSON(v[i])
		}
	case float64:
		switch {
		case math.IsNaN(v):
			return ".nan"
		case math.IsInf(v, 0):
			return strings.Replace(strconv.FormatFloat(v, 'g', -1, 64), "Inf", ".inf", 1)
		}
	}
	return v
}
