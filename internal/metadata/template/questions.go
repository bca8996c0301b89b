package template

import (
	"slices"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
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

// Questions lists the fields that a template of the merged tree root marks with
// TODO, and those it would if nobody had given them, in the template's order.
func Questions(root *tree.Node, names map[string]string, o Options) []Question {
	var questions []Question
	for _, f := range layOutFields(root, names, o).leaves() {
		q := Question{Path: f.path, For: asker(f.needed()), Doc: f.schema.Doc, Unit: f.schema.Unit, List: f.schema.IsList()}
		switch {
		case f.asked:
		case f.path == schema.BirthPath && !f.active:
			q.InsteadOf, q.For = schema.AgePath, asker(schema.NeedDANDI)
		default:
			continue
		}
		if n, err := schema.Parse("", []byte(f.example)); err == nil {
			q.Example = typed(n)
		}
		if rule := f.schema.FirstRule(); rule != nil {
			q.Allowed = rule.Enum
		}
		if f.active && f.value.Given() {
			q.Known = typed(f.value)
		}
		questions = append(questions, q)
	}
	at := func(path string) int {
		return slices.IndexFunc(questions, func(q Question) bool { return q.Path == path })
	}
	if age, birth := at(schema.AgePath), at(schema.BirthPath); age >= 0 && birth > age {
		q := questions[birth]
		questions = slices.Insert(slices.Delete(questions, birth, birth+1), age+1, q)
	}
	return questions
}

// leaves lists the fields below f that hold a single value or a plain list.
func (f *field) leaves() []*field {
	if f.schema.Shape < schema.Object {
		return []*field{f}
	}
	var all []*field
	for _, sub := range f.fields {
		all = append(all, sub.leaves()...)
	}
	return all
}
