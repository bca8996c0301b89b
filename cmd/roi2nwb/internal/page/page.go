package page

import (
	"fmt"
	"strings"
)

// The shape of a page: where values begin, and how many items of a list it
// shows.
const (
	LabelCells = 16 // cells of a label, beside which values begin
	Rows       = 12 // of a table, as a rule
	Texts      = 6  // of a list, as a rule
	Indent     = 2  // of a long text's second line
	itemCells  = 240
)

// Page is a text of aligned lines, "label  value", none wider than the page. On
// a narrow page values that do not fit beside their label stand below it.
type Page struct {
	width int
	b     strings.Builder
	label string // of the next line, "" once it is written
}

// New returns an empty page of so many cells.
func New(width int) *Page { return &Page{width: width} }

// String returns what was written.
func (p *Page) String() string { return p.b.String() }

// Width is how wide the page is.
func (p *Page) Width() int { return p.width }

// Narrow reports whether labels are headings.
func (p *Page) Narrow() bool { return IsNarrow(p.width) }

// margin is where values begin.
func (p *Page) margin() int {
	if p.Narrow() {
		return Indent
	}
	return LabelCells
}

// room is how many cells a value has.
func (p *Page) room() int { return p.width - p.margin() }

// Section begins a part with an empty line.
func (p *Page) Section() { p.b.WriteString("\n") }

// line writes a line of the label and a text.
func (p *Page) line(text string) {
	label := Pad(p.label, p.margin(), false)
	if p.Narrow() && p.label != "" {
		p.b.WriteString(p.label + "\n")
		label = Pad("", p.margin(), false)
	}
	p.b.WriteString(strings.TrimRight(label+text, " ") + "\n")
	p.label = ""
}

// Label sets the label of the next line.
func (p *Page) Label(label string) { p.label = label }

// Block writes lines as they are, below a value and farther in. They may have
// BlockCells.
func (p *Page) Block(text string) {
	indent := strings.Repeat(" ", p.blockIndent())
	p.b.WriteString(indent + strings.ReplaceAll(text, "\n", "\n"+indent) + "\n")
}

// BlockCells is how wide the lines of a block may be.
func (p *Page) BlockCells() int { return p.width - p.blockIndent() }

func (p *Page) blockIndent() int { return p.margin() + Indent }

// Put writes a value, on several lines where it is long.
func (p *Page) Put(format string, args ...any) {
	for _, line := range Wrap(OneLine(fmt.Sprintf(format, args...)), p.room(), Indent) {
		p.line(line)
	}
}

// Field writes a label with its value.
func (p *Page) Field(label, format string, args ...any) {
	text := OneLine(fmt.Sprintf(format, args...))
	if p.Narrow() && Cells(text) <= p.width-LabelCells {
		p.b.WriteString(Pad(label, LabelCells, false) + text + "\n")
		return
	}
	p.label = label
	p.Put("%s", text)
}

// List writes a label with each text on a line of its own, or two or three, as
// far as there is room.
func (p *Page) List(label string, all []string, most int) {
	p.label = label
	if len(all) > most {
		all = append(all[:most-1:most-1], moreText(len(all)-most+1))
	}
	for _, text := range all {
		lines := Wrap(OneLine(text), p.room(), Indent)
		if most := (itemCells-1)/p.room() + 1; len(lines) > most {
			lines = lines[:most]
			last, _ := Break(lines[most-1], p.room()-len(" ..."))
			lines[most-1] = last + " ..."
		}
		for _, line := range lines {
			p.line(line)
		}
	}
}

func moreText(n int) string { return fmt.Sprintf("... and %d more: see --json", n) }

// Rows writes a label with a table, as far as there is room.
func (p *Page) Rows(label string, columns []Column, rows [][]string, most int) {
	p.label = label
	more := len(rows) - most
	if more > 0 {
		more++ // the line that says so takes the place of one
		rows = rows[:most-1]
	}
	for _, row := range rows {
		for i := range row {
			row[i] = OneLine(row[i])
		}
	}
	fitting, fits := rows, []bool(nil)
	if columns[0].Whole {
		fitting, fits = split(columns, rows, p.room())
	}
	lines := Table(columns, fitting, p.room())
	for r, row := range rows {
		if fits != nil && !fits[r] {
			p.stacked(row)
			continue
		}
		if Cells(lines[0]) > p.room() {
			p.Put("%s", strings.Join(strings.Fields(lines[0]), " "))
		} else {
			p.line(lines[0])
		}
		lines = lines[1:]
	}
	if more > 0 {
		p.Put("%s", moreText(more))
	}
}

// stacked writes the first text of a row with the others below it.
func (p *Page) stacked(row []string) {
	p.Put("%s", row[0])
	rest := strings.Repeat(" ", columnGap)
	text := strings.TrimRight(strings.Join(row[1:], rest), " ")
	indent := strings.Repeat(" ", Indent)
	for _, line := range Wrap(text, p.room()-Indent, 0) {
		p.line(indent + line)
	}
}
