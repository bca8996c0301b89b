package check

import (
	"testing"

	"roi2nwb/internal/nwb/spec"
)

// The embedded schema is that of files that carry it to the letter, and of no other.
func TestExpected(t *testing.T) {
	for name, c := range map[string]struct {
		change func([]spec.Namespace) []spec.Namespace
		has    bool
	}{
		"the same":        {func(all []spec.Namespace) []spec.Namespace { return all }, true},
		"none":            {func([]spec.Namespace) []spec.Namespace { return nil }, false},
		"one less":        {func(all []spec.Namespace) []spec.Namespace { return all[1:] }, false},
		"another version": {func(all []spec.Namespace) []spec.Namespace { all[0].Version = "2.10.0"; return all }, false},
		"another text": {func(all []spec.Namespace) []spec.Namespace {
			all[2].Documents[1].JSON += " "
			return all
		}, false},
		"an extension": {func(all []spec.Namespace) []spec.Namespace {
			return append(all, spec.Namespace{Name: "ndx-test", Version: "0.1.0"})
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := spec.Namespaces()
			if err != nil {
				t.Fatal(err)
			}
			e := ExpectEmbedded()
			cached := c.change(all)
			for range 2 {
				if s := e.of(cached); (s != nil) != c.has {
					t.Errorf("a schema: %v, want %v", s != nil, c.has)
				}
			}
			if (*Expected)(nil).of(cached) != nil {
				t.Error("a schema of nothing")
			}
		})
	}
}
