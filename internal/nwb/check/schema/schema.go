package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/nwb/spec"
)

// Schema is a set of namespaces, one version of each.
type Schema struct {
	namespaces map[string]*namespace
}

type namespace struct {
	name, version string
	types         map[string]*Type
	includes      []string
	included      []*namespace
	damaged       bool // whether some of its documents could not be read
}

// Type is a type that a namespace defines.
type Type struct {
	Name      string
	Namespace string
	Kind      Kind
	Parent    *Type // nil for the first ancestors

	entry     *entry
	namespace *namespace
	spec      *Spec
}

// Problem is what is wrong with the documents of a namespace, which was loaded
// as far as it could be.
type Problem struct {
	Namespace, Version string
	Err                error
}

// Load reads cached namespaces, and takes the highest version of each. It calls
// others, which may be nil, where they include a namespace that is not cached, and
// takes it from there. The error is that of others.
func Load(cached []spec.Namespace, others func() ([]spec.Namespace, error)) (*Schema, []Problem, error) {
	s := &Schema{namespaces: map[string]*namespace{}}
	l := loader{schema: s}
	for _, source := range newest(cached) {
		l.load(source)
	}
	if others != nil && len(l.missing()) > 0 {
		var err error
		if l.others, err = others(); err != nil {
			return nil, nil, err
		}
	}
	for more := l.missing(); len(more) > 0; more = l.missing() {
		for _, name := range more {
			l.include(name)
		}
	}
	l.link()
	return s, l.problems, nil
}

// Has reports whether a namespace is known.
func (s *Schema) Has(name string) bool { return s.namespaces[name] != nil }

// Damaged reports whether a namespace was loaded in part only.
func (s *Schema) Damaged(name string) bool {
	n := s.namespaces[name]
	return n != nil && n.damaged
}

// Version returns the version of a namespace, "" where it is not known.
func (s *Schema) Version(name string) string {
	if n := s.namespaces[name]; n != nil {
		return n.version
	}
	return ""
}

// Type returns the type that a namespace, or one that it includes, defines
// under a name; nil where there is none.
func (s *Schema) Type(namespace, name string) *Type {
	n := s.namespaces[namespace]
	if n == nil {
		return nil
	}
	return n.lookup(name)
}

// Find returns the type of that name of whatever namespace has it, nil where
// none does.
func (s *Schema) Find(name string) *Type {
	var names []string
	for n := range s.namespaces {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if t := s.namespaces[n].types[name]; t != nil {
			return t
		}
	}
	return nil
}

// Is reports whether t is the type a, or descends from it.
func (t *Type) Is(a *Type) bool {
	for ; t != nil; t = t.Parent {
		if t == a {
			return true
		}
	}
	return false
}

// Descends reports whether t or an ancestor of it has a name.
func (t *Type) Descends(name string) bool {
	for ; t != nil; t = t.Parent {
		if t.Name == name {
			return true
		}
	}
	return false
}

// Depth returns how many ancestors t has.
func (t *Type) Depth() int {
	n := 0
	for t = t.Parent; t != nil; t = t.Parent {
		n++
	}
	return n
}

// lookup searches n and what it includes, each once.
func (n *namespace) lookup(name string) *Type {
	if t := n.types[name]; t != nil {
		return t
	}
	return n.search(name, map[*namespace]bool{})
}

func (n *namespace) search(name string, seen map[*namespace]bool) *Type {
	seen[n] = true
	if t := n.types[name]; t != nil {
		return t
	}
	for _, i := range n.included {
		if !seen[i] {
			if t := i.search(name, seen); t != nil {
				return t
			}
		}
	}
	return nil
}

// loader fills a schema.
type loader struct {
	schema   *Schema
	others   []spec.Namespace
	problems []Problem
	entries  int
}

// maxEntries is the most groups, datasets, links, attributes and fields that
// schemas may have together, before memory is set aside for them and time is
// spent on each with each other. NWB's own have a thousand.
const maxEntries = 20_000

func (l *loader) problem(source spec.Namespace, err error) {
	if n := l.schema.namespaces[source.Name]; n != nil {
		n.damaged = true
	}
	l.problems = append(l.problems, Problem{source.Name, source.Version, err})
}

// load reads the documents of one namespace.
func (l *loader) load(source spec.Namespace) {
	n := &namespace{name: source.Name, version: source.Version, types: map[string]*Type{}}
	l.schema.namespaces[source.Name] = n
	wanted, ok := l.sources(n, source)
	for _, d := range source.Documents {
		if d.Name == "namespace" || ok && !slices.Contains(wanted, d.Name) {
			continue
		}
		wanted = slices.DeleteFunc(wanted, func(w string) bool { return w == d.Name })
		if l.entries += strings.Count(d.JSON, "{"); l.entries > maxEntries {
			l.problem(source, fmt.Errorf("document %q: the schemas have more than %d entries", d.Name, maxEntries))
			continue
		}
		var doc typesDocument
		if err := json.Unmarshal([]byte(d.JSON), &doc); err != nil {
			l.problem(source, fmt.Errorf("document %q: %w", d.Name, err))
			continue
		}
		for _, e := range doc.Datasets {
			n.define(e, Dataset)
		}
		for _, e := range doc.Groups {
			n.define(e, Group)
		}
	}
	if ok && len(wanted) > 0 {
		l.problem(source, fmt.Errorf("document %q is missing", wanted[0]))
	}
}

// sources reads what the document "namespace" lists; ok is false where there is
// none that can be read, and all documents count.
func (l *loader) sources(n *namespace, source spec.Namespace) (names []string, ok bool) {
	i := slices.IndexFunc(source.Documents, func(d spec.Document) bool { return d.Name == "namespace" })
	if i < 0 {
		l.problem(source, errors.New(`document "namespace" is missing`))
		return nil, false
	}
	var doc namespaceDocument
	if err := json.Unmarshal([]byte(source.Documents[i].JSON), &doc); err != nil {
		l.problem(source, fmt.Errorf("document %q: %w", "namespace", err))
		return nil, false
	}
	for _, ns := range doc.Namespaces {
		if ns.Name != "" && ns.Name != source.Name {
			continue
		}
		for _, part := range ns.Schema {
			switch {
			case part.Namespace != "":
				n.includes = append(n.includes, part.Namespace)
			case part.Source != "":
				names = append(names, strings.TrimSuffix(part.Source, ".yaml"))
			}
		}
	}
	return names, true
}

// define registers the type that an entry defines, and those defined inside.
func (n *namespace) define(e *entry, kind Kind) {
	if e == nil {
		return
	}
	if name := e.def(); name != "" && n.types[name] == nil {
		n.types[name] = &Type{Name: name, Namespace: n.name, Kind: kind, entry: e, namespace: n}
	}
	for _, d := range e.Datasets {
		n.define(d, Dataset)
	}
	for _, g := range e.Groups {
		n.define(g, Group)
	}
}

// missing returns the namespaces that are included and not loaded.
func (l *loader) missing() (names []string) {
	for _, name := range l.names() {
		for _, i := range l.schema.namespaces[name].includes {
			if !l.schema.Has(i) && !slices.Contains(names, i) {
				names = append(names, i)
			}
		}
	}
	return names
}

// include loads a namespace that others include; one that is nowhere to be had
// is empty.
func (l *loader) include(name string) {
	at := slices.IndexFunc(l.others, func(o spec.Namespace) bool { return o.Name == name })
	if at >= 0 {
		l.load(l.others[at])
		return
	}
	l.schema.namespaces[name] = &namespace{name: name, types: map[string]*Type{}}
	l.problem(spec.Namespace{Name: name}, errors.New("other schemas include it, and it is missing"))
}

func (l *loader) names() []string {
	var names []string
	for name := range l.schema.namespaces {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// link connects namespaces with those they include, and types with their
// parents.
func (l *loader) link() {
	for _, n := range l.schema.namespaces {
		for _, i := range n.includes {
			n.included = append(n.included, l.schema.namespaces[i])
		}
	}
	for _, name := range l.names() {
		n := l.schema.namespaces[name]
		for _, t := range sortedTypes(n) {
			inc := t.entry.inc()
			if inc == "" || inc == t.Name {
				continue
			}
			parent := n.lookup(inc)
			switch {
			case parent == nil:
				l.problem(spec.Namespace{Name: name, Version: n.version}, fmt.Errorf("type %q descends from %q, which is not defined", t.Name, inc))
			case parent.Is(t):
				l.problem(spec.Namespace{Name: name, Version: n.version}, fmt.Errorf("type %q descends from itself", t.Name))
			default:
				t.Parent = parent
			}
		}
	}
}

func sortedTypes(n *namespace) []*Type {
	var all []*Type
	for _, t := range n.types {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *Type) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// newest returns the highest version of each namespace.
func newest(all []spec.Namespace) []spec.Namespace {
	var out []spec.Namespace
	for _, n := range all {
		i := slices.IndexFunc(out, func(o spec.Namespace) bool { return o.Name == n.Name })
		switch {
		case i < 0:
			out = append(out, n)
		case CompareVersions(out[i].Version, n.Version) < 0:
			out[i] = n
		}
	}
	return out
}

// CompareVersions orders versions such as "2.11.0" by their numbers; a version
// that does not begin with one comes before those that do, and "2.0.0-alpha"
// before "2.0.0".
func CompareVersions(a, b string) int {
	an, arest := numbers(a)
	bn, brest := numbers(b)
	if c := slices.Compare(an, bn); c != 0 {
		return c
	}
	if (arest == "") != (brest == "") {
		if arest == "" {
			return 1
		}
		return -1
	}
	return strings.Compare(arest, brest)
}

// numbers splits a version into its leading numbers and what follows.
func numbers(version string) (all []int, rest string) {
	head, rest := version, ""
	if i := strings.IndexAny(version, "-+ab"); i >= 0 {
		head, rest = version[:i], version[i:]
	}
	for part := range strings.SplitSeq(head, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return all, version
		}
		all = append(all, n)
	}
	return all, rest
}
