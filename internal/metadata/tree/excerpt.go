package tree

import (
	"fmt"
	"strings"
	"unicode"
)

// excerptCells is how many cells of a terminal an excerpt usually takes of a
// line.
const excerptCells = 100

// tabStop is how far tabs are set in excerpts.
const tabStop = 4

// maxLine is how long lines may be, in bytes, to be shown at all.
const maxLine = 1 << 16

// Lines are those of a file.
type Lines struct{ texts []string }

// linesOf cuts a text into lines.
func linesOf(text string) *Lines {
	l := &Lines{texts: make([]string, 0, 1+strings.Count(text, "\n"))}
	for line := range strings.Lines(text) {
		l.texts = append(l.texts, strings.TrimRight(line, "\r\n"))
	}
	return l
}

// at returns a line, from 1; "" where there is none, or one too long.
func (l *Lines) at(line int) string {
	if l == nil || line < 1 || line > len(l.texts) || len(l.texts[line-1]) > maxLine {
		return ""
	}
	return l.texts[line-1]
}

// columnOf returns the column of a line that the YAML library means by column:
// it does not count the tabs that stand between tokens.
func columnOf(line string, column int) int {
	if !strings.Contains(line, "\t") {
		return column
	}
	counted, behind := 0, ' '
	for i, c := range []rune(line) {
		if c == '\t' && strings.ContainsRune(":,[{-?", behind) {
			continue
		}
		if counted++; counted == column {
			return i + 1
		}
		if c != ' ' {
			behind = c
		}
	}
	return column
}

// Excerpt returns the source line with its number, and below it a line with
// carets under what is meant; "" where there is no source line. A long line is
// cut around the place. Neither line ends in a line break.
func (p Problem) Excerpt() string { return p.excerpt(excerptCells) }

// ExcerptWithin is Excerpt on lines of so many cells of a terminal at most, as
// far as the number and one character leave room.
func (p Problem) ExcerptWithin(cells int) string {
	ends := 2 // where the line is cut
	return p.excerpt(min(max(cells-len(p.lineNumber())-ends, 1), excerptCells))
}

// lineNumber begins an excerpt.
func (p Problem) lineNumber() string { return fmt.Sprintf("%d | ", p.Line) }

// excerpt shows so many cells of the source line.
func (p Problem) excerpt(room int) string {
	if p.Text == "" {
		return ""
	}
	line := layOut(p.Text)
	from := min(max(p.Column-1, 0), len(line)-1)
	to := min(from+max(p.Width, 1), len(line))
	first, last := window(line, from, to, room)
	to = min(to, last)

	number := p.lineNumber()
	margin := strings.Repeat(" ", len(number)-2) + "| "
	var text strings.Builder
	if first > 0 {
		text.WriteString("…")
		margin += " "
	}
	for _, g := range line[first:last] {
		text.WriteString(g.text)
	}
	if last < len(line) {
		text.WriteString("…")
	}
	return number + strings.TrimRight(text.String(), " ") + "\n" +
		margin + strings.Repeat(" ", cells(line[first:from])) + strings.Repeat("^", max(cells(line[from:to]), 1))
}

// glyph is a character as it is shown, and how many cells that takes.
type glyph struct {
	text  string
	cells int
}

// layOut makes the glyphs of a line, one a character: tabs as spaces, and what
// a terminal would obey rather than show as a box.
func layOut(text string) []glyph {
	var line []glyph
	column := 0
	for _, c := range text {
		g := glyph{string(c), 1}
		switch {
		case c == '\t':
			g.cells = tabStop - column%tabStop
			g.text = strings.Repeat(" ", g.cells)
		case unicode.Is(unicode.Cf, c):
			g = glyph{}
		case unicode.Is(unicode.Cc, c):
			g.text = "\ufffd"
		case unicode.In(c, unicode.Mn, unicode.Me):
			g.cells = 0
		case isWide(c):
			g.cells = 2
		}
		column += g.cells
		line = append(line, g)
	}
	return line
}

func cells(line []glyph) int {
	n := 0
	for _, g := range line {
		n += g.cells
	}
	return n
}

// window chooses the room cells of a line that are shown, so that the place
// from..to is in them, with most of the rest before it.
func window(line []glyph, from, to, room int) (first, last int) {
	if cells(line) <= room {
		return 0, len(line)
	}
	first, last = from, from
	take := func(g glyph) bool {
		room -= g.cells
		return room >= 0
	}
	for last < to && take(line[last]) {
		last++
	}
	behind := room / 3
	for first > 0 && room > behind && take(line[first-1]) {
		first--
	}
	for last < len(line) && take(line[last]) {
		last++
	}
	return first, last
}

// isWide reports whether a character takes two cells of a terminal: those of East
// Asian scripts and emoji do, in the blocks of Unicode where all are wide.
func isWide(c rune) bool {
	switch {
	case c < 0x1100:
		return false
	case c <= 0x115f, 0x2e80 <= c && c <= 0x303e, 0x3041 <= c && c <= 0x4dbf, 0x4e00 <= c && c <= 0xa4cf,
		0xa960 <= c && c <= 0xa97f, 0xac00 <= c && c <= 0xd7a3, 0xf900 <= c && c <= 0xfaff,
		0xfe30 <= c && c <= 0xfe6f, 0xff00 <= c && c <= 0xff60, 0xffe0 <= c && c <= 0xffe6,
		0x1f300 <= c && c <= 0x1f64f, 0x1f680 <= c && c <= 0x1f6ff, 0x1f900 <= c && c <= 0x1f9ff,
		0x20000 <= c && c <= 0x3fffd:
		return true
	}
	return false
}
