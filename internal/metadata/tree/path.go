package tree

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Step is one step of a path: a key, an object of a list by its name, or a
// place in a list.
type Step struct {
	Key   string
	Name  string // "" for a key or a place
	Index int    // -1 for a key or a name
}

// IsKey reports whether a step has no brackets.
func (st Step) IsKey() bool { return st.Index < 0 && st.Name == "" }

// maxIndex bounds the places that a path can name, since the ones before it
// are made as well.
const maxIndex = 99

// ParsePath reads "Ophys.ImagingPlane[ImagingPlane].indicator". In brackets
// stands the name of an object or, as [0], its place. A key or a name in double
// quotes may hold what would end it, or look like a number:
// Ophys.Fluorescence."my.table".raw.name, Ophys.Device["2"].description.
func ParsePath(path string) ([]Step, error) {
	if !utf8.ValidString(path) {
		return nil, fmt.Errorf("path %q: is not UTF-8 text", path)
	}
	var steps []Step
	rest := path
	for {
		key, after, err := cutKey(rest)
		if err != nil {
			return nil, fmt.Errorf("path %q: %w", path, err)
		}
		steps, rest = append(steps, Step{Key: key, Index: -1}), after
		for strings.HasPrefix(rest, "[") {
			st, after, err := cutBrackets(rest[1:])
			if err != nil {
				return nil, fmt.Errorf("path %q: %w", path, err)
			}
			steps, rest = append(steps, st), after
		}
		if rest == "" {
			return steps, nil
		}
		if rest[0] != '.' {
			return nil, fmt.Errorf("path %q: want a dot before %q", path, rest)
		}
		rest = rest[1:]
	}
}

// cutKey cuts the first key off a path.
func cutKey(path string) (key, rest string, err error) {
	if strings.HasPrefix(path, `"`) {
		return cutQuoted(path)
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	if end == 0 {
		return "", "", fmt.Errorf("want a key before %q", path)
	}
	return path[:end], path[end:], nil
}

// cutBrackets cuts what stands in brackets off a path that begins inside them.
func cutBrackets(path string) (st Step, rest string, err error) {
	want := fmt.Sprintf("want a name or a number from 0 to %d in brackets", maxIndex)
	if strings.HasPrefix(path, `"`) {
		name, after, err := cutQuoted(path)
		if err != nil {
			return Step{}, "", err
		}
		rest, closed := strings.CutPrefix(after, "]")
		if !closed || name == "" {
			return Step{}, "", errors.New(want)
		}
		return Step{Name: name, Index: -1}, rest, nil
	}
	inside, rest, closed := strings.Cut(path, "]")
	inside = strings.TrimSpace(inside)
	if !closed || inside == "" {
		return Step{}, "", errors.New(want)
	}
	if strings.Trim(inside, "0123456789") != "" {
		return Step{Name: inside, Index: -1}, rest, nil
	}
	if i, err := strconv.Atoi(inside); err == nil && i <= maxIndex {
		return Step{Index: i}, rest, nil
	}
	return Step{}, "", fmt.Errorf("%s; a name that is a number needs quotes: [%q]", want, inside)
}

// cutQuoted cuts a text in double quotes off a path.
func cutQuoted(path string) (text, rest string, err error) {
	quoted, err := strconv.QuotedPrefix(path)
	if err != nil {
		return "", "", fmt.Errorf("want a closing quote after %s", path)
	}
	text, err = strconv.Unquote(quoted)
	return text, path[len(quoted):], err
}

// JoinName appends the name of an object of a list to a path.
func JoinName(path, name string) string {
	if strings.Trim(name, "0123456789") == "" || strings.ContainsAny(name, `[]"=`) || strings.TrimSpace(name) != name {
		name = strconv.Quote(name)
	}
	return path + "[" + name + "]"
}

// FormatPath returns steps as a path is written.
func FormatPath(steps []Step) string {
	path := ""
	for _, st := range steps {
		switch {
		case st.IsKey():
			path = Join(path, st.Key)
		case st.Name != "":
			path = JoinName(path, st.Name)
		default:
			path = fmt.Sprintf("%s[%d]", path, st.Index)
		}
	}
	return path
}

// Find walks steps down a tree; a list without brackets means its first item.
func Find(n *Node, steps []Step) *Node {
	for _, st := range steps {
		if n == nil {
			return nil
		}
		if n.Kind == Sequence {
			if n = n.item(st); !st.IsKey() {
				continue
			}
		}
		if !st.IsKey() {
			return nil
		}
		n = n.Child(st.Key)
	}
	return n
}

// item returns the item of a list that a step means, or nil.
func (n *Node) item(st Step) *Node {
	if st.Name != "" {
		for _, item := range n.Items {
			if item.Name() == st.Name {
				return item
			}
		}
		return nil
	}
	if i := max(st.Index, 0); i < len(n.Items) {
		return n.Items[i]
	}
	return nil
}

// Join appends a key to a path, in quotes where it could be misread.
func Join(path, key string) string {
	if key == "" || strings.ContainsAny(key, ".[]\"= ") {
		key = strconv.Quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
