package template

import (
	"slices"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// section sets a key of the top.
func (p *page) section(f *field) {
	switch {
	case f.schema.Shape == schema.Free:
		p.free(f)
	case f.key == "Ophys":
		p.add(line{off: active, text: f.key + ":"})
		named := false
		for i, sub := range f.fields {
			if i > 0 {
				p.gap()
			}
			if sub.needed() == schema.NeedNothing && !named {
				named = true
				p.comment(2, tree.Wrap("The names that the objects of this source get in the NWB file. Each can have a description "+
					"as well, and traces a unit, in place of the source's own.", LineWidth-4)...)
			}
			p.field(sub, 2, active, "")
		}
	default:
		p.add(line{off: active, text: f.key + ":"})
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

// groupHeading returns what the fields of a rank have in common.
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
func (p *page) field(f *field, indent, off int, dash string) {
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
	case f.schema.Shape == schema.Free:
		p.free(f)
	case f.schema.Shape < schema.Object:
		p.leaf(f, indent, off, dash)
	case !f.active && f.isFlat() && f.schema.Keys["plane_segmentations"] == nil:
		p.named(f, indent, off)
	default:
		p.add(line{indent: indent, off: off, text: dash + tree.Quote(f.key, false) + ":"})
		for _, sub := range f.fields {
			p.field(sub, indent+2, off, "")
		}
	}
}

// leaf sets a key with a single value, or a plain list.
func (p *page) leaf(f *field, indent, off int, dash string) {
	l := line{indent: indent, off: off, note: f.note(), unit: f.schema.Unit, text: dash + f.key + ":"}
	if f.key == "name" && off != active {
		l.note = "" // it says that already
	}
	switch {
	case f.waits() && f.schema.IsList():
		l.text, l.example = l.text+" ["+schema.TodoWord+"]", f.example
	case f.waits():
		l.text, l.example = l.text+" "+schema.TodoWord, f.example
	case f.value == nil:
		key := l.text
		l.text += " " + f.example
		if l.width() > exampleWidth {
			l.text, l.example = key, f.example
		}
	case f.value.Kind == tree.Null:
		l.note = "Left empty: what the source says is not taken."
	default:
		l.value(f.schema, f.value)
	}
	p.add(l)
}

// value adds a value to a line that has its key, and more lines where it takes
// them.
func (l *line) value(s *schema.Schema, n *tree.Node) {
	oneLine := inline(s, n, false)
	long := l.width()+1+utf8.RuneCountInString(oneLine) > LineWidth
	switch {
	case s.IsList() && long:
		for _, item := range n.Items {
			l.below = append(l.below, "- "+inline(s, item, false))
		}
		return
	case long || strings.Contains(n.Text, "\n"):
		if header, lines, ok := tree.QuoteBlock(n.Text, LineWidth-len(l.margin())-2); ok {
			l.text, l.below = l.text+" "+header, lines
			return
		}
	}
	l.text += " " + oneLine
}

// note returns what belongs in a field, and where its value comes from if the user
// did not give it.
func (f *field) note() string {
	note := f.schema.Doc
	if f.active && f.value.Given() && isFound(f.value.At) {
		note = "From " + f.value.At.Source + ". " + note
	}
	return note
}

// isFound reports whether a value was found by the program and not written by the user.
func isFound(p tree.Position) bool {
	return p.Line == 0 && !p.Assigned && p.Source != AnswerSource && p.Source != tree.DefaultSource
}

// inline writes a value, or an item of a list, in one line.
func inline(s *schema.Schema, n *tree.Node, inBrackets bool) string {
	switch {
	case n.Kind == tree.Sequence:
		items := make([]string, len(n.Items))
		for i, item := range n.Items {
			items[i] = inline(s, item, true)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case s.Shape == schema.Number || s.Shape == schema.Numbers:
		return tree.QuoteNumber(n.Text, inBrackets)
	}
	return tree.Quote(n.Text, inBrackets)
}

// isFlat reports whether all that is in an object are its name and such.
func (f *field) isFlat() bool {
	return f.schema.Keys["name"] != nil && !slices.ContainsFunc(f.fields, func(sub *field) bool { return sub.schema.Shape >= schema.Object })
}

// named sets an object that a source fills, in one line: its name, which can be
// changed, and the unit of traces.
func (p *page) named(f *field, indent, off int) {
	l := line{indent: indent, off: off, note: f.schema.Doc, above: true}
	var values []string
	for _, sub := range f.fields {
		switch {
		case sub.value != nil:
			values = append(values, sub.key+": "+inline(sub.schema, sub.value, true))
		case sub.key == "unit" && f.object != nil && f.object.Unit != "":
			values = append(values, "unit: "+tree.Quote(f.object.Unit, true))
		}
	}
	if f.object != nil && f.object.Description != "" {
		l.note = f.object.Description
	}
	l.text = f.key + ": {" + strings.Join(values, ", ") + "}"
	p.add(l)
}
