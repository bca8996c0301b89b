package template

import (
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/metadata/tree"
)

// A line up to textWidth has its comment beside it, a wider one above; an
// example stands in its place up to exampleWidth, else in the comment.
const (
	textWidth    = 52
	exampleWidth = 40
)

// line is a line of a template before its comment is put beside it.
type line struct {
	indent  int      // columns before the text
	off     int      // column of the "#" that takes the line out; active where it stands in the file
	text    string   // "sex: F", "- name: Microscope"
	note    string   // what is said about it
	unit    string   // of a number
	example string   // said after the note
	above   bool     // the note always stands above
	below   []string // lines of the value below it, 2 columns further in
}

// width is how wide the line is without its comment.
func (l line) width() int { return utf8.RuneCountInString(l.String()) }

// comment returns the lines of the comment. The example begins a line where not
// all fits in one.
func (l line) comment(width int) []string {
	switch {
	case l.example == "" && l.unit != "":
		return tree.Wrap(l.note+" In "+l.unit+".", width)
	case l.example == "":
		return tree.Wrap(l.note, width)
	}
	example := "Example: " + l.example
	if l.unit != "" {
		example = "Example in " + l.unit + ": " + l.example
	}
	if one := l.note + " " + example; utf8.RuneCountInString(one) <= width {
		return tree.Wrap(one, width)
	}
	return append(tree.Wrap(l.note, width), tree.Wrap(example, width)...)
}

// active is the off of lines that stand in the file.
const active = -1

// String returns the line without its comment.
func (l line) String() string { return l.margin() + l.text }

// margin returns what stands before the text.
func (l line) margin() string {
	if l.off == active {
		return strings.Repeat(" ", l.indent)
	}
	return strings.Repeat(" ", l.off) + "# " + strings.Repeat(" ", l.indent-l.off)
}

// page sets lines. Comments beside the lines between two gaps stand in
// one column.
type page struct {
	text strings.Builder
	set  []line // since the last gap
}

// String returns the page.
func (p *page) String() string {
	p.end()
	return p.text.String()
}

// comment writes lines of comment.
func (p *page) comment(indent int, lines ...string) {
	p.end()
	for _, line := range lines {
		p.text.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+"# "+line, " ") + "\n")
	}
}

// gap writes an empty line.
func (p *page) gap() {
	p.end()
	p.text.WriteByte('\n')
}

func (p *page) add(l line) { p.set = append(p.set, l) }

// end writes the lines since the last gap, now that the column of their comments
// is known.
func (p *page) end() {
	column := 0
	for _, l := range p.set {
		if l.beside() {
			column = max(column, l.width()+2)
		}
	}
	for _, l := range p.set {
		p.put(l, column)
	}
	p.set = nil
}

// beside reports whether the comment stands in the same line.
func (l line) beside() bool {
	return l.note != "" && !l.above && l.below == nil && l.width() <= textWidth
}

func (p *page) put(l line, column int) {
	head := l.String()
	switch {
	case l.note == "":
		p.text.WriteString(head + "\n")
	case l.beside():
		for _, line := range l.comment(LineWidth - column - 2) {
			p.text.WriteString(head + strings.Repeat(" ", column-utf8.RuneCountInString(head)) + "# " + line + "\n")
			head = ""
			if l.off != active { // what is commented out stays so
				head = strings.Repeat(" ", l.off) + "#"
			}
		}
	default:
		margin := l.margin() + "# "
		for _, line := range l.comment(LineWidth - len(margin)) {
			p.text.WriteString(margin + line + "\n")
		}
		p.text.WriteString(head + "\n")
	}
	for _, line := range l.below {
		p.text.WriteString(strings.TrimRight(l.margin()+"  "+line, " ") + "\n")
	}
}

// LineWidth is how long the lines of a template may get.
const LineWidth = 100
