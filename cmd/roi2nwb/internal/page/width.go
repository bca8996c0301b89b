package page

import "math"

// The widths of pages, in cells.
const (
	UsualWidth  = 100 // where there is no terminal
	leastWidth  = 40
	mostWidth   = 200 // longer lines are hard to read
	narrowWidth = 60
)

// Unbroken is the width of lines that are as long as they are.
const Unbroken = math.MaxInt32

// WidthOf returns how wide to lay out a page on a terminal of so many columns, 0
// for none or not known.
func WidthOf(columns int) int {
	if columns <= 0 {
		return UsualWidth
	}
	return min(max(columns, leastWidth), mostWidth)
}

// IsNarrow reports whether a page is too narrow for labels beside its values.
func IsNarrow(width int) bool { return width < narrowWidth }
