package dump

import (
	"io"
	"strconv"
	"strings"
)

// Delimited writes rows of text: "," between cells makes CSV, a tab TSV. A text
// with the delimiter, a quote or a line break stands in quotes, as RFC 4180 has
// it; NaN is nan and infinities are inf and -inf, as NumPy, pandas and gnuplot
// read them. (encoding/csv takes strings, of which numbers would each need one.)
type Delimited struct {
	Delimiter byte
	Header    bool                // write the names of the columns
	Clean     func(string) string // what becomes of a text, nil for nothing

	to  io.Writer
	row []byte
}

// NewDelimited returns a writer with a header.
func NewDelimited(to io.Writer, delimiter byte) *Delimited {
	return &Delimited{Delimiter: delimiter, Header: true, to: to}
}

// Begin implements Writer.
func (d *Delimited) Begin(columns []string) error {
	if !d.Header {
		return nil
	}
	for _, name := range columns {
		d.Text(name)
	}
	return d.EndRow()
}

// Int implements Writer.
func (d *Delimited) Int(v int64) { d.row = append(strconv.AppendInt(d.row, v, 10), d.Delimiter) }

// Uint implements Writer.
func (d *Delimited) Uint(v uint64) { d.row = append(strconv.AppendUint(d.row, v, 10), d.Delimiter) }

// Float implements Writer.
func (d *Delimited) Float(v float64, bits int) {
	d.row = append(appendFloat(d.row, v, bits), d.Delimiter)
}

// Bool implements Writer.
func (d *Delimited) Bool(v bool) { d.row = append(strconv.AppendBool(d.row, v), d.Delimiter) }

// Text implements Writer.
func (d *Delimited) Text(v string) {
	if d.Clean != nil {
		v = d.Clean(v)
	}
	if strings.ContainsAny(v, "\"\r\n") || strings.IndexByte(v, d.Delimiter) >= 0 {
		v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
	}
	d.row = append(append(d.row, v...), d.Delimiter)
}

// EndRow implements Writer.
func (d *Delimited) EndRow() error {
	if len(d.row) == 0 {
		d.row = append(d.row, '\n')
	}
	d.row[len(d.row)-1] = '\n'
	_, err := d.to.Write(d.row)
	d.row = d.row[:0]
	return err
}

// End implements Writer.
func (d *Delimited) End() error { return nil }
