package dump

import (
	"context"
	"errors"
	"strconv"
)

// headDigits is how many digits of a number a screen shows.
const headDigits = 6

// Head is the beginning of a table, for a screen.
type Head struct {
	Columns []string
	Cells   [][]string
	Numbers []bool // of the columns: all cells are numbers
	More    bool   // the table has more rows
}

// ReadHead reads the first rows of a table, and no more than it must to give
// those.
func ReadHead(ctx context.Context, t *Table, rows int) (*Head, error) {
	h := &headWriter{most: rows}
	err := t.WriteTo(ctx, h)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return &h.Head, err
}

var errEnough = errors.New("enough rows")

// headWriter keeps the first rows of a table.
type headWriter struct {
	Head
	row  []string
	most int
}

func (h *headWriter) Begin(columns []string) error {
	h.Columns, h.Numbers = columns, make([]bool, len(columns))
	for i := range h.Numbers {
		h.Numbers[i] = true
	}
	return nil
}

func (h *headWriter) Int(v int64)   { h.row = append(h.row, strconv.FormatInt(v, 10)) }
func (h *headWriter) Uint(v uint64) { h.row = append(h.row, strconv.FormatUint(v, 10)) }
func (h *headWriter) Bool(v bool)   { h.word(strconv.FormatBool(v)) }
func (h *headWriter) Text(v string) { h.word(v) }

func (h *headWriter) word(v string) {
	if at := len(h.row); at < len(h.Numbers) {
		h.Numbers[at] = false
	}
	h.row = append(h.row, v)
}

func (h *headWriter) Float(v float64, bits int) {
	text := appendFloat(nil, v, bits)
	if short := strconv.FormatFloat(v, 'g', headDigits, 64); len(short) < len(text) && v == v {
		text = []byte(short)
	}
	h.row = append(h.row, string(text))
}

func (h *headWriter) EndRow() error {
	if len(h.Cells) == h.most {
		h.More = true
		return errEnough
	}
	h.Cells, h.row = append(h.Cells, h.row), nil
	return nil
}

func (h *headWriter) End() error { return nil }
