package metadata

import (
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"roi2nwb/configs"
	"roi2nwb/internal/metadata/keyed"
	"roi2nwb/internal/metadata/naming"
	"roi2nwb/internal/metadata/overlay"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Layer is the metadata of one source, with its positions and what is wrong
// with it.
type Layer struct {
	mode     overlay.Mode // how the layers above lie on it
	root     *tree.Node
	keyed    *tree.Node   // in place of root: a file in the keyed shape, to be translated beside the others
	sets     []assignment // over root
	shared   bool         // a file that may be of several sessions
	problems tree.Problems

	overruled []assignment // of hints: what the source says elsewhere of the same
}

// Hint is a piece of metadata that the source itself holds. Path is as in
// metadata files; "Ophys.ImagingPlane.imaging_rate" means the first plane.
// Value is a string, a number, a bool, or a slice of those. Origin is the
// place inside the source. Doubt says why the value of the source
// cannot be taken; Value is nil then.
type Hint struct {
	Path   string
	Value  any
	Origin string
	Doubt  string
}

// newLayer checks a tree in the list shape.
func newLayer(m overlay.Mode, root *tree.Node, earlier ...tree.Problem) *Layer {
	known := schema.Known()
	root, unused := keyed.SetAside(root, known)
	root, unfit := schema.Check(root, known, "")
	return &Layer{mode: m, root: root, problems: slices.Concat(earlier, unused, unfit)}
}

// translated returns the layers with those in the keyed shape in the list shape.
func translated(layers []*Layer) []*Layer {
	var roots []*tree.Node
	for _, l := range layers {
		if l.keyed != nil {
			roots = append(roots, l.keyed)
		}
	}
	listed, problems := keyed.Translate(roots)
	out := slices.Clone(layers)
	for i, l := range out {
		if l.keyed == nil {
			continue
		}
		out[i] = newLayer(l.mode, listed[0], slices.Concat(l.problems, problems[0])...)
		out[i].shared = l.shared
		listed, problems = listed[1:], problems[1:]
	}
	return out
}

// Defaults returns the names and neutral descriptions that the program comes
// with, for which it is enough to know that imaging was segmented.
func Defaults() (*Layer, error) {
	content, err := configs.FS.ReadFile("defaults.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the default metadata: %w", err)
	}
	root, err := schema.Parse("defaults.yaml", content)
	if err != nil {
		return nil, fmt.Errorf("read the default metadata: %w", err)
	}
	return newLayer(overlay.OnDefaults, root.Moved(tree.Position{Source: tree.DefaultSource, Template: true})), nil
}

// FromHints makes a layer of what a source says. Positions read
// "origin: hint's origin". An unknown path is an error. The first of several hints
// for one path counts.
func FromHints(origin string, hints []Hint) (*Layer, error) {
	known := schema.Known()
	l, taken := &Layer{mode: overlay.OnHints}, map[string]bool{}
	for _, h := range hints {
		at := tree.Position{Source: origin, Template: true}
		if h.Origin != "" {
			at.Source += ": " + h.Origin
		}
		steps, err := tree.ParsePath(h.Path)
		if err != nil {
			return nil, fmt.Errorf("hint from %q: %w", h.Origin, err)
		}
		if schema.At(known, steps) == nil {
			return nil, fmt.Errorf("hint from %q: path %q is not a known key", h.Origin, h.Path)
		}
		value, err := hintValue(h.Value, at)
		if err != nil {
			return nil, fmt.Errorf("hint from %q: path %q: %w", h.Origin, h.Path, err)
		}
		if value.Doubt = h.Doubt; h.Doubt != "" {
			if !slices.ContainsFunc(hints, func(other Hint) bool { return other.Path == h.Path && other.Doubt == "" }) {
				l.sets = append(l.sets, assignment{steps: steps, value: value})
			}
			continue
		}
		if taken[h.Path] {
			l.overruled = append(l.overruled, assignment{steps: steps, value: value})
			continue
		}
		taken[h.Path] = true
		l.sets = append(l.sets, assignment{steps: steps, value: value})
	}
	return l, nil
}

// FromPath makes a layer of what a source's path says by a pattern, as Read
// describes it, for one above the source's own hints. Origins read
// `path: "AA058/D1S4/minian"`.
func FromPath(pattern, path string) (*Layer, error) {
	found, err := naming.Read(pattern, path)
	if err != nil {
		return nil, err
	}
	hints := make([]Hint, len(found))
	for i, f := range found {
		hints[i] = Hint{Path: f.Path, Value: f.Value, Origin: f.Origin}
	}
	return FromHints("path", hints)
}

// OfSession returns a file's layer as one of this session alone. Without it, a
// file counts as shared between sessions: where it contradicts the source or
// its path in who was recorded, or when, that is an error.
func (l *Layer) OfSession() *Layer {
	own := *l
	own.shared = false
	return &own
}

// hintValue makes a node of a Go value. A number that is not one says nothing.
func hintValue(v any, at tree.Position) (*tree.Node, error) {
	r := reflect.ValueOf(v)
	leaf := func(text string) (*tree.Node, error) {
		return &tree.Node{Kind: tree.Scalar, At: at, Text: text, Value: v}, nil
	}
	switch {
	case !r.IsValid():
		return &tree.Node{Kind: tree.Null, At: at}, nil
	case r.Kind() == reflect.String:
		return leaf(r.String())
	case r.CanFloat() && math.IsNaN(r.Float()):
		return &tree.Node{Kind: tree.Null, At: at}, nil
	case r.CanFloat():
		return leaf(strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits()))
	case r.CanInt(), r.CanUint(), r.Kind() == reflect.Bool:
		return leaf(fmt.Sprint(v))
	case r.Kind() == reflect.Slice:
		list := &tree.Node{Kind: tree.Sequence, At: at}
		for i := range r.Len() {
			item, err := hintValue(r.Index(i).Interface(), at)
			if err != nil {
				return nil, err
			}
			list.Items = append(list.Items, item)
		}
		return list, nil
	}
	return nil, fmt.Errorf("a value of type %T cannot be metadata", v)
}

// ReadFile reads a metadata file, YAML or JSON, in the list or the keyed
// shape. The error is Problems where the file cannot be read, as with a syntax
// error.
func ReadFile(path string) (*Layer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read metadata: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, tree.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read metadata %q: %w", path, err)
	}
	return fromText(path, content)
}

// fromText makes a user's layer of a file's content.
func fromText(path string, content []byte) (*Layer, error) {
	root, err := schema.Parse(path, content)
	if err != nil {
		return nil, err
	}
	if root.Given() && root.Kind != tree.Mapping {
		return nil, tree.Problems{tree.ProblemAt(root.At, "", "the keys at the top are NWBFile, Subject and Ophys",
			"found %v, expected %v", root.Kind, schema.Object).As(tree.Error, "shape")}
	}
	root, err = keyed.OneShape(root)
	if err != nil {
		return nil, err
	}
	if keyed.IsKeyed(root) {
		return &Layer{mode: overlay.OnGiven, keyed: root, shared: true}, nil
	}
	l := newLayer(overlay.OnGiven, root)
	l.shared = true
	return l, nil
}

// FromSets makes a layer of assignments such as "Subject.subject_id=007", which
// were given at origin. Where a path has names in brackets, as in
// Ophys.ImagingPlane[Plane].indicator=GCaMP6f, the merged result must have an
// object of that name; Resolve returns a problem where it has none. The later of
// two assignments to one path wins.
//
// What belongs in the place decides how a value is read. A single text or
// number is taken as it is, a text in a list too unless it begins as YAML does:
// "NWBFile.keywords=[cortex, vision]". Elsewhere the value is YAML. Empty, null
// and ~ mean "not given".
func FromSets(origin string, assignments []string) (*Layer, error) {
	known := schema.Known()
	l := &Layer{mode: overlay.OnGiven}
	for _, text := range assignments {
		a, err := fromSet(known, origin, text)
		if err != nil {
			return nil, err
		}
		l.sets = append(l.sets, a)
	}
	return l, nil
}

func fromSet(known *schema.Schema, origin, text string) (assignment, error) {
	path, value, ok := cutAssignment(text)
	if !ok {
		return assignment{}, fmt.Errorf("%q: want path=value, such as NWBFile.session_id=D1S4", text)
	}
	steps, err := tree.ParsePath(path)
	if err != nil {
		return assignment{}, fmt.Errorf("%q: %w", text, err)
	}
	if !utf8.ValidString(value) {
		return assignment{}, fmt.Errorf("%q: value: is not UTF-8 text", text)
	}
	n, err := setValue(schema.At(known, steps), tree.Position{Source: origin, Assigned: true}, value)
	if err != nil {
		return assignment{}, fmt.Errorf("%q: value: %w", text, err)
	}
	return assignment{steps: steps, value: n}, nil
}

// cutAssignment splits at the first = that is not in double quotes.
func cutAssignment(assignment string) (path, value string, ok bool) {
	quoted, escaped := false, false
	for i, r := range assignment {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quoted:
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == '=' && !quoted:
			return strings.TrimSpace(assignment[:i]), assignment[i+1:], true
		}
	}
	return "", "", false
}

func setValue(s *schema.Schema, at tree.Position, value string) (*tree.Node, error) {
	trimmed := strings.TrimSpace(value)
	if trimmed == "" || trimmed == "null" || trimmed == "~" {
		return &tree.Node{Kind: tree.Null, At: at}, nil
	}
	if isLiteral(s, trimmed) {
		n := &tree.Node{Kind: tree.Scalar, At: at, Text: value, Value: value}
		if s.Shape == schema.Number || s.Shape == schema.Numbers {
			n.Value = schema.NumberOf(value)
		}
		return n, nil
	}
	n, err := schema.Parse("", []byte(value))
	if err != nil {
		return nil, err
	}
	if n == nil {
		return &tree.Node{Kind: tree.Null, At: at}, nil
	}
	return n.Moved(at), nil
}

// isLiteral reports whether a value is meant as it is written, not as YAML.
func isLiteral(s *schema.Schema, value string) bool {
	if s == nil {
		return false
	}
	switch s.Shape {
	case schema.Text, schema.Number:
		return true
	case schema.Texts, schema.Numbers:
		return !strings.ContainsAny(value[:1], "[\"'") && !strings.HasPrefix(value, "- ")
	}
	return false
}
