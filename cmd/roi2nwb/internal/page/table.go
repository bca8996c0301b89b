package page

import "strings"

// Column is how a column of a table is laid out.
type Column struct {
	Cells   int  // its width where there is room
	Numbers bool // set to the right
	Long    bool // its texts lose their middle where there is no room
	Whole   bool // its texts are never cut: where there is no room, the rest of the row goes below
}

const (
	columnGap  = 2
	leastCells = 10 // of a column that gives way
)

// split parts the rows that fit so many cells from those that do not: with the
// columns as wide as what is in them, or one by one.
func split(columns []Column, rows [][]string, room int) (fitting [][]string, fits []bool) {
	fits = make([]bool, len(rows))
	widths := make([]int, len(columns))
	for r, row := range rows {
		own := make([]int, len(row))
		for i, text := range row {
			own[i] = Cells(text)
		}
		if fits[r] = tableCells(own) <= room; fits[r] {
			fitting = append(fitting, row)
			for i := range row {
				widths[i] = max(widths[i], own[i])
			}
		}
	}
	if tableCells(widths) > room {
		return nil, make([]bool, len(rows))
	}
	return fitting, fits
}

// Table lays rows out in columns, within so many cells where that can be.
// Columns grow to what is in them, and shrink to it where room is short.
func Table(columns []Column, rows [][]string, room int) []string {
	widths := make([]int, len(columns))
	for _, row := range rows {
		for i, text := range row {
			widths[i] = max(widths[i], Cells(text))
		}
	}
	wide := make([]int, len(columns))
	for i, c := range columns {
		wide[i] = max(widths[i], c.Cells)
	}
	if tableCells(wide) <= room {
		widths = wide
	}
	for i, c := range columns {
		if excess := tableCells(widths) - room; excess > 0 && c.Long {
			widths[i] = max(widths[i]-excess, min(widths[i], leastCells))
		}
	}
	lines := make([]string, len(rows))
	for r, row := range rows {
		var b strings.Builder
		for i, text := range row {
			if columns[i].Long {
				text = Fit(text, widths[i])
			}
			b.WriteString(Pad(text, widths[i], columns[i].Numbers) + strings.Repeat(" ", columnGap))
		}
		lines[r] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

// tableCells returns how wide a table is. A last column that is empty takes no
// gap.
func tableCells(widths []int) int {
	n := 0
	for i, w := range widths {
		if n += w; i > 0 && w > 0 {
			n += columnGap
		}
	}
	return n
}
