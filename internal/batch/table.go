package batch

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// record is one row of a table, with the line that it begins on.
type record struct {
	line  int
	cells []string
}

// readTable takes a table apart: cells separated by tabs, or by commas or
// semicolons in a file that ends in .csv. What spreadsheets add is forgiven: a
// byte-order mark, quotes, carriage returns, blank rows and cells at the end.
// Lines that begin with # are comments.
func readTable(name string, content []byte) ([]record, error) {
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		return nil, problemf(0, "", "save it as UTF-8 text", "the table is UTF-16 text")
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return nil, problemf(0, "", "save the sheet as CSV or as text with tabs", "the table is a spreadsheet, and not text")
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if at := invalidLine(content); at > 0 {
		return nil, problemf(at, "", "save it as UTF-8 text", "the table is not UTF-8 text")
	}
	r := csv.NewReader(bytes.NewReader(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))))
	r.Comma, r.Comment, r.FieldsPerRecord = separator(name, content), '#', -1
	var all []record
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return nil, problemf(wrong.StartLine, "", `a quote inside a cell is written twice, and the cell stands in quotes: "5"" tube"`, "%v", wrong.Err)
		}
		if err != nil {
			return nil, err
		}
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
		}
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > 0 {
			line, _ := r.FieldPos(0)
			all = append(all, record{line, cells})
		}
	}
}

// separator tells what stands between the cells. In countries whose numbers have
// a comma, spreadsheets write semicolons into .csv files.
func separator(name string, content []byte) rune {
	if !strings.EqualFold(filepath.Ext(name), ".csv") {
		return '\t'
	}
	for line := range bytes.Lines(content) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
			return ';'
		}
		break
	}
	return ','
}

// invalidLine returns the number of the first line that is no UTF-8, 0 for none.
func invalidLine(content []byte) int {
	n := 0
	for line := range bytes.Lines(content) {
		if n++; !utf8.Valid(line) {
			return n
		}
	}
	return 0
}

// Problem is one thing that is wrong with a manifest or one of its sessions.
type Problem struct {
	Line    int    `json:"line,omitempty"`    // of the manifest, 0 for all of it
	Session string `json:"session,omitempty"` // "" where it is about no single one
	Column  string `json:"column,omitempty"`  // "" where it is about no single one
	Message string `json:"error"`
	Hint    string `json:"hint,omitempty"`
}

func problemf(line int, column, hint, format string, args ...any) *Problem {
	return &Problem{Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// Error gives "line 5: column sex: message".
func (p *Problem) Error() string {
	text := p.Message
	if p.Column != "" {
		text = "column " + p.Column + ": " + text
	}
	if p.Line > 0 {
		text = fmt.Sprintf("line %d: %s", p.Line, text)
	}
	return text
}

// Problems are all that is wrong, in the order of the manifest.
type Problems []*Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].Error()
	}
	return strings.Join(lines, "\n")
}
