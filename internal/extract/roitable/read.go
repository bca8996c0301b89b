package roitable

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// maxBytes is the most that a table is long.
const maxBytes = 64 << 20

// Error says what is wrong with a table.
type Error struct {
	Path    string
	Line    int // 0 where no line is at fault
	Problem string
	Cure    string // "" where none is known
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("table of ROIs %q: line %d: %s", e.Path, e.Line, e.Problem)
	}
	return fmt.Sprintf("table of ROIs %q: %s", e.Path, e.Problem)
}

// Hint returns the cure.
func (e *Error) Hint() string { return e.Cure }

// example is a table as it should be.
const example = "the first line has the names of the columns, the first of them that of the ids: id,depth,layer"

// table is a file with one row an ROI, before it is known which ROI.
type table struct {
	path         string
	names        []string // of the columns behind the ids
	descriptions []string // of these, "" where there is none
	ids          []string
	lines        []int
	cells        [][]string // by column
}

// read reads a table.
func read(path string) (*table, error) {
	text, err := source.ReadSmallFile(path, maxBytes)
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, &Error{Path: path, Problem: "is no UTF-8 text", Cure: "save it as CSV in UTF-8"}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = separator(text)
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, &Error{Path: path, Problem: "is empty", Cure: example}
	}
	if err != nil {
		return nil, malformed(path, err)
	}
	t := &table{path: path, names: trimmed(header[1:])}
	t.descriptions, t.cells = make([]string, len(t.names)), make([][]string, len(t.names))
	for isSecond := true; ; isSecond = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, malformed(path, err)
		}
		if isSecond && strings.HasPrefix(row[0], "#") {
			t.descriptions = trimmed(row[1:])
			continue
		}
		line, _ := r.FieldPos(0)
		t.ids, t.lines = append(t.ids, strings.TrimSpace(row[0])), append(t.lines, line)
		for i, cell := range row[1:] {
			t.cells[i] = append(t.cells[i], strings.TrimSpace(cell))
		}
	}
}

// separator returns what parts the cells of the first line.
func separator(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	for _, c := range "\t,;" {
		if bytes.ContainsRune(first, c) {
			return c
		}
	}
	return ','
}

// malformed tells of a line that is no row of the table.
func malformed(path string, err error) error {
	var wrong *csv.ParseError
	switch {
	case !errors.As(err, &wrong):
		return err
	case errors.Is(err, csv.ErrFieldCount):
		return &Error{path, wrong.Line, "has more or fewer cells than the first line", "give each line as many cells as there are columns, and quote a cell that holds what parts them"}
	}
	return &Error{path, wrong.Line, "has a quote that does not begin and end its cell", `write a quote within a quoted cell twice: "5"" deep"`}
}

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = strings.TrimSpace(cell)
	}
	return out
}

// column makes a column of cells in the order of the ROIs, of the narrowest type
// that all of them are of.
func (t *table) column(i int, cells []string) session.Column {
	c := session.Column{Name: t.names[i], Source: filepath.Base(t.path), Description: t.descriptions[i]}
	if c.Description == "" {
		c.Description = "Column " + strconv.Quote(c.Name) + " of a table of the ROIs"
	}
	if c.Ints = all(cells, wholeNumber); c.Ints != nil {
		return c
	}
	if !slices.ContainsFunc(cells, func(cell string) bool { return cell != "" }) {
		c.Texts = cells
		return c
	}
	if c.Floats = all(cells, number); c.Floats != nil {
		c.DType = float64Type
		return c
	}
	if c.Bools = all(cells, truth); c.Bools == nil {
		c.Texts = cells
	}
	return c
}

// all reads all cells in one way, nil where one cannot be.
func all[T any](cells []string, read func(string) (T, bool)) []T {
	values := make([]T, len(cells))
	for i, cell := range cells {
		var ok bool
		if values[i], ok = read(cell); !ok {
			return nil
		}
	}
	return values
}
