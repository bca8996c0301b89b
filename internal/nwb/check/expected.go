package check

import (
	"slices"

	"roi2nwb/internal/nwb/check/schema"
	"roi2nwb/internal/nwb/spec"
)

// Expected is the embedded schema, which files that roi2nwb writes carry. It
// loads while other work is done. Several calls of File may share it.
type Expected struct {
	ready      chan struct{} // closed once the fields below are set
	namespaces []spec.Namespace
	schema     *schema.Schema
	err        error
}

// ExpectEmbedded starts to load the embedded schema.
func ExpectEmbedded() *Expected {
	e := &Expected{ready: make(chan struct{})}
	go func() {
		defer close(e.ready)
		e.namespaces, e.schema, e.err = loadEmbedded()
	}()
	return e
}

// loadEmbedded loads the embedded schema.
func loadEmbedded() ([]spec.Namespace, *schema.Schema, error) {
	namespaces, err := spec.Namespaces()
	if err != nil {
		return nil, nil, err
	}
	s, _, err := schema.Load(namespaces, nil)
	return namespaces, s, err
}

// of returns the schema whose namespaces are cached, nil where they differ from
// the embedded ones. It waits until those are loaded. A nil Expected has none.
func (e *Expected) of(cached []spec.Namespace) *schema.Schema {
	if e == nil {
		return nil
	}
	<-e.ready
	equal := func(a, b spec.Namespace) bool {
		return a.Name == b.Name && a.Version == b.Version && slices.Equal(a.Documents, b.Documents)
	}
	if e.err != nil || !slices.EqualFunc(e.namespaces, cached, equal) {
		return nil
	}
	return e.schema
}
