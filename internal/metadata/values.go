package metadata

import (
	"fmt"
	"math"
	"strconv"
	"strings"
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
	c := &collector{names: d.names}
	c.walk(d.settled(), d.known, "")
	return c.values
}

// Plain returns the merged metadata in list shape, ready for JSON: what the user
// gave, what the source says, and the defaults. Read as a metadata file it gives
// the same values again. What somebody said is not given is nil.
func (d *Document) Plain() map[string]any {
	c := &collector{names: d.names}
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
func (c *collector) fields(n *node, s *schema) []field {
	var sorted []field
	add := func(key, as string) {
		for _, f := range n.fields {
			if f.key == key {
				sorted = append(sorted, field{key: as, at: f.at, value: f.value})
			}
		}
	}
	for _, key := range s.order {
		add(key, key)
	}
	if s.tables != nil {
		for _, key := range []string{roiTable, backgroundTable} {
			as := key
			if name := c.names[key]; name != "" {
				as = name
			}
			add(key, as)
		}
	}
	return sorted
}

func (c *collector) walk(n *node, s *schema, path string) {
	switch {
	case !n.given():
	case s.shape == object && n.kind == mapping:
		for _, f := range c.fields(n, s) {
			c.walk(f.value, s.below(f.key), join(path, f.key))
		}
	case s.shape == objects && n.kind == sequence:
		for i, item := range n.items {
			c.walk(item, s.one(), fmt.Sprintf("%s[%d]", path, i))
		}
	case s.shape == free && n.kind == mapping && len(n.fields) > 0:
		for _, f := range n.fields {
			c.walk(f.value, s, join(path, f.key))
		}
	default:
		if v := c.plain(n, s); v != nil {
			c.values = append(c.values, Value{Path: path, Value: v, File: n.at.source,
				Line: n.at.line, Column: n.at.column, Origin: n.at.String()})
		}
	}
}

func (c *collector) plain(n *node, s *schema) any {
	switch {
	case !n.given():
		return nil
	case s.shape == free:
		return forJSON(n.plain())
	case n.kind == mapping:
		m := make(map[string]any, len(n.fields))
		for _, f := range c.fields(n, s) {
			m[f.key] = c.plain(f.value, s.below(f.key))
		}
		return m
	case n.kind == sequence:
		one := s
		if s.shape == objects {
			one = s.one()
		}
		list := make([]any, len(n.items))
		for i, item := range n.items {
			if list[i] = c.plain(item, one); list[i] == nil && s.shape == numbers {
				list[i] = ".nan" // in a list it takes a place
			}
		}
		return list
	case s.shape == number || s.shape == numbers:
		return numberOf(n.text)
	}
	return n.text
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
