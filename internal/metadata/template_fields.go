package metadata

import (
	"fmt"
	"slices"
	"strings"
)

// templateField is a key of a template, or an object in a list: what it holds
// and what is said beside it.
type templateField struct {
	key     string
	path    string // with places in lists: "Ophys.ImagingPlane[0].indicator"
	schema  *schema
	value   *node  // nil where nobody gave it
	example string // as YAML
	asked   bool   // somebody needs it
	active  bool   // it stands in the file; otherwise it is commented out
	item    bool   // it begins an object of a list
	object  *TemplateObject

	fields []*templateField
}

// waits reports whether the field waits for a value.
func (f *templateField) waits() bool { return f.active && f.value == nil && len(f.fields) == 0 }

// layOutFields lays out a template: all keys of the table in its order, each
// with its value in the tree.
func layOutFields(root *node, names map[string]string, o TemplateOptions) *templateField {
	t := templater{options: o, names: names}
	known := knownKeys()
	whole := &templateField{schema: known}
	for _, key := range known.order {
		f := t.field(key, key, known.keys[key], root.child(key))
		if f != nil {
			whole.fields = append(whole.fields, f)
		}
	}
	return whole
}

type templater struct {
	options TemplateOptions
	names   map[string]string
}

// field lays out what belongs under a key; nil means that it has no place in
// this template.
func (t *templater) field(key, path string, s *schema, n *node) *templateField {
	f := &templateField{key: key, path: path, schema: s, example: t.example(path, s)}
	switch s.shape {
	case free:
		f.value, f.active = n, n.given()
		if !f.active && key != extraKey {
			return nil
		}
	case object:
		if f.fields = t.fieldsOf(path, s, n); f.fields == nil {
			return nil
		}
		f.active = slices.ContainsFunc(f.fields, func(f *templateField) bool { return f.active })
	case objects:
		f.fields = t.items(path, s, n)
		f.active = slices.ContainsFunc(f.fields, func(f *templateField) bool { return f.active })
	default:
		f.asked = s.need != needNothing
		switch {
		case n != nil && n.kind == null && !n.at.template && !f.asked:
			f.value, f.active = n, true // said to be not given, whatever the source says
		case n.given() && n.at.source != defaultSource && !saysTodo(n):
			f.value, f.active = n, true
		case f.asked:
			f.active = true
		case n.given() && !saysTodo(n):
			f.value = n
		}
	}
	return f
}

// saysTodo reports whether a value is still to be written, as in a template that
// was not filled in to its end.
func saysTodo(n *node) bool {
	if n.kind == sequence {
		return !slices.ContainsFunc(n.items, func(item *node) bool { return !saysTodo(item) })
	}
	return isTodo(strings.TrimSpace(n.text))
}

// fieldsOf lays out the keys of an object in the order of their ranks.
func (t *templater) fieldsOf(path string, s *schema, n *node) []*templateField {
	var fields []*templateField
	for _, key := range s.order {
		if !unused[key] || n.child(key).given() {
			fields = append(fields, t.field(key, join(path, key), s.keys[key], n.child(key)))
		}
	}
	if s.tables != nil {
		tables := t.tables(path, s.tables, n)
		fields = append(fields, tables...)
		if tables == nil && !slices.ContainsFunc(fields, func(f *templateField) bool { return f.active }) {
			return nil // the source has nothing to put there
		}
	}
	fields = slices.DeleteFunc(fields, func(f *templateField) bool { return f == nil })
	t.eitherAge(path, fields)
	sortFields(fields)
	return fields
}

func sortFields(fields []*templateField) {
	slices.SortStableFunc(fields, func(a, b *templateField) int { return a.rank() - b.rank() })
}

// unused are keys that are read from other programs' files, and do nothing.
var unused = map[string]bool{
	"source_script": true, "source_script_file_name": true, "neuropil": true,
	"TwoPhotonSeries": true, "OnePhotonSeries": true,
}

// rank orders the fields of an object: its name, what NWB asks for, what DANDI
// or good practice does, objects in which anything is asked for, and the rest.
func (f *templateField) rank() int {
	isObject := f.schema.shape >= object
	switch asks := f.needed(); {
	case f.key == "name":
		return 0
	case asks == needNWB && !isObject:
		return 1
	case asks != needNothing && !isObject:
		return 2
	case asks != needNothing:
		return 3
	case !isObject:
		return 4
	}
	return 5
}

// needed tells who asks for a field, or for anything in it.
func (f *templateField) needed() need {
	if f.asked && f.schema.need == needNothing {
		return needRecommended
	}
	if f.schema.shape < object {
		return f.schema.need
	}
	least := needNothing
	for _, sub := range f.fields {
		if n := sub.needed(); n != needNothing && (least == needNothing || n < least) {
			least = n
		}
	}
	return least
}

// eitherAge asks for the age of a subject only where its birth is not known.
func (t *templater) eitherAge(path string, fields []*templateField) {
	if path != "Subject" {
		return
	}
	at := func(path string) *templateField {
		return fields[slices.IndexFunc(fields, func(f *templateField) bool { return f.path == path })]
	}
	if age := at(agePath); age.waits() && at(birthPath).active {
		age.active, age.asked = false, false
	}
}

// items lays out a list of objects. Devices, planes and channels are always
// there, with a name and the wish for a description; a table only where
// something is said of it.
func (t *templater) items(path string, s *schema, n *node) []*templateField {
	if n == nil {
		return nil
	}
	tables := strings.HasSuffix(path, ".plane_segmentations")
	var items []*templateField
	for i, item := range n.items {
		if !item.given() {
			continue
		}
		f := &templateField{path: fmt.Sprintf("%s[%d]", path, i), schema: s.one(), item: true}
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
			name.value = item.child("name")
		}
		if f.active {
			name.active = true
		}
		if tables && !f.active && !t.fills("Ophys.ImageSegmentation."+item.name()) {
			continue
		}
		items = append(items, f)
	}
	return items
}

// tables lays out the objects of a container by the table they belong to.
func (t *templater) tables(path string, s *schema, n *node) []*templateField {
	var tables []*templateField
	for _, name := range []string{roiTable, backgroundTable} {
		table := &templateField{key: name, path: join(path, name), schema: s}
		if given := t.names[name]; given != "" {
			table.key = given
		}
		for _, key := range s.order {
			at := join(table.path, key)
			object := n.child(name).child(key)
			if !object.given() {
				continue
			}
			f := t.field(key, at, s.keys[key], object)
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

// fills tells whether the source has an object for a place.
func (t *templater) fills(path string) bool { return t.options.Objects == nil || t.object(path) != nil }

// object returns what the source has for a place, or nil.
func (t *templater) object(path string) *TemplateObject {
	for i := range t.options.Objects {
		if t.options.Objects[i].Path == path {
			return &t.options.Objects[i]
		}
	}
	return nil
}
