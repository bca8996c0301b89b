package metadata

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Options is what the command line says beside metadata.
type Options struct {
	StartTime string    // overrides NWBFile.session_start_time
	Timezone  string    // for times without a zone: an IANA name, "+02:00", "UTC"; "" refuses such times
	Now       time.Time // zero means the clock
}

// Resolve checks the merged metadata and returns it typed. An error is
// Problems, all there are; the metadata beside it is then what could be read,
// good enough for Missing.
func (d *Document) Resolve(o Options) (*Metadata, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	r := &resolver{options: o, problems: append(Problems(nil), d.problems...),
		m: &Metadata{stopgaps: map[string]bool{}}}
	r.zone = r.timezone(o.Timezone)
	root := view{node: d.root}
	r.file(root.get("NWBFile"))
	r.subject(root.get("Subject"))
	ophys := root.get("Ophys")
	r.devices(ophys.get("Device"))
	r.planes(ophys.get("ImagingPlane"))
	r.names(ophys)
	if extra, ok := d.root.child("extra").plain().(map[string]any); ok {
		r.m.Extra = extra
	}
	r.m.Warnings = r.warnings.sorted()
	if len(r.problems) > 0 {
		return r.m, r.problems.sorted()
	}
	return r.m, nil
}

// resolver collects the metadata and what is wrong with it.
type resolver struct {
	options            Options
	zone               *time.Location // nil where none was given
	m                  *Metadata
	problems, warnings Problems
}

func (r *resolver) problem(v view, hint, format string, args ...any) {
	r.problems = append(r.problems, problemAt(v.at(), v.path, hint, format, args...))
}

func (r *resolver) warn(v view, hint, format string, args ...any) {
	r.warnings = append(r.warnings, problemAt(v.at(), v.path, hint, format, args...))
}

// view is a place in the merged tree, whether or not a value is there.
type view struct {
	node  *node
	path  string
	last  string   // the key at the path's end
	above position // of the object around
}

// at returns the position of the value, or else of the object around it.
func (v view) at() position {
	if v.node != nil && v.node.kind != hole {
		return v.node.at
	}
	return v.above
}

func (v view) given() bool { return v.node.given() }

func (v view) get(key string) view {
	return view{node: v.node.child(key), path: join(v.path, key), last: key, above: v.at()}
}

// items returns the objects of a list.
func (v view) items() []view {
	if !v.given() {
		return nil
	}
	views := make([]view, len(v.node.items))
	for i, item := range v.node.items {
		views[i] = view{node: item, path: fmt.Sprintf("%s[%d]", v.path, i), above: v.at()}
	}
	return views
}

// text returns a text, or "".
func (r *resolver) text(v view) string {
	if !v.given() {
		return ""
	}
	if strings.ContainsRune(v.node.text, 0) {
		r.problem(v, "", "holds a NUL character, which NWB texts cannot")
	}
	return strings.TrimSpace(v.node.text)
}

// described is text for a description; an empty phrase is worth a warning.
func (r *resolver) described(v view) string {
	s := r.text(v)
	switch strings.ToLower(strings.TrimRight(s, ".")) {
	case "no description", "no desc", "none", "placeholder":
		r.warn(v, "leave the key out, or say what it is", "%q describes nothing", s)
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

// number returns a number, NaN where nobody gave one.
func (r *resolver) number(v view, unit string) float64 {
	if !v.given() {
		return math.NaN()
	}
	s := strings.TrimSpace(v.node.text)
	if strings.EqualFold(s, ".nan") {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) {
		hint := ""
		if fields := strings.Fields(s); len(fields) == 2 && fields[1] == unit {
			hint = fmt.Sprintf("write %s; the unit is always %s", fields[0], unit)
		}
		r.problem(v, hint, "%q is not a number", v.node.text)
		return math.NaN()
	}
	return x
}

// objectName returns the name that an object gets in the NWB file, where
// slashes part names and colons part namespaces.
func (r *resolver) objectName(v view) string {
	name := r.text(v.get("name"))
	switch {
	case name == "":
		r.problem(v, "", "has no name")
	case strings.ContainsAny(name, "/:"):
		r.problem(v.get("name"), "", `the name %q holds "/" or ":", which names in NWB files cannot`, name)
	case name == ".":
		r.problem(v.get("name"), "", `the name %q means a place in HDF5`, name)
	}
	return name
}

// unique finds objects of one container that would get the same name.
type unique map[string]view

func (u unique) add(r *resolver, name string, v view) {
	first, taken := u[name]
	if name == "" || !taken {
		u[name] = v
		return
	}
	if v.at().template { // blame what the user gave
		first, v = v, first
	}
	r.problem(v.get("name"), "give one of them another name", "the name %q is that of %s as well", name, first.path)
}
