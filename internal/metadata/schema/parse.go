package schema

import (
	"slices"

	"roi2nwb/internal/metadata/tree"
)

// Parse reads YAML as Parse does, with messages that know the keys of
// metadata.
func Parse(source string, text []byte) (*tree.Node, error) {
	return tree.Parse(source, text, tree.Vocabulary{
		IsSection: func(key string) bool { return Known().Keys[key] != nil },
		IsKey:     func(key string) bool { return slices.Contains(everyKey(Known()), key) },
	})
}
