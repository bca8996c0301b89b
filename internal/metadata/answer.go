package metadata

import (
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/overlay"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/template"
	"roi2nwb/internal/metadata/tree"
)

// Template returns a metadata file in list shape to be filled in: see package
// template. Report finds what is left to fill in.
func (d *Document) Template(o template.Options) ([]byte, error) {
	text := template.Write(d.root, d.tableNames, o)
	if _, err := fromText("template", text); err != nil {
		return nil, fmt.Errorf("make a template: %w", err)
	}
	return text, nil
}

// Questions lists what a template of the document asks for.
func (d *Document) Questions(o template.Options) []template.Question {
	return template.Questions(d.root, d.tableNames, o)
}

// Answer returns the document with the answer to a question, and what is wrong
// with the answer: the problems that Report finds in it. An answer says what a
// value of FromSets does, but for lists, which are typed without brackets; where
// that is nothing, the document stays as it is.
func (d *Document) Answer(path, answer string, o Options) (*Document, tree.Problems) {
	steps, err := tree.ParsePath(path)
	known := schema.Known()
	s := schema.At(known, steps)
	if err != nil || s == nil {
		return d, tree.Problems{tree.ProblemAt(tree.Position{}, path, "", "is no key of metadata").As(tree.Error, "unknown-key")}
	}
	value := template.ParseAnswer(s, answer)
	if value == nil {
		return d, nil
	}
	answered := *d
	layer := newLayer(overlay.OnGiven, plant(steps, known, value))
	answered.root = overlay.OnGiven.Lay(known, d.root, layer.root)
	answered.filled = overlay.OnGiven.Lay(known, d.filled, filledIn(layer.root))
	answered.problems = append(slices.Clone(d.problems), layer.problems...)
	var problems tree.Problems
	for _, p := range answered.Report(o) {
		if p.File == template.AnswerSource && strings.HasPrefix(p.Path, path) {
			p.File = ""
			problems = append(problems, p)
		}
	}
	return &answered, problems
}
