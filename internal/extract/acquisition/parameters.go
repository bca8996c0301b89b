package acquisition

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"slices"

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
		all = append(all, session.Parameter{Group: group, Name: key, Value: jsonText(object[key])})
	}
	return all
}

// jsonText writes a decoded value as JSON, in the words of its source.
func jsonText(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil { // what was decoded can be encoded
		return "null"
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
