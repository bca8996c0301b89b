package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/metadata"
)

// The shape of a page: how wide it is, where values begin, and how many items
// of a list it shows.
const (
	pageWidth  = 100
	pageLabel  = 16
	pageRows   = 12
	pageTexts  = 6
	cellWidth  = 28
	pageIndent = 2 // of a long text's second line
	itemLength = 3 * (pageWidth - pageLabel - 4)
)

// page is a text of aligned lines, "label  value", none longer than pageWidth.
type page struct {
	b     strings.Builder
	label string // of the next line, "" once it is written
}

// section begins a part with an empty line.
func (p *page) section() { p.b.WriteString("\n") }

// put writes a value, on several lines where it is long.
func (p *page) put(format string, args ...any) {
	indent := 0
	rest := oneLine(fmt.Sprintf(format, args...))
	for first := true; first || rest != ""; first = false {
		var line string
		line, rest = breakLine(rest, pageWidth-pageLabel-indent)
		p.b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s%s%s", pageLabel, p.label, strings.Repeat(" ", indent), line), " ") + "\n")
		p.label, indent = "", pageIndent
	}
}

// field writes a label with its value.
func (p *page) field(label, format string, args ...any) {
	p.label = label
	p.put(format, args...)
}

// list writes a label with each text on a line of its own, or two or three, as
// far as there is room.
func (p *page) list(label string, all []string, most int) {
	p.label = label
	if len(all) > most {
		all = append(all[:most-1:most-1], fmt.Sprintf("... and %d more: see --json", len(all)-most+1))
	}
	for _, text := range all {
		if runes := []rune(text); len(runes) > itemLength {
			text = string(runes[:itemLength]) + " ..."
		}
		p.put("%s", text)
	}
}

// problems writes a label with each problem, and the line of the file that it
// is about, as far as there is room.
func (p *page) problems(label string, all metadata.Problems, most int) {
	p.label = label
	shown := excerptsOnce(all[:min(len(all), most)])
	indent := strings.Repeat(" ", pageLabel+pageIndent)
	for _, problem := range shown {
		p.put("%s", problem.String())
		source, marks, found := strings.Cut(problem.Excerpt(), "\n")
		if width := pageWidth - len(indent); found && utf8.RuneCountInString(source) <= width && utf8.RuneCountInString(marks) <= width {
			p.b.WriteString(indent + source + "\n" + indent + marks + "\n")
		}
	}
	if more := len(all) - len(shown); more > 0 {
		p.put("... and %d more: see --json, or roi2nwb metadata check", more)
	}
}

// breakLine cuts text after the last word that fits; a first word that is
// longer than a line is cut itself.
func breakLine(text string, width int) (line, rest string) {
	if utf8.RuneCountInString(text) <= width {
		return text, ""
	}
	runes := []rune(text)
	for i := width; i > 0; i-- {
		if runes[i] == ' ' {
			return strings.TrimRight(string(runes[:i]), " "), strings.TrimLeft(string(runes[i:]), " ")
		}
	}
	return string(runes[:width]), string(runes[width:])
}

// cell makes a text fit a column of a table: one too long loses its middle.
func cell(text string, width int) string {
	runes := []rune(text)
	if n := len(runes); n > width {
		head := (width - 3) / 2
		text = string(runes[:head]) + "..." + string(runes[n-(width-3-head):])
	}
	return fmt.Sprintf("%-*s", width, text)
}

// askers are those who ask for metadata, in the order of how much it matters.
var askers = [...]struct{ key, label string }{{"nwb", "for NWB"}, {"dandi", "for DANDI"}, {"recommended", "recommended"}}

// missing lists by who asks for it what metadata nobody gave, and, where that
// helps, an example of giving it.
func (p *page) missing(all []missing, example bool) {
	if len(all) == 0 {
		p.field("missing", "nothing that NWB or DANDI ask for")
		return
	}
	label, how := "missing", ""
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
		p.field(label, "%-12s %s", who.label+":", text)
		label = ""
	}
	if how != "" && example {
		p.field("", "such as %s", how)
	}
}
