package acquisition

import (
	"maps"
	"path"
	"slices"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// Parameters returns all that the software says. Objects are groups of parameters
// below the given one, so that each value is a text, a number or a list.
func (f Info) Parameters(group string) []session.Parameter {
	return Flatten(group, f)
}

// Flatten returns the members of an object as parameters of a group, and those of
// objects within as parameters of groups below it. Objects without members say
// nothing.
func Flatten(group string, object map[string]any) []session.Parameter {
	var all []session.Parameter
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if members, ok := object[key].(map[string]any); ok {
			all = append(all, Flatten(path.Join(group, key), members)...)
			continue
		}
		all = append(all, session.Parameter{Group: group, Name: key, Value: source.JSONLine(object[key])})
	}
	return all
}
