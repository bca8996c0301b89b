package metadata

import (
	"fmt"
	"strconv"
	"strings"
)

// step is one step of a path: a key, or a place in a list.
type step struct {
	key   string
	index int // -1 for a key
}

// maxIndex bounds the places that a path can name, since the ones before it
// are made as well.
const maxIndex = 99

// parsePath reads "Ophys.ImagingPlane[0].indicator". A key in double quotes
// may hold dots: Ophys.Fluorescence."my.table".raw.name.
func parsePath(path string) ([]step, error) {
	var steps []step
	rest := path
	for {
		key, after, err := cutKey(rest)
		if err != nil {
			return nil, fmt.Errorf("path %q: %w", path, err)
		}
		steps, rest = append(steps, step{key: key, index: -1}), after
		for strings.HasPrefix(rest, "[") {
			digits, after, closed := strings.Cut(rest[1:], "]")
			i, err := strconv.Atoi(digits)
			if !closed || err != nil || i < 0 || i > maxIndex {
				return nil, fmt.Errorf("path %q: want a number from 0 to %d in brackets", path, maxIndex)
			}
			steps, rest = append(steps, step{index: i}), after
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
		quoted, err := strconv.QuotedPrefix(path)
		if err != nil {
			return "", "", fmt.Errorf("want a closing quote after %s", path)
		}
		key, err := strconv.Unquote(quoted)
		return key, path[len(quoted):], err
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

// schemaAt follows steps down the known keys; a list stands for its first
// object. It returns nil where a key is unknown.
func schemaAt(s *schema, steps []step) *schema {
	for _, st := range steps {
		if st.index < 0 {
			s = s.at(st.key)
		}
	}
	return s
}

// plant makes a tree in which value stands at the end of steps. A list of
// objects without an index means its first object.
func plant(steps []step, s *schema, value *node) *node {
	if len(steps) == 0 {
		return value
	}
	st := steps[0]
	if st.index < 0 {
		if s != nil && s.shape == objects {
			return plant(append([]step{{index: 0}}, steps...), s, value)
		}
		sub := s.at(st.key)
		return &node{kind: mapping, at: value.at,
			fields: []field{{key: st.key, at: value.at, value: plant(steps[1:], sub, value)}}}
	}
	var each *schema
	if s != nil && s.shape == objects {
		each = &schema{shape: object, keys: s.keys}
	}
	list := &node{kind: sequence, at: value.at, placed: true}
	for range st.index {
		list.items = append(list.items, &node{at: value.at})
	}
	list.items = append(list.items, plant(steps[1:], each, value))
	return list
}

// find walks steps down a tree; a list without an index means its first item.
func find(n *node, steps []step) *node {
	for _, st := range steps {
		if n == nil {
			return nil
		}
		if n.kind == sequence {
			i := max(st.index, 0)
			if i >= len(n.items) {
				return nil
			}
			n = n.items[i]
			if st.index >= 0 {
				continue
			}
		}
		if st.index >= 0 {
			return nil
		}
		n = n.child(st.key)
	}
	return n
}
