package metadata

// Document is all layers merged, with a position for every value.
type Document struct {
	root     *node
	problems Problems
	names    map[string]string // the tables' names in the user's files, by default name
}

// Merge lays layers over each other, the first lowest; see the package's
// comment for how. It never fails: what is wrong is told by Resolve.
func Merge(layers ...*Layer) *Document {
	d := &Document{}
	known := knownKeys()
	var given *node
	for _, l := range layers {
		d.problems = append(d.problems, l.problems...)
		if l.rule == overGiven {
			given = overGiven.merge(given, l.root)
		}
	}
	d.root = d.assignTables(given)
	for i := len(layers) - 1; i >= 0; i-- {
		if l := layers[i]; l.rule != overGiven {
			d.root = l.rule.mergeAs(known, l.root, d.root)
		}
	}
	return d
}

// Origin tells where a value came from: "lab.yaml:12:5", "--set",
// "source: params/data/fr", "default"; "" where nobody gave it. Path is as in
// Problem.Path; a list without an index means its first object.
func (d *Document) Origin(path string) string {
	steps, err := parsePath(path)
	if err != nil {
		return ""
	}
	for i := range steps {
		for canonical, given := range d.names {
			if steps[i].key == given && i == 2 {
				steps[i].key = canonical
			}
		}
	}
	if n := find(d.root, steps); n.given() {
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

// mergeObjects merges lists of named objects. An object of upper meets the
// one of its name; without a name, or in a list of places, the one at its
// place; and by place as well one that has no name yet.
func (r rule) mergeObjects(s *schema, lower, upper *node) *node {
	one := &schema{shape: object, keys: s.keys}
	partner := func(i int, u *node) int {
		name := u.name()
		if name != "" && !upper.placed {
			for j, l := range lower.items {
				if l.name() == name {
					return j
				}
			}
			if i >= len(lower.items) || lower.items[i].name() != "" {
				return -1
			}
		}
		return i
	}
	keep := len(lower.items) > 0 && (r == overGiven || !replaces(upper, partner))
	out := &node{kind: sequence, at: upper.at, placed: upper.placed && lower.placed}
	if keep {
		out.items = append(out.items, lower.items...)
	}
	for i, u := range upper.items {
		j := partner(i, u)
		if j >= 0 && j < len(lower.items) && keep {
			out.items[j] = r.mergeAs(one, lower.items[j], u)
			continue
		}
		if r != overGiven && len(lower.items) > 0 && u.kind != hole {
			u = r.mergeAs(one, lower.items[max(0, min(j, len(lower.items)-1))], u)
		}
		out.items = append(out.items, u)
	}
	return out
}

// replaces tells whether a user's list stands instead of a template's: it
// names objects, and none of them is in the template.
func replaces(upper *node, partner func(int, *node) int) bool {
	named := false
	for i, u := range upper.items {
		if u.name() == "" || upper.placed {
			continue
		}
		named = true
		if partner(i, u) >= 0 {
			return false
		}
	}
	return named
}
