package parameters

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// maxBytes is the most that a file is long.
const maxBytes = 4 << 20

// groups are CaImAn's groups of parameters.
var groups = [...]string{"data", "init", "merging", "motion", "online", "patch", "preprocess", "quality", "ring_CNN", "spatial", "temporal"}

// Error says what is wrong with a file.
type Error struct{ Path, Problem string }

func (e *Error) Error() string { return fmt.Sprintf("parameters %q: %s", e.Path, e.Problem) }

// Hint returns the cure.
func (e *Error) Hint() string {
	return `give the JSON file that CaImAn ran with, as in {"data": {"fr": 10}, "init": {"K": null}}`
}

// Read reads a file. A parameter of no group has Group "".
func Read(path string) ([]session.Parameter, error) {
	text, err := source.ReadSmallFile(path, maxBytes)
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, &Error{path, "is no UTF-8 text"}
	}
	all, err := decode(text)
	if err != nil {
		return nil, &Error{path, err.Error()}
	}
	var params []session.Parameter
	for _, name := range slices.Sorted(maps.Keys(all)) {
		members, ok := all[name].(map[string]any)
		if !ok || !slices.Contains(groups[:], name) {
			params = append(params, session.Parameter{Name: name, Value: source.JSONLine(all[name])})
			continue
		}
		for _, member := range slices.Sorted(maps.Keys(members)) {
			params = append(params, session.Parameter{Group: name, Name: member, Value: source.JSONLine(members[member])})
		}
	}
	return params, nil
}

// decode reads one JSON object.
func decode(text []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		return nil, fmt.Errorf("line %d is no JSON: %w", line, syntax)
	case err != nil:
		return nil, errors.New("it ends before its JSON does")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text follows the JSON object")
	}
	all, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("it is no JSON object of parameters")
	}
	return all, nil
}

// Add adds the parameters of a file to a segmentation that has none of CaImAn's.
// Where it has some they stay as they are, and remarks tell where the file says
// something else.
func Add(seg *session.Segmentation, path string) error {
	params, err := Read(path)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(seg.Parameters, func(p session.Parameter) bool { return slices.Contains(groups[:], p.Group) }) {
		seg.Parameters = append(params, seg.Parameters...)
		seg.AddRemark("the parameters are those of %q, %s: the source holds none", path, source.Counted(len(params), "value"))
		return nil
	}
	var differ, unknown []string
	for _, p := range params {
		have := find(seg.Parameters, p)
		switch {
		case have == nil:
			unknown = append(unknown, shown(p.Group, p.Name))
		case !slices.ContainsFunc(have, func(h session.Parameter) bool { return same(h.Value, p.Value) }):
			differ = append(differ, fmt.Sprintf("%s is %s, and was %s in the run", shown(have[0].Group, p.Name), plain(p.Value), plain(have[0].Value)))
		}
	}
	switch {
	case len(differ) > 0:
		seg.AddRemark("%q differs from the parameters of the run, which are written: %s", path, source.Listed(differ))
	case len(unknown) < len(params):
		seg.AddRemark("%q agrees with the parameters of the run", path)
	}
	if len(unknown) > 0 {
		seg.AddRemark("%q has parameters that the run does not have: %s", path, source.Listed(unknown))
	}
	return nil
}

func shown(group, name string) string {
	if group == "" {
		return session.Quoted(name)
	}
	return session.Quoted(group + "/" + name)
}

// plain is a value for a message, the beginning of a long one: JSON holds nothing
// that a terminal would obey.
func plain(value string) string {
	const most = 60
	if runes := []rune(value); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return value
}

// find returns the parameters of a run that one of a file is: of its group, or of
// any group where it has none.
func find(all []session.Parameter, p session.Parameter) []session.Parameter {
	var found []session.Parameter
	for _, have := range all {
		if have.Name == p.Name && (have.Group == p.Group || p.Group == "" && slices.Contains(groups[:], have.Group)) {
			found = append(found, have)
		}
	}
	return found
}

// same reports whether two JSON texts are one value: 10 is 10.0, and 1 is true,
// as a result may have stored them.
func same(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && sameValue(x, y)
}

func sameValue(a, b any) bool {
	switch x := a.(type) {
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameValue)
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, sameValue)
	}
	return number(a) == number(b)
}

// number returns a truth value as a number, and others as they are.
func number(v any) any {
	switch v {
	case true:
		return 1.0
	case false:
		return 0.0
	}
	return v
}
