package metadata

import (
	"fmt"
	"slices"
	"strings"
)

// Template returns a metadata file in list shape to be filled in: see package
// template. Report finds what is left to fill in.
func (d *Document) Template(o TemplateOptions) ([]byte, error) {
	text := Write(d.root, d.names, o)
	if _, err := fromText("template", text); err != nil {
		return nil, fmt.Errorf("make a template: %w", err)
	}
	return text, nil
}

// Questions lists what a template of the document asks for.
func (d *Document) Questions(o TemplateOptions) []Question {
	return Questions(d.root, d.names, o)
}

// Answer returns the document with the answer to a question, and what is wrong
// with the answer: the problems that Report finds in it. An answer says what a
// value of FromSets does, but for lists, which are typed without brackets; where
// that is nothing, the document stays as it is.
func (d *Document) Answer(path, answer string, o Options) (*Document, Problems) {
	steps, err := parsePath(path)
	known := knownKeys()
	s := schemaAt(known, steps)
	if err != nil || s == nil {
		return d, Problems{problemAt(position{}, path, "", "is no key of metadata").as(Error, "unknown-key")}
	}
	value := answered(s, answer)
	if value == nil {
		return d, nil
	}
	answered := *d
	layer := newLayer(onGiven, plant(steps, known, value))
	answered.root = onGiven.lay(known, d.root, layer.root)
	answered.filled = onGiven.lay(known, d.filled, filledIn(layer.root))
	answered.problems = append(slices.Clone(d.problems), layer.problems...)
	var problems Problems
	for _, p := range answered.Report(o) {
		if p.File == answerSource && strings.HasPrefix(p.Path, path) {
			p.File = ""
			problems = append(problems, p)
		}
	}
	return &answered, problems
}
