package metadata

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// section sets a key of the top.
func (p *templatePage) section(f *templateField) {
	switch {
	case f.schema.shape == free:
		p.free(f)
	case f.key == "Ophys":
		p.add(templateLine{off: active, text: f.key + ":"})
		named := false
		for i, sub := range f.fields {
			if i > 0 {
				p.gap()
			}
			if sub.needed() == needNothing && !named {
				named = true
				p.comment(2, wrap("The names that the objects of this source get in the NWB file. Each can have a description "+
					"as well, and traces a unit, in place of the source's own.", lineWidth-4)...)
			}
			p.field(sub, 2, active, "")
		}
	default:
		p.add(templateLine{off: active, text: f.key + ":"})
		rank := -1
		for _, sub := range f.fields {
			if r := sub.rank(); r != rank {
				if rank >= 0 {
					p.gap()
				}
				rank = r
				p.comment(2, groupHeading(r))
			}
			p.field(sub, 2, active, "")
		}
	}
}

// groupHeading says what the fields of a rank have in common.
func groupHeading(rank int) string {
	switch rank {
	case 1:
		return "NWB files cannot be without these."
	case 2:
		return "DANDI asks for these, or its inspector does."
	}
	return "The rest, where it applies."
}

// field sets a field, at an indent; off is the column in which a part around it
// is commented out. Dash is what stands before the key of the first in a list.
func (p *templatePage) field(f *templateField, indent, off int, dash string) {
	if !f.active && off == active {
		off = indent
	}
	switch {
	case f.item:
		for i, sub := range f.fields {
			if i == 0 {
				p.field(sub, indent, off, "- ")
				continue
			}
			p.field(sub, indent+2, off, "")
		}
	case f.schema.shape == free:
		p.free(f)
	case f.schema.shape < object:
		p.leaf(f, indent, off, dash)
	case !f.active && f.isFlat() && f.schema.keys["plane_segmentations"] == nil:
		p.named(f, indent, off)
	default:
		p.add(templateLine{indent: indent, off: off, text: dash + yamlText(f.key, false) + ":"})
		for _, sub := range f.fields {
			p.field(sub, indent+2, off, "")
		}
	}
}

// leaf sets a key with a single value, or a plain list.
func (p *templatePage) leaf(f *templateField, indent, off int, dash string) {
	l := templateLine{indent: indent, off: off, note: f.note(), unit: f.schema.unit, text: dash + f.key + ":"}
	if f.key == "name" && off != active {
		l.note = "" // it says that already
	}
	switch {
	case f.waits() && f.schema.isList():
		l.text, l.example = l.text+" ["+todo+"]", f.example
	case f.waits():
		l.text, l.example = l.text+" "+todo, f.example
	case f.value == nil:
		key := l.text
		l.text += " " + f.example
		if l.width() > exampleWidth {
			l.text, l.example = key, f.example
		}
	case f.value.kind == null:
		l.note = "Left empty: what the source says is not taken."
	default:
		l.value(f.schema, f.value)
	}
	p.add(l)
}

// value adds a value to a line that has its key, and more lines where it takes
// them.
func (l *templateLine) value(s *schema, n *node) {
	oneLine := inline(s, n, false)
	long := l.width()+1+utf8.RuneCountInString(oneLine) > lineWidth
	switch {
	case s.isList() && long:
		for _, item := range n.items {
			l.below = append(l.below, "- "+inline(s, item, false))
		}
		return
	case long || strings.Contains(n.text, "\n"):
		if header, lines, ok := yamlBlock(n.text, lineWidth-len(l.margin())-2); ok {
			l.text, l.below = l.text+" "+header, lines
			return
		}
	}
	l.text += " " + oneLine
}

// note says what belongs in a field, and where its value comes from if the user
// did not give it.
func (f *templateField) note() string {
	note := f.schema.doc
	if f.active && f.value.given() && isFound(f.value.at) {
		note = "From " + f.value.at.source + ". " + note
	}
	return note
}

// isFound reports whether a value was found by the program and not written by the user.
func isFound(p position) bool {
	return p.line == 0 && p.source != setSource && p.source != answerSource && p.source != defaultSource
}

// inline writes a value, or an item of a list, in one line.
func inline(s *schema, n *node, inBrackets bool) string {
	switch {
	case n.kind == sequence:
		items := make([]string, len(n.items))
		for i, item := range n.items {
			items[i] = inline(s, item, true)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case s.shape == number || s.shape == numbers:
		return yamlNumber(n.text, inBrackets)
	}
	return yamlText(n.text, inBrackets)
}

// isFlat tells whether all that is in an object are its name and such.
func (f *templateField) isFlat() bool {
	return f.schema.keys["name"] != nil && !slices.ContainsFunc(f.fields, func(sub *templateField) bool { return sub.schema.shape >= object })
}

// named sets an object that a source fills, in one line: its name, which can be
// changed, and the unit of traces.
func (p *templatePage) named(f *templateField, indent, off int) {
	l := templateLine{indent: indent, off: off, note: f.schema.doc, above: true}
	var values []string
	for _, sub := range f.fields {
		switch {
		case sub.value != nil:
			values = append(values, sub.key+": "+inline(sub.schema, sub.value, true))
		case sub.key == "unit" && f.object != nil && f.object.Unit != "":
			values = append(values, "unit: "+yamlText(f.object.Unit, true))
		}
	}
	if f.object != nil && f.object.Description != "" {
		l.note = f.object.Description
	}
	l.text = f.key + ": {" + strings.Join(values, ", ") + "}"
	p.add(l)
}
