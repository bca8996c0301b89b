package check

import (
	"errors"
	"fmt"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
	"roi2nwb/internal/nwb/spec"
)

const (
	specifications = "specifications" // the usual group of the cached schema
	specLocation   = ".specloc"       // the root's attribute that refers to it
)

// The most text that a cached schema may have: NWB's own has 137 kB.
const (
	maxDocument  = 4 << 20
	maxDocuments = 8 << 20
)

// isCached reports whether n belongs to the cached schema.
func (e *examination) isCached(n *node) bool {
	for ; n != nil; n = n.parent {
		if n == e.cache {
			return true
		}
	}
	return false
}

// loadSchema loads the schema that the file carries, completed by the embedded
// one.
func (e *examination) loadSchema() error {
	e.cache = e.locate()
	cached := e.cached()
	e.appended = countOf(cached, "core") > 1
	if e.schema = e.options.Expected.of(cached); e.schema != nil {
		return nil
	}
	if len(cached) > 0 {
		var problems []schema.Problem
		var err error
		if e.schema, problems, err = schema.Load(cached, spec.Namespaces); err != nil {
			return err
		}
		for _, p := range problems {
			e.find(badSchema, e.cache.member(p.Namespace), "", "schema %q of version %q: %v", p.Namespace, p.Version, p.Err)
		}
		if e.schema.Type("core", "NWBFile") != nil {
			return nil
		}
		e.find(badSchema, e.cache.path, "", "it does not hold the schema of NWB itself; roi2nwb's own is used")
	}
	var err error
	_, e.schema, err = loadEmbedded()
	return err
}

// locate returns the group of the cached schema, nil where there is none.
func (e *examination) locate() *node {
	root := e.tree.root
	usual := root.child(specifications)
	if usual != nil && usual.kind != h5.Group {
		usual = nil
	}
	a := root.attr(specLocation)
	if a == nil || len(a.References) != 1 {
		switch {
		case usual == nil && !e.lenient:
			e.find(noSchema, "/", "", "it does not carry the schema that it follows, so readers have to guess it")
		case usual != nil && a == nil:
			e.find(noLocation, "/", `an object reference to "/specifications"`, "attribute %q is missing, by which readers find the schema", specLocation)
		case usual != nil:
			e.find(noLocation, root.attrPath(specLocation), `an object reference to "/specifications"`, "it is %s%s", a.Type, ofShape(a.Shape))
		}
		return usual
	}
	at := e.tree.byAddress[a.References[0]]
	if at == nil || at.kind != h5.Group || at == root {
		if usual == nil {
			e.find(noSchema, "/", "", "it does not carry the schema that it follows, so readers have to guess it")
		} else {
			e.find(noLocation, root.attrPath(specLocation), `an object reference to "/specifications"`, "it does not lead to the schema")
		}
		return usual
	}
	if usual != nil && at != usual {
		e.find(noLocation, root.attrPath(specLocation), `an object reference to "/specifications"`, "it leads to %q", at.path)
		return usual
	}
	return at
}

// cached reads the documents of the cached schema: /namespace/version/document.
func (e *examination) cached() (all []spec.Namespace) {
	if e.cache == nil {
		return nil
	}
	room := maxDocuments
	for _, name := range e.cache.links {
		for version := range groups(name.target) {
			ns := spec.Namespace{Name: name.name, Version: version.name}
			for _, d := range version.target.links {
				text, err := e.document(d.target, min(room, maxDocument))
				if err != nil {
					e.find(badSchema, version.target.member(d.name), "one text", "%v", err)
					continue
				}
				room -= len(text)
				ns.Documents = append(ns.Documents, spec.Document{Name: d.name, JSON: text})
			}
			all = append(all, ns)
		}
	}
	if len(all) == 0 {
		e.find(noSchema, e.cache.path, "", "there is no schema in it")
	}
	return all
}

func countOf(all []spec.Namespace, name string) int {
	n := 0
	for _, ns := range all {
		if ns.Name == name {
			n++
		}
	}
	return n
}

// groups returns the members of a group that are groups.
func groups(n *node) func(yield func(*link) bool) {
	return func(yield func(*link) bool) {
		if n == nil {
			return
		}
		for i := range n.links {
			if t := n.links[i].target; t != nil && t.kind == h5.Group && !yield(&n.links[i]) {
				return
			}
		}
	}
}

// document reads one document of the schema.
func (e *examination) document(n *node, limit int) (string, error) {
	if n == nil {
		return "", errors.New("there is nothing")
	}
	if n.data == nil || n.data.Type.Class != h5.ClassString || n.elements() != 1 {
		return "", fmt.Errorf("it is %s", describeNode(n))
	}
	v, err := e.read(n, limit)
	if err != nil {
		return "", err
	}
	// Older files have an array of one text.
	return v.Texts[0], nil
}
