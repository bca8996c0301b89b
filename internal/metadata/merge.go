package metadata

// Document is all layers merged, with a position for every value.
type Document struct {
	known    *schema
	root     *node
	filled   *node    // root where no value says TODO, and what lies below where one does
	problems Problems // errors
	warnings Problems
	tables   tableNames        // of the files, by any of their names
	names    map[string]string // of the merged tables, by their default names
	claims   map[string][]claim
}

// Merge lays layers over each other, the first lowest; see the package's
// comment for how. It never fails: what is wrong is told by Resolve.
func Merge(layers ...*Layer) *Document {
	d := mergeAll(layers)
	if d.filled = d.root; hasTodo(d.root) {
		d.filled = mergeAll(withoutTodo(layers)).root
	}
	d.claims = claimsOf(layers)
	return d
}

func mergeAll(layers []*Layer) *Document {
	m := &merger{known: knownKeys()}
	var below, given []*Layer
	for _, l := range layers {
		if l.rule == overGiven {
			given = append(given, l)
		} else {
			below = append(below, l)
		}
	}
	template, roots := m.templates(below)
	given = translated(given)

	// Tables of ROIs are named by the user, and files speak of them by name. All
	// their names have to be known before anything that is named after them.
	names := tableNames{}
	names.learn((&merger{known: m.known}).users(template, given, names))
	m.names = names
	root := m.users(template, given, names)
	for i := len(below) - 1; i >= 0; i-- {
		root = below[i].rule.mergeAs(m.known, roots[i], root)
	}
	d := &Document{known: m.known, root: root, tables: names, names: finalNames(root)}
	for _, p := range m.problems {
		if p.Severity == Error {
			d.problems = append(d.problems, p)
		} else {
			d.warnings = append(d.warnings, p)
		}
	}
	return d
}

// merger puts layers together and collects what is wrong with them.
type merger struct {
	known    *schema
	names    tableNames // nil while they are being learnt
	problems Problems
}

// templates merges what is not the user's own: all of it, to see which objects
// there are, and each layer's part of it.
func (m *merger) templates(layers []*Layer) (whole *node, roots []*node) {
	r := overDefaults
	for _, l := range layers {
		m.problems = append(m.problems, l.problems...)
		root := m.assign(whole, l.root, l.sets)
		roots = append(roots, root)
		whole = r.mergeAs(m.known, whole, root)
		r = l.rule
	}
	return whole, roots
}

// users merges the user's layers: files in the order given, and assignments.
func (m *merger) users(template *node, layers []*Layer, names tableNames) *node {
	var root *node
	for _, l := range layers {
		m.problems = append(m.problems, l.problems...)
		names.learn(l.root)
		root = overGiven.mergeAs(m.known, root, m.tables(l.root))
		if len(l.sets) > 0 {
			root = m.assign(template, m.ordered(root), l.sets)
		}
	}
	return m.ordered(root)
}

// Origin tells where a value came from: "lab.yaml:12:5", "--set",
// "source: params/data/fr", "default"; "" where nobody gave it. Path is as in
// Problem.Path, or has names in brackets; a list without brackets means its
// first object.
func (d *Document) Origin(path string) string {
	steps, err := parsePath(path)
	if err != nil {
		return ""
	}
	if n := find(d.root, d.tables.canonical(steps)); n.given() {
		return n.at.String()
	}
	return ""
}

// rule says how an upper layer lies on a lower one.
type rule uint8

const (
	overGiven    rule = iota // on what a user gave: lists merge by name, null removes
	overHints                // on what the source says: a template, null removes
	overDefaults             // on defaults: a template, null brings it back
)

// merge lays upper over lower.
func (r rule) merge(lower, upper *node) *node { return r.mergeAs(knownKeys(), lower, upper) }

// mergeAs lays upper over lower, where s belongs. Both have been checked.
func (r rule) mergeAs(s *schema, lower, upper *node) *node {
	switch {
	case upper == nil || upper.kind == hole:
		return lower
	case lower == nil || lower.kind == hole:
		return upper
	case upper.kind == null && r == overDefaults:
		return lower
	case s != nil && s.shape == objects && lower.kind == sequence && upper.kind == sequence:
		return r.mergeObjects(s, lower, upper)
	case lower.kind == mapping && upper.kind == mapping:
		return r.mergeMapping(s, lower, upper)
	}
	return upper
}

func (r rule) mergeMapping(s *schema, lower, upper *node) *node {
	out := &node{kind: mapping, at: upper.at, fields: make([]field, len(lower.fields), len(lower.fields)+len(upper.fields))}
	copy(out.fields, lower.fields)
	at := make(map[string]int, len(lower.fields))
	for i, f := range lower.fields {
		at[f.key] = i
	}
	for _, f := range upper.fields {
		i, both := at[f.key]
		if !both {
			out.fields = append(out.fields, f)
			continue
		}
		f.value = r.mergeAs(s.at(f.key), out.fields[i].value, f.value)
		out.fields[i] = f
	}
	return out
}
