package main

import (
	"fmt"
	"strings"

	"roi2nwb/internal/inspect"
	"roi2nwb/internal/metadata"
)

// The shape of a page: how wide it is, where values begin, and how many items
// of a list it shows.
const (
	usualWidth  = 100 // where there is no terminal
	leastWidth  = 40
	mostWidth   = 200 // longer lines are hard to read
	narrowWidth = 60  // below it, labels are headings
	pageLabel   = 16
	pageRows    = 12
	pageTexts   = 6
	nameCells   = 28
	pageIndent  = 2   // of a long text's second line
	itemCells   = 240 // of an item of a list
)

// page is a text of aligned lines, "label  value", none wider than the page. On
// a narrow page values that do not fit beside their label stand below it.
type page struct {
	width int
	b     strings.Builder
	label string // of the next line, "" once it is written
}

func newPage(width int) *page { return &page{width: width} }

func (p *page) narrow() bool { return p.width < narrowWidth }

// margin is where values begin.
func (p *page) margin() int {
	if p.narrow() {
		return pageIndent
	}
	return pageLabel
}

// room is how many cells a value has.
func (p *page) room() int { return p.width - p.margin() }

// section begins a part with an empty line.
func (p *page) section() { p.b.WriteString("\n") }

// line writes a line of the label and a text.
func (p *page) line(text string) {
	label := pad(p.label, p.margin(), false)
	if p.narrow() && p.label != "" {
		p.b.WriteString(p.label + "\n")
		label = pad("", p.margin(), false)
	}
	p.b.WriteString(strings.TrimRight(label+text, " ") + "\n")
	p.label = ""
}

// put writes a value, on several lines where it is long.
func (p *page) put(format string, args ...any) {
	for _, line := range wrap(oneLine(fmt.Sprintf(format, args...)), p.room(), pageIndent) {
		p.line(line)
	}
}

// field writes a label with its value.
func (p *page) field(label, format string, args ...any) {
	text := oneLine(fmt.Sprintf(format, args...))
	if p.narrow() && cellsOf(text) <= p.width-pageLabel {
		p.b.WriteString(pad(label, pageLabel, false) + text + "\n")
		return
	}
	p.label = label
	p.put("%s", text)
}

// list writes a label with each text on a line of its own, or two or three, as
// far as there is room.
func (p *page) list(label string, all []string, most int) {
	p.label = label
	if len(all) > most {
		all = append(all[:most-1:most-1], moreText(len(all)-most+1))
	}
	for _, text := range all {
		lines := wrap(oneLine(text), p.room(), pageIndent)
		if most := (itemCells-1)/p.room() + 1; len(lines) > most {
			lines = lines[:most]
			last, _ := breakLine(lines[most-1], p.room()-len(" ..."))
			lines[most-1] = last + " ..."
		}
		for _, line := range lines {
			p.line(line)
		}
	}
}

func moreText(n int) string { return fmt.Sprintf("... and %d more: see --json", n) }

// rows writes a label with a table, as far as there is room.
func (p *page) rows(label string, columns []column, rows [][]string, most int) {
	p.label = label
	more := len(rows) - most
	if more > 0 {
		more++ // the line that says so takes the place of one
		rows = rows[:most-1]
	}
	for _, row := range rows {
		for i := range row {
			row[i] = oneLine(row[i])
		}
	}
	fitting, fits := rows, []bool(nil)
	if columns[0].whole {
		fitting, fits = split(columns, rows, p.room())
	}
	lines := table(columns, fitting, p.room())
	for r, row := range rows {
		if fits != nil && !fits[r] {
			p.stacked(row)
			continue
		}
		if cellsOf(lines[0]) > p.room() {
			p.put("%s", strings.Join(strings.Fields(lines[0]), " "))
		} else {
			p.line(lines[0])
		}
		lines = lines[1:]
	}
	if more > 0 {
		p.put("%s", moreText(more))
	}
}

// stacked writes the first text of a row with the others below it.
func (p *page) stacked(row []string) {
	p.put("%s", row[0])
	rest := strings.Repeat(" ", columnGap)
	text := strings.TrimRight(strings.Join(row[1:], rest), " ")
	indent := strings.Repeat(" ", pageIndent)
	for _, line := range wrap(text, p.room()-pageIndent, 0) {
		p.line(indent + line)
	}
}

// problems writes a label with each problem, and the line of the file that it
// is about, as far as there is room.
func (p *page) problems(label string, all metadata.Problems, most int) {
	p.label = label
	all = todosTogether(all)
	shown := excerptsOnce(all[:min(len(all), most)])
	indent := strings.Repeat(" ", p.margin()+pageIndent)
	for _, problem := range shown {
		p.put("%s", problem.String())
		if excerpt := excerptWithin(&problem, p.width-len(indent)); excerpt != "" {
			p.b.WriteString(indent + strings.ReplaceAll(excerpt, "\n", "\n"+indent) + "\n")
		}
	}
	if more := len(all) - len(shown); more > 0 {
		p.put("... and %d more: see --json, or roi2nwb metadata check", more)
	}
}

// askers are those who ask for metadata, in the order of how much it matters.
var askers = [...]struct{ key, label string }{{"nwb", "for NWB"}, {"dandi", "for DANDI"}, {"recommended", "recommended"}}

const askerCells = 12

// missing lists by who asks for it what metadata nobody gave, and, where that
// helps, an example of giving it.
func (p *page) missing(all []inspect.Missing, example bool) {
	if len(all) == 0 {
		p.field("missing", "nothing that NWB or DANDI ask for")
		return
	}
	how := ""
	p.label = "missing"
	for _, who := range askers {
		var paths []string
		for _, m := range all {
			if m.For == who.key {
				paths = append(paths, m.Path)
				if how == "" && strings.HasPrefix(m.How, "--set") {
					how = m.How
				}
			}
		}
		text := "nothing"
		if len(paths) > 0 {
			text = strings.Join(paths, ", ")
		}
		who := who.label + ":"
		if !p.narrow() {
			who = pad(who, askerCells, false)
		}
		p.put("%s %s", who, text)
	}
	if how != "" && example {
		p.put("such as %s", how)
	}
}
