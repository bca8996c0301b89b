package metadata

import (
	"roi2nwb/internal/metadata/overlay"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Document is all layers merged, with a position for every value.
type Document struct {
	known      *schema.Schema
	root       *tree.Node
	filled     *tree.Node    // root where no value says TODO, and what lies below where one does
	problems   tree.Problems // errors
	warnings   tree.Problems
	tables     tablesByName      // of the files, by any of their names
	tableNames map[string]string // of the merged tables, by their default names
	claims     map[string][]claim
}

// Merge lays layers over each other, the first lowest; see the package's
// comment for how. It never fails: Resolve returns what is wrong.
func Merge(layers ...*Layer) *Document {
	d := mergeAll(layers)
	if d.filled = d.root; hasTodo(d.root) {
		d.filled = mergeAll(withoutTodo(layers)).root
	}
	d.claims = claimsOf(layers)
	return d
}

func mergeAll(layers []*Layer) *Document {
	m := &merger{known: schema.Known()}
	var below, given []*Layer
	for _, l := range layers {
		if l.mode == overlay.OnGiven {
			given = append(given, l)
		} else {
			below = append(below, l)
		}
	}
	template, roots := m.templates(below)
	given = translated(given)

	// Users name tables of ROIs, and files refer to them by name. So all names of
	// tables have to be known before what is named after them is merged.
	names := tablesByName{}
	names.learn((&merger{known: m.known}).users(template, given, names))
	m.names = names
	root := m.users(template, given, names)
	for i := len(below) - 1; i >= 0; i-- {
		root = below[i].mode.Lay(m.known, roots[i], root)
	}
	d := &Document{known: m.known, root: root, tables: names, tableNames: finalNames(root)}
	for _, p := range m.problems {
		if p.Severity == tree.Error {
			d.problems = append(d.problems, p)
		} else {
			d.warnings = append(d.warnings, p)
		}
	}
	return d
}

// merger puts layers together and collects what is wrong with them.
type merger struct {
	known    *schema.Schema
	names    tablesByName // nil while they are being learnt
	problems tree.Problems
}

// templates merges the layers that are not the user's: whole has all of them, and
// shows which objects there are; roots has each layer alone.
func (m *merger) templates(layers []*Layer) (whole *tree.Node, roots []*tree.Node) {
	mode := overlay.OnDefaults
	for _, l := range layers {
		m.problems = append(m.problems, l.problems...)
		root := m.assign(whole, l.root, l.sets)
		roots = append(roots, root)
		whole = mode.Lay(m.known, whole, root)
		mode = l.mode
	}
	return whole, roots
}

// users merges the user's layers: files in the order given, and assignments.
func (m *merger) users(template *tree.Node, layers []*Layer, names tablesByName) *tree.Node {
	var root *tree.Node
	for _, l := range layers {
		m.problems = append(m.problems, l.problems...)
		names.learn(l.root)
		root = overlay.OnGiven.Lay(m.known, root, m.tables(l.root))
		if len(l.sets) > 0 {
			root = m.assign(template, m.ordered(root), l.sets)
		}
	}
	return m.ordered(root)
}

// Origin returns where a value came from: "lab.yaml:12:5",
// "source: params/data/fr", "default", the origin of FromSets; "" where nobody
// gave it. Path is as in Problem.Path, or has names in brackets; a list without
// brackets means its first object.
func (d *Document) Origin(path string) string {
	steps, err := tree.ParsePath(path)
	if err != nil {
		return ""
	}
	if n := tree.Find(d.root, d.tables.canonical(steps)); n.Given() {
		return n.At.String()
	}
	return ""
}
