package check

import (
	"context"
	"fmt"

	"roi2nwb/internal/chunkio/h5"
)

// The checks of links and references.
const (
	danglingLink      = "dangling-link"
	externalLink      = "external-link"
	externalData      = "external-data"
	danglingReference = "dangling-reference"
)

// linkRule checks that links and references lead to something in the file.
func linkRule() rule {
	return rule{
		checks: []Check{
			{Name: danglingLink, Doc: "a soft link leads to nothing"},
			{Name: externalLink, Severity: Warning, Doc: "a link leads out of the file, which is not followed"},
			{Name: externalData, Severity: Warning, Doc: "the values of a dataset lie in other files, which are not opened"},
			{Name: danglingReference, Doc: "a reference leads to nothing"},
		},
		run: func(ctx context.Context, e *examination) error {
			for _, n := range e.tree.nodes {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				e.linksOf(n)
				e.referencesOf(ctx, n)
			}
			return context.Cause(ctx)
		},
	}
}

func (e *examination) linksOf(n *node) {
	for _, l := range n.links {
		switch {
		case l.kind == h5.ExternalLink:
			e.find(externalLink, n.member(l.name), "everything in one file", "it is a link out of the file, to %.200q, which is not followed", l.to)
		case l.kind == h5.PathLink && l.target == nil && e.tree.whole:
			e.find(danglingLink, n.member(l.name), "", "it is a link to %.200q, where nothing is", l.to)
		}
	}
}

// referencesOf checks all references of an object, also those that the schema does
// not ask for.
func (e *examination) referencesOf(ctx context.Context, n *node) {
	for _, a := range n.attrs {
		if !storageAttributes[a.Name] || a.Name == specLocation {
			for i, address := range a.References {
				e.leads(n.attrPath(a.Name), i, len(a.References), address)
			}
		}
	}
	if n.data == nil || n.data.Null {
		return
	}
	if n.data.Layout == h5.ExternalFile || n.data.Layout == h5.Virtual {
		e.find(externalData, n.path, "everything in one file", "its values lie in other files (%s storage), which are not opened", n.data.Layout)
		return
	}
	fields := referenceFields(n)
	if len(fields) == 0 || e.skims(n) {
		return
	}
	for _, field := range fields {
		i, total := 0, int(n.elements())
		// schemaRule finds what cannot be read.
		_ = e.eachReference(ctx, n, field, func(_ int64, address uint64) {
			e.leads(n.path, i, total, address)
			i++
		})
	}
}

// referenceFields returns which fields of a dataset are references, "" for the
// dataset itself.
func referenceFields(n *node) (fields []string) {
	if n.data.Type.Class == h5.ClassReference {
		return []string{""}
	}
	for _, f := range n.data.Type.Fields {
		if f.Type.Class == h5.ClassReference {
			fields = append(fields, f.Name)
		}
	}
	return fields
}

// leads reports a reference, the i-th of n, that leads to nothing.
func (e *examination) leads(path string, i, n int, address uint64) {
	if address != 0 && (e.tree.byAddress[address] != nil || !e.tree.whole) {
		return
	}
	which := "the reference"
	if n > 1 {
		which = fmt.Sprintf("reference %d of %d", i, n)
	}
	what := "leads to an object that is not in the file"
	if address == 0 {
		what = "is null"
	}
	e.find(danglingReference, path, "", "%s %s", which, what)
}
