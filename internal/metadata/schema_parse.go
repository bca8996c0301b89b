package metadata

import "slices"

// parse reads YAML as parseYAML does, with messages that know the keys of
// metadata.
func parse(source string, text []byte) (*node, error) {
	return parseYAML(source, text, vocabulary{
		isSection: func(key string) bool { return knownKeys().keys[key] != nil },
		isKey:     func(key string) bool { return slices.Contains(everyKey(knownKeys()), key) },
	})
}
