// Package page lays out text for a terminal or a file: pages of labels with
// values, lists and tables, lines that are broken where people would break them,
// and numbers as people write them.
//
//	Page            "label   value" lines, none wider than the page
//	Table, Column   rows in columns
//	Wrap, WrapTree  lines of so many cells
//	Fit, Cut, Pad   a text in so many cells
//	OneLine         what a message may show of a text from anywhere
//	Bytes, ...      numbers
//
// A width is in cells of a terminal: none for a combining mark, two for an
// ideograph. No line is wider than it should be, but for words of a table that
// is told to keep them; no character is ever cut. The values of a Page, blocks
// aside, go through OneLine: a terminal obeys nothing in them. Nothing here
// writes to a stream, and nothing is kept between calls.
//
// github.com/rivo/uniseg measures text and finds the characters in it. Where
// lines break, and how a table gives way, is decided here. Its rule for lines,
// which is Unicode's, and charmbracelet/x/ansi break behind every hyphen, which
// tears "--set" apart; muesli/reflow cuts long paths anywhere; none knows a
// hanging indent. text/tabwriter counts characters and not cells, and the
// libraries that draw tables would be given these rules as callbacks.
package page
