package acquisition

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"slices"

	"roi2nwb/internal/session"
)

// Parameters returns all that the software says, the members of each object as a
// group of parameters below the given one.
func (f Info) Parameters(group string) []session.Parameter {
	var all []session.Parameter
	for _, key := range slices.Sorted(maps.Keys(f)) {
		members, ok := f[key].(map[string]any)
		if !ok || len(members) == 0 {
			all = append(all, session.Parameter{Group: group, Name: key, Value: JSON(f[key])})
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			all = append(all, session.Parameter{Group: path.Join(group, key), Name: name, Value: JSON(members[name])})
		}
	}
	return all
}

// JSON writes a decoded value as JSON, in the words of its source.
func JSON(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil { // what was decoded can be encoded
		return "null"
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
