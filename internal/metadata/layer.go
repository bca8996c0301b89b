package metadata

import (
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"strconv"
	"strings"

	"roi2nwb/configs"
)

// defaultSource is the origin of what package configs holds.
const defaultSource = "default"

// Layer is the metadata of one source, with its positions and what is wrong
// with it.
type Layer struct {
	rule     rule // how the layers above lie on it
	root     *node
	problems Problems
}

// Hint is a piece of metadata that the source itself holds. Path is as in
// metadata files; "Ophys.ImagingPlane.imaging_rate" means the first plane.
// Value is a string, a number, a bool, or a slice of those. Origin is the
// place inside the source.
type Hint struct {
	Path   string
	Value  any
	Origin string
}

// newLayer checks a tree.
func newLayer(r rule, root *node, earlier ...Problem) *Layer {
	c := &checker{known: knownKeys(), problems: earlier}
	return &Layer{rule: r, root: c.check(root, c.known, ""), problems: c.problems}
}

// Defaults returns the names and neutral descriptions that the program comes
// with, for which it is enough to know that imaging was segmented.
func Defaults() (*Layer, error) {
	content, err := configs.FS.ReadFile("defaults.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the default metadata: %w", err)
	}
	root, err := parse("defaults.yaml", content)
	if err != nil {
		return nil, fmt.Errorf("read the default metadata: %w", err)
	}
	return newLayer(overDefaults, root.moved(position{source: defaultSource, template: true})), nil
}

// FromHints makes a layer of what a source says. Positions read
// "origin: hint's origin". An unknown path is an error.
func FromHints(origin string, hints []Hint) (*Layer, error) {
	known := knownKeys()
	var root *node
	for _, h := range hints {
		at := position{source: origin, template: true}
		if h.Origin != "" {
			at.source += ": " + h.Origin
		}
		steps, err := parsePath(h.Path)
		if err != nil {
			return nil, fmt.Errorf("hint from %q: %w", h.Origin, err)
		}
		if schemaAt(known, steps) == nil {
			return nil, fmt.Errorf("hint from %q: path %q is not a known key", h.Origin, h.Path)
		}
		value, err := hintValue(h.Value, at)
		if err != nil {
			return nil, fmt.Errorf("hint from %q: path %q: %w", h.Origin, h.Path, err)
		}
		root = overGiven.merge(root, plant(steps, known, value))
	}
	return newLayer(overHints, root), nil
}

// hintValue makes a node of a Go value. A number that is not one says nothing.
func hintValue(v any, at position) (*node, error) {
	r := reflect.ValueOf(v)
	leaf := func(text string) (*node, error) {
		return &node{kind: scalar, at: at, text: text, value: v}, nil
	}
	switch {
	case !r.IsValid():
		return &node{kind: null, at: at}, nil
	case r.Kind() == reflect.String:
		return leaf(r.String())
	case r.CanFloat() && math.IsNaN(r.Float()):
		return &node{kind: null, at: at}, nil
	case r.CanFloat():
		return leaf(strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits()))
	case r.CanInt(), r.CanUint(), r.Kind() == reflect.Bool:
		return leaf(fmt.Sprint(v))
	case r.Kind() == reflect.Slice:
		list := &node{kind: sequence, at: at}
		for i := range r.Len() {
			item, err := hintValue(r.Index(i).Interface(), at)
			if err != nil {
				return nil, err
			}
			list.items = append(list.items, item)
		}
		return list, nil
	}
	return nil, fmt.Errorf("a value of type %T cannot be metadata", v)
}

// ReadFile reads a metadata file, YAML or JSON, in the list or the keyed
// shape. What keeps a file from being read, such as a syntax error, is
// Problems.
func ReadFile(path string) (*Layer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read metadata: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read metadata %q: %w", path, err)
	}
	return fromText(path, content)
}

// fromText makes a user's layer of a file's content.
func fromText(path string, content []byte) (*Layer, error) {
	root, err := parse(path, content)
	if err != nil {
		return nil, err
	}
	if root.given() && root.kind != mapping {
		return nil, Problems{problemAt(root.at, "", "the keys at the top are NWBFile, Subject and Ophys",
			"found %v, expected %v", root.kind, object)}
	}
	root, problems, err := fromKeyed(root)
	if err != nil {
		return nil, err
	}
	return newLayer(overGiven, root, problems...), nil
}

// FromSets makes a layer of assignments such as "Subject.subject_id=007".
// Where a text belongs the value is taken literally, empty, null and ~ aside;
// elsewhere it is YAML: "NWBFile.keywords=[cortex, vision]".
func FromSets(assignments []string) (*Layer, error) {
	known := knownKeys()
	var root *node
	for _, a := range assignments {
		n, err := fromSet(known, a)
		if err != nil {
			return nil, err
		}
		root = overGiven.merge(root, n)
	}
	return newLayer(overGiven, root), nil
}

func fromSet(known *schema, assignment string) (*node, error) {
	path, text, ok := cutAssignment(assignment)
	if !ok {
		return nil, fmt.Errorf("--set %q: want path=value, such as NWBFile.session_id=D1S4", assignment)
	}
	steps, err := parsePath(path)
	if err != nil {
		return nil, fmt.Errorf("--set %q: %w", assignment, err)
	}
	value, err := setValue(schemaAt(known, steps), text)
	if err != nil {
		return nil, fmt.Errorf("--set %q: value: %w", assignment, err)
	}
	return plant(steps, known, value), nil
}

// cutAssignment splits at the first = that is not inside a quoted key.
func cutAssignment(assignment string) (path, value string, ok bool) {
	quoted := false
	for i, r := range assignment {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '=' && !quoted:
			return strings.TrimSpace(assignment[:i]), assignment[i+1:], true
		}
	}
	return "", "", false
}

func setValue(s *schema, value string) (*node, error) {
	at := position{source: "--set"}
	if trimmed := strings.TrimSpace(value); trimmed == "" || trimmed == "null" || trimmed == "~" {
		return &node{kind: null, at: at}, nil
	}
	if s != nil && s.shape == text {
		return &node{kind: scalar, at: at, text: value, value: value}, nil
	}
	n, err := parse("", []byte(value))
	if err != nil {
		return nil, err
	}
	if n == nil {
		return &node{kind: null, at: at}, nil
	}
	return n.moved(at), nil
}
