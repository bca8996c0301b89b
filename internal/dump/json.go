package dump

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strconv"
)

// JSON writes a table as one object on one line: the fields of a head, and then
// "columns", the names, and "rows", an array of arrays. NaN is null, infinities
// are the texts "inf" and "-inf", for which JSON has no numbers.
type JSON struct {
	to   io.Writer
	head any
	row  []byte
	rows int

	begun bool
}

// NewJSON returns a writer. The head must become an object with a field at
// least.
func NewJSON(to io.Writer, head any) *JSON { return &JSON{to: to, head: head} }

// Begin implements Writer.
func (j *JSON) Begin(columns []string) error {
	head, err := json.Marshal(j.head)
	if err != nil {
		return err
	}
	names, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	j.begun = true
	_, err = j.to.Write(append(bytes.Join([][]byte{bytes.TrimSuffix(head, []byte("}")), names}, []byte(`,"columns":`)), `,"rows":[`...))
	return err
}

// next begins a cell.
func (j *JSON) next() {
	if len(j.row) == 0 {
		if j.rows > 0 {
			j.row = append(j.row, ',')
		}
		j.row = append(j.row, '[')
		return
	}
	j.row = append(j.row, ',')
}

// Int implements Writer.
func (j *JSON) Int(v int64) { j.next(); j.row = strconv.AppendInt(j.row, v, 10) }

// Uint implements Writer.
func (j *JSON) Uint(v uint64) { j.next(); j.row = strconv.AppendUint(j.row, v, 10) }

// Bool implements Writer.
func (j *JSON) Bool(v bool) { j.next(); j.row = strconv.AppendBool(j.row, v) }

// Float implements Writer.
func (j *JSON) Float(v float64, bits int) {
	j.next()
	switch {
	case math.IsNaN(v):
		j.row = append(j.row, "null"...)
	case math.IsInf(v, 0):
		j.row = append(appendFloat(append(j.row, '"'), v, bits), '"')
	default:
		j.row = appendFloat(j.row, v, bits)
	}
}

// Text implements Writer.
func (j *JSON) Text(v string) {
	j.next()
	text, _ := json.Marshal(v) // of a string it cannot fail
	j.row = append(j.row, text...)
}

// EndRow implements Writer.
func (j *JSON) EndRow() error {
	if len(j.row) == 0 {
		j.next()
	}
	_, err := j.to.Write(append(j.row, ']'))
	j.row = j.row[:0]
	j.rows++
	return err
}

// Fail ends a table that cannot be completed: the rows so far are there, and behind
// them stands "error", so that what was written is JSON all the same. It writes
// nothing where the table did not begin.
func (j *JSON) Fail(why string) error {
	if !j.begun {
		return nil
	}
	text, err := json.Marshal(why)
	if err != nil {
		return err
	}
	_, err = j.to.Write(append(append([]byte(`],"error":`), text...), "}\n"...))
	return err
}

// End implements Writer.
func (j *JSON) End() error {
	_, err := io.WriteString(j.to, "]}\n")
	return err
}
