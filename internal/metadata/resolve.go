package metadata

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Options is what is said beside the layers of metadata.
type Options struct {
	StartTime string    // overrides NWBFile.session_start_time
	Timezone  string    // for times without a zone: an IANA name, "+02:00", "UTC"; "" refuses such times
	Now       time.Time // zero means the clock
	DANDI     bool      // what DANDI refuses, and what it misses, are errors

	// StartTimeOrigin and TimezoneOrigin say where StartTime and Timezone were
	// given. Problems have them in place of a file.
	StartTimeOrigin, TimezoneOrigin string
}

// startsAt returns the position of StartTime.
func (o *Options) startsAt() tree.Position {
	return tree.Position{Source: o.StartTimeOrigin, Assigned: true}
}

// Resolve checks the merged metadata and returns it typed. An error is
// Problems, all those of Severity Error. The Warnings of the metadata have the
// other problems. The metadata beside an error is what could be read, which is
// enough for Missing.
func (d *Document) Resolve(o Options) (*Metadata, error) {
	r := d.resolve(o)
	if len(r.problems) > 0 {
		return r.m, r.problems.Sorted()
	}
	return r.m, nil
}

// Report returns everything that is wrong or missing, by place: the error and the
// warnings of Resolve, and what nobody gave.
func (d *Document) Report(o Options) tree.Problems {
	r := d.resolve(o)
	return slices.Concat(r.problems, r.m.Warnings, d.missing(r)).Sorted()
}

func (d *Document) resolve(o Options) *resolver {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	r := &resolver{options: o, m: &Metadata{stopgaps: map[string]bool{}}, faulty: map[string]bool{}, claims: d.claims}
	r.problems = append(r.problems, d.problems...)
	r.warnings = append(r.warnings, d.warnings...)
	r.zone = r.timezone(o.Timezone)
	r.contradictions()
	r.todos(view{node: d.root}, d.known)
	root := view{node: d.filled}
	r.applyRules(root, d.known)
	r.file(root.get("NWBFile"))
	r.subject(root.get("Subject"))
	ophys := root.get("Ophys")
	r.devices(ophys.get("Device"))
	r.planes(ophys.get("ImagingPlane"), ophys.get("Device").at())
	r.objectNames(ophys)
	if extra, ok := d.root.Child(schema.ExtraKey).Plain().(map[string]any); ok {
		r.m.Extra = extra
	}
	r.m.Warnings = r.warnings.Sorted()
	if o.DANDI {
		for _, p := range d.missing(r) {
			if p.Severity == tree.Error {
				r.problems = append(r.problems, p)
			}
		}
	}
	return r
}

// resolver collects the metadata and what is wrong with it.
type resolver struct {
	options            Options
	zone               *time.Location // nil where none was given
	m                  *Metadata
	problems, warnings tree.Problems
	claims             map[string][]claim
	faulty             map[string]bool // paths of values that are reported and not to be looked at again
}

func (r *resolver) problem(rule string, v view, hint, format string, args ...any) {
	r.add(tree.Error, rule, v, hint, format, args...)
}

func (r *resolver) warn(rule string, v view, hint, format string, args ...any) {
	r.add(tree.Warning, rule, v, hint, format, args...)
}

func (r *resolver) add(severity tree.Severity, rule string, v view, hint, format string, args ...any) {
	r.put(tree.ProblemAt(v.at(), v.path, hint, format, args...).As(severity, rule))
}

func (r *resolver) put(p tree.Problem) {
	if p.Severity == tree.Error {
		r.problems = append(r.problems, p)
	} else {
		r.warnings = append(r.warnings, p)
	}
}

// view is a place in the merged tree, whether or not a value is there.
type view struct {
	node  *tree.Node
	path  string
	last  string        // the key at the path's end
	above tree.Position // of the object around
}

// at returns the position of the value, or else of the object around it.
func (v view) at() tree.Position {
	if v.node != nil && v.node.Kind != tree.Hole {
		return v.node.At
	}
	return v.above
}

func (v view) given() bool { return v.node.Given() }

func (v view) get(key string) view {
	return view{node: v.node.Child(key), path: tree.Join(v.path, key), last: key, above: v.at()}
}

// items returns the objects of a list.
func (v view) items() []view {
	if !v.given() {
		return nil
	}
	views := make([]view, len(v.node.Items))
	for i, item := range v.node.Items {
		views[i] = view{node: item, path: fmt.Sprintf("%s[%d]", v.path, i), above: v.at()}
	}
	return views
}

// text returns a text, or "".
func (r *resolver) text(v view) string {
	if !v.given() {
		return ""
	}
	return strings.TrimSpace(v.node.Text)
}

// described returns a description, and notes one that is a placeholder.
func (r *resolver) described(v view) string {
	s := r.text(v)
	if schema.IsPlaceholder(s) {
		r.m.stopgaps[v.path] = true
	}
	return s
}

// texts returns a list of texts, or nil.
func (r *resolver) texts(v view) []string {
	var list []string
	for _, item := range v.items() {
		list = append(list, r.text(item))
	}
	return list
}

// number returns a number, NaN where nobody gave a sound one.
func (r *resolver) number(v view) float64 {
	if !v.given() || r.faulty[v.path] {
		return math.NaN()
	}
	x, err := schema.ParseNumber(r.text(v))
	if err != nil {
		return math.NaN()
	}
	return x
}

// objectName returns the name that an object gets in the NWB file.
func (r *resolver) objectName(v view) string {
	name := r.text(v.get("name"))
	if name == "" {
		r.problem("object-name", v, "", "has no name")
	}
	return name
}

// unique has the objects of one container by name, to find two of the same.
type unique map[string]view

func (u unique) add(r *resolver, name string, v view) {
	first, taken := u[name]
	if name == "" || !taken {
		u[name] = v
		return
	}
	if v.at().Template { // blame what the user gave
		first, v = v, first
	}
	r.problem("same-name", v.get("name"), "give one of them another name", "the name %q is that of %s as well", name, first.path)
}
