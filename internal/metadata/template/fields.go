package template

import (
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// field is a key of a template, or an object in a list: what it holds
// and what is said beside it.
type field struct {
	key     string
	path    string // with places in lists: "Ophys.ImagingPlane[0].indicator"
	schema  *schema.Schema
	value   *tree.Node // nil where nobody gave it
	example string     // as YAML
	asked   bool       // somebody needs it
	active  bool       // it stands in the file; otherwise it is commented out
	item    bool       // it begins an object of a list
	object  *Object

	fields []*field
}

// waits reports whether the field waits for a value.
func (f *field) waits() bool { return f.active && f.value == nil && len(f.fields) == 0 }

// layOutFields lays out a template: all keys of the table in its order, each
// with its value in the tree.
func layOutFields(root *tree.Node, names map[string]string, o Options) *field {
	t := templater{options: o, names: names}
	known := schema.Known()
	whole := &field{schema: known}
	for _, key := range known.Order {
		f := t.field(key, key, known.Keys[key], root.Child(key))
		if f != nil {
			whole.fields = append(whole.fields, f)
		}
	}
	return whole
}

type templater struct {
	options Options
	names   map[string]string
}

// field lays out what belongs under a key; nil means that it has no place in
// this template.
func (t *templater) field(key, path string, s *schema.Schema, n *tree.Node) *field {
	f := &field{key: key, path: path, schema: s, example: t.example(path, s)}
	switch s.Shape {
	case schema.Free:
		f.value, f.active = n, n.Given()
		if !f.active && key != schema.ExtraKey {
			return nil
		}
	case schema.Object:
		if f.fields = t.fieldsOf(path, s, n); f.fields == nil {
			return nil
		}
		f.active = slices.ContainsFunc(f.fields, func(f *field) bool { return f.active })
	case schema.Objects:
		f.fields = t.items(path, s, n)
		f.active = slices.ContainsFunc(f.fields, func(f *field) bool { return f.active })
	default:
		f.asked = s.Need != schema.NeedNothing
		switch {
		case n != nil && n.Kind == tree.Null && !n.At.Template && !f.asked:
			f.value, f.active = n, true // said to be not given, whatever the source says
		case n.Given() && n.At.Source != tree.DefaultSource && !saysTodo(n):
			f.value, f.active = n, true
		case f.asked:
			f.active = true
		case n.Given() && !saysTodo(n):
			f.value = n
		}
	}
	return f
}

// saysTodo reports whether a value is still to be written, as in a template that
// was not filled in to its end.
func saysTodo(n *tree.Node) bool {
	if n.Kind == tree.Sequence {
		return !slices.ContainsFunc(n.Items, func(item *tree.Node) bool { return !saysTodo(item) })
	}
	return schema.IsTodo(strings.TrimSpace(n.Text))
}

// fieldsOf lays out the keys of an object in the order of their ranks.
func (t *templater) fieldsOf(path string, s *schema.Schema, n *tree.Node) []*field {
	var fields []*field
	for _, key := range s.Order {
		if !unused[key] || n.Child(key).Given() {
			fields = append(fields, t.field(key, tree.Join(path, key), s.Keys[key], n.Child(key)))
		}
	}
	if s.Tables != nil {
		tables := t.tables(path, s.Tables, n)
		fields = append(fields, tables...)
		if tables == nil && !slices.ContainsFunc(fields, func(f *field) bool { return f.active }) {
			return nil // the source has nothing to put there
		}
	}
	fields = slices.DeleteFunc(fields, func(f *field) bool { return f == nil })
	t.eitherAge(path, fields)
	sortFields(fields)
	return fields
}

func sortFields(fields []*field) {
	slices.SortStableFunc(fields, func(a, b *field) int { return a.rank() - b.rank() })
}

// unused are keys that are read from other programs' files, and do nothing.
var unused = map[string]bool{
	"source_script": true, "source_script_file_name": true, "neuropil": true,
	"TwoPhotonSeries": true, "OnePhotonSeries": true,
}

// rank orders the fields of an object: its name, what NWB asks for, what DANDI
// or good practice does, objects in which anything is asked for, and the rest.
func (f *field) rank() int {
	isObject := f.schema.Shape >= schema.Object
	switch asks := f.needed(); {
	case f.key == "name":
		return 0
	case asks == schema.NeedNWB && !isObject:
		return 1
	case asks != schema.NeedNothing && !isObject:
		return 2
	case asks != schema.NeedNothing:
		return 3
	case !isObject:
		return 4
	}
	return 5
}

// needed returns who asks for a field, or for anything in it.
func (f *field) needed() schema.Need {
	if f.asked && f.schema.Need == schema.NeedNothing {
		return schema.NeedRecommended
	}
	if f.schema.Shape < schema.Object {
		return f.schema.Need
	}
	least := schema.NeedNothing
	for _, sub := range f.fields {
		if n := sub.needed(); n != schema.NeedNothing && (least == schema.NeedNothing || n < least) {
			least = n
		}
	}
	return least
}

// eitherAge asks for the age of a subject only where its birth is not known.
func (t *templater) eitherAge(path string, fields []*field) {
	if path != "Subject" {
		return
	}
	at := func(path string) *field {
		return fields[slices.IndexFunc(fields, func(f *field) bool { return f.path == path })]
	}
	if age := at(schema.AgePath); age.waits() && at(schema.BirthPath).active {
		age.active, age.asked = false, false
	}
}

// items lays out a list of objects. Devices, planes and channels are always
// there, with a name and the wish for a description; a table only where
// something is said of it.
func (t *templater) items(path string, s *schema.Schema, n *tree.Node) []*field {
	if n == nil {
		return nil
	}
	tables := strings.HasSuffix(path, ".plane_segmentations")
	var items []*field
	for i, item := range n.Items {
		if !item.Given() {
			continue
		}
		f := &field{path: fmt.Sprintf("%s[%d]", path, i), schema: s.One(), item: true}
		f.fields = t.fieldsOf(f.path, f.schema, item)
		f.active = !tables
		for _, sub := range f.fields {
			if sub.key == "description" && !tables && !sub.active {
				sub.value, sub.asked, sub.active = nil, true, true
			}
			f.active = f.active || sub.active
		}
		sortFields(f.fields)
		name := f.fields[0]
		if name.value == nil {
			name.value = item.Child("name")
		}
		if f.active {
			name.active = true
		}
		if tables && !f.active && !t.fills("Ophys.ImageSegmentation."+item.Name()) {
			continue
		}
		items = append(items, f)
	}
	return items
}

// tables lays out the objects of a container by the table they belong to.
func (t *templater) tables(path string, s *schema.Schema, n *tree.Node) []*field {
	var tables []*field
	for _, name := range []string{schema.RoiTable, schema.BackgroundTable} {
		table := &field{key: name, path: tree.Join(path, name), schema: s}
		if given := t.names[name]; given != "" {
			table.key = given
		}
		for _, key := range s.Order {
			at := tree.Join(table.path, key)
			object := n.Child(name).Child(key)
			if !object.Given() {
				continue
			}
			f := t.field(key, at, s.Keys[key], object)
			f.object = t.object(at)
			if f.active || f.object != nil || t.options.Objects == nil {
				table.fields = append(table.fields, f)
				table.active = table.active || f.active
			}
		}
		if len(table.fields) > 0 {
			tables = append(tables, table)
		}
	}
	return tables
}

// fills reports whether the source has an object for a place.
func (t *templater) fills(path string) bool { return t.options.Objects == nil || t.object(path) != nil }

// object returns what the source has for a place, or nil.
func (t *templater) object(path string) *Object {
	for i := range t.options.Objects {
		if t.options.Objects[i].Path == path {
			return &t.options.Objects[i]
		}
	}
	return nil
}
