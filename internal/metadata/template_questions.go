package metadata

import (
	"slices"
	"strings"
)

// Question asks a person for a field that NWB or DANDI want.
type Question struct {
	Path      string   // "Ophys.ImagingPlane[0].indicator"
	For       string   // who asks: "nwb", "dandi" or "recommended"
	Doc       string   // what belongs there, in one sentence
	Example   string   // as it would be typed
	Unit      string   // of a number
	Allowed   []string // all the answers there are; nil where others are right as well
	List      bool     // the answer is a list, its items parted by semicolons
	Known     string   // the value so far, as it would be typed; "" for none
	InsteadOf string   // a path: there is no need to ask where it has a value
}

// answerSource is where answers are said to come from.
const answerSource = "answer"

// answerSeparator parts the items of a list that somebody types. Commas stand
// inside of names: "Doe, Jane; Roe, Richard".
const answerSeparator = ";"

// Questions lists the fields that a template marks with TODO, and those it would
// if nobody had given them, in the template's order.
func (d *Document) Questions(o TemplateOptions) []Question {
	var questions []Question
	for _, f := range d.templateFields(o).leaves() {
		q := Question{Path: f.path, For: asker(f.needed()), Doc: f.schema.doc, Unit: f.schema.unit, List: f.schema.isList()}
		switch {
		case f.asked:
		case f.path == birthPath && !f.active:
			q.InsteadOf, q.For = agePath, asker(needDANDI)
		default:
			continue
		}
		if n, err := parse("", []byte(f.example)); err == nil {
			q.Example = f.schema.typed(n)
		}
		if rule := f.schema.ruleOf(); rule != nil {
			q.Allowed = rule.enum
		}
		if f.active && f.value.given() {
			q.Known = f.schema.typed(f.value)
		}
		questions = append(questions, q)
	}
	at := func(path string) int {
		return slices.IndexFunc(questions, func(q Question) bool { return q.Path == path })
	}
	if age, birth := at(agePath), at(birthPath); age >= 0 && birth > age {
		q := questions[birth]
		questions = slices.Insert(slices.Delete(questions, birth, birth+1), age+1, q)
	}
	return questions
}

// asker names who needs a field, as Missing does.
func asker(n need) string {
	switch n {
	case needNWB:
		return "nwb"
	case needDANDI:
		return "dandi"
	}
	return "recommended"
}

// The two that are asked for in place of each other.
const (
	agePath   = "Subject.age"
	birthPath = "Subject.date_of_birth"
)

// leaves lists the fields below f that hold a single value or a plain list.
func (f *templateField) leaves() []*templateField {
	if f.schema.shape < object {
		return []*templateField{f}
	}
	var all []*templateField
	for _, sub := range f.fields {
		all = append(all, sub.leaves()...)
	}
	return all
}

// typed writes a value as somebody would type it.
func (s *schema) typed(n *node) string {
	switch {
	case !n.given():
		return ""
	case n.kind != sequence:
		return n.text
	}
	items := make([]string, len(n.items))
	for i, item := range n.items {
		items[i] = item.text
	}
	return strings.Join(items, answerSeparator+" ")
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
	value := s.answered(answer)
	if value == nil {
		return d, nil
	}
	answered := *d
	layer := newLayer(overGiven, plant(steps, known, value))
	answered.root = overGiven.merge(d.root, layer.root)
	answered.filled = overGiven.merge(d.filled, filledIn(layer.root))
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

// answered makes a value of what was typed; nil where it says nothing.
func (s *schema) answered(text string) *node {
	at := position{source: answerSource}
	one := func(text string) *node {
		text = strings.TrimSpace(text)
		if text == "" || text == "null" || text == "~" {
			return nil
		}
		n := &node{kind: scalar, at: at, text: text, value: text}
		if x, err := parseNumber(text); err == nil && (s.shape == number || s.shape == numbers) {
			n.value = x
		}
		return n
	}
	if !s.isList() {
		return one(text)
	}
	list := &node{kind: sequence, at: at}
	for item := range strings.SplitSeq(text, answerSeparator) {
		if n := one(item); n != nil {
			list.items = append(list.items, n)
		}
	}
	if len(list.items) == 0 {
		return nil
	}
	return list
}
