package check

import (
	"fmt"
	"iter"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
)

// examination is the work on one file, as rules see it: the file, its tree, its
// schema, and what was found so far.
type examination struct {
	file    *h5.File
	tree    *tree
	schema  *schema.Schema
	options Options
	found   *findings

	cache *node // the group of the cached schema, nil where there is none
	// lenient is true for a file older than NWB 2.2, which need not have what
	// came with that version.
	lenient bool
	// appended is true where the file carries several versions of NWB's schema.
	// Objects of an older one need not have all that the newest asks for.
	appended bool
	sizes    sizes
	charged  int64 // elements that were read of datasets of strings and references
	crash    error // an h5.CrashError upon data, after which nothing is found any more
}

// find adds a finding of a check: at which path, what is wrong, and what would be
// right ("" where the message says it).
func (e *examination) find(check, path, want, format string, args ...any) {
	if e.crash != nil {
		return
	}
	e.found.add(check, path, fmt.Sprintf(format, args...), want)
}

// crashed returns err. If it is a crash of reading data, crashed adds a finding and
// keeps it.
func (e *examination) crashed(n *node, err error) error {
	if crash := crashOf(err); crash != nil && e.crash == nil {
		e.find(unreadableObject, n.path, "", "it cannot be read: %v", crash)
		e.crash = crash
	}
	return err
}

// typed returns the nodes of a type and of its descendants, by path.
func (e *examination) typed(typeName string) iter.Seq[*node] {
	return func(yield func(*node) bool) {
		for _, n := range e.tree.nodes {
			if n.is(typeName) && !yield(n) {
				return
			}
		}
	}
}
