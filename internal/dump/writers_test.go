package dump

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"

	"github.com/google/go-cmp/cmp"
)

// mixed is a table with cells of all kinds.
func mixed() *Table {
	return &Table{Columns: []string{"a,b", "f", "i", "u", "t"}, Rows: 2, each: func(_ context.Context, to Writer) error {
		to.Text("say \"hi\"")
		to.Float(float64(float32(0.1)), 32)
		to.Int(math.MinInt64)
		to.Uint(math.MaxUint64)
		to.Bool(true)
		if err := to.EndRow(); err != nil {
			return err
		}
		to.Text("tab\there\n")
		to.Float(math.NaN(), 64)
		to.Float(math.Inf(1), 32)
		to.Float(math.Inf(-1), 64)
		to.Bool(false)
		return to.EndRow()
	}}
}

func TestDelimited(t *testing.T) {
	for _, c := range []struct {
		delimiter byte
		change    func(*Delimited)
		want      string
	}{
		{',', nil, "\"a,b\",f,i,u,t\n\"say \"\"hi\"\"\",0.1,-9223372036854775808,18446744073709551615,true\n\"tab\there\n\",nan,inf,-inf,false\n"},
		{'\t', nil, "a,b\tf\ti\tu\tt\n\"say \"\"hi\"\"\"\t0.1\t-9223372036854775808\t18446744073709551615\ttrue\n\"tab\there\n\"\tnan\tinf\t-inf\tfalse\n"},
		{',', func(d *Delimited) { d.Header, d.Clean = false, strings.ToUpper }, "\"SAY \"\"HI\"\"\",0.1,-9223372036854775808,18446744073709551615,true\n\"TAB\tHERE\n\",nan,inf,-inf,false\n"},
	} {
		var b strings.Builder
		d := NewDelimited(&b, c.delimiter)
		if c.change != nil {
			c.change(d)
		}
		if err := mixed().WriteTo(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, b.String()); d != "" {
			t.Error(d)
		}
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := mixed().WriteTo(t.Context(), NewJSON(&b, struct{ Path string }{"x.nwb"})); err != nil {
		t.Fatal(err)
	}
	want := `{"Path":"x.nwb","columns":["a,b","f","i","u","t"],"rows":[["say \"hi\"",0.1,-9223372036854775808,18446744073709551615,true],["tab\there\n",null,"inf","-inf",false]]}` + "\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
	b.Reset()
	failing := &Table{Columns: []string{"a"}, each: func(_ context.Context, to Writer) error {
		to.Int(1)
		return errors.Join(to.EndRow(), errors.New("torn"))
	}}
	half := NewJSON(&b, struct{ Path string }{"x"})
	if err := half.Fail("early"); err != nil || b.Len() > 0 {
		t.Errorf("%v: %q", err, b.String())
	}
	if err := failing.WriteTo(t.Context(), half); err == nil {
		t.Error("no error")
	}
	if err := half.Fail(`"torn"`); err != nil || b.String() != `{"Path":"x","columns":["a"],"rows":[[1]],"error":"\"torn\""}`+"\n" {
		t.Errorf("%v: %s", err, b.String())
	}
	b.Reset()
	none := &Table{Columns: []string{"a"}, each: func(context.Context, Writer) error { return nil }}
	if err := none.WriteTo(t.Context(), NewJSON(&b, struct{ Path string }{})); err != nil || !json.Valid([]byte(b.String())) {
		t.Errorf("%v: %s", err, b.String())
	}
}

// A head takes no more rows than it shows and the one that tells of more.
func TestHead(t *testing.T) {
	for _, c := range []struct {
		rows, most, written int
		more                bool
	}{{5, 3, 4, true}, {3, 3, 3, false}, {0, 3, 0, false}} {
		written := 0
		table := &Table{Columns: []string{"a", "b"}, Rows: c.rows, each: func(_ context.Context, to Writer) error {
			for range c.rows {
				written++
				to.Float(1/3., 64)
				to.Text("x")
				if err := to.EndRow(); err != nil {
					return err
				}
			}
			return nil
		}}
		h, err := ReadHead(t.Context(), table, c.most)
		if err != nil || written != c.written || h.More != c.more || len(h.Cells) != min(c.rows, c.most) {
			t.Errorf("%+v: %d written, %d shown, more %t, %v", c, written, len(h.Cells), h.More, err)
		}
		if len(h.Cells) > 0 && h.Cells[0][0] != "0.333333" {
			t.Errorf("a third is %q", h.Cells[0][0])
		}
		if !h.Numbers[0] || h.Numbers[1] != (c.rows == 0) {
			t.Errorf("numbers: %v", h.Numbers)
		}
	}
}

// Every type is written as its numbers are.
func TestElement(t *testing.T) {
	for d, want := range map[chunkio.DType]string{
		chunkio.Bool: "true", chunkio.Int8: "-2", chunkio.Int16: "-258", chunkio.Int32: "-258", chunkio.Int64: "-258",
		chunkio.Uint8: "254", chunkio.Uint16: "65278", chunkio.Uint32: "4294967038", chunkio.Uint64: "18446744073709551358",
		chunkio.Float32: "nan", chunkio.Float64: "nan",
	} {
		var b strings.Builder
		w := NewDelimited(&b, ',')
		element(w, []byte{0xfe, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, d)
		if err := w.EndRow(); err != nil || b.String() != want+"\n" {
			t.Errorf("%s: %q, want %s", d, b.String(), want)
		}
	}
}

// The header is what numpy.lib.format writes of the same arrays.
func TestHeader(t *testing.T) {
	for _, c := range []struct {
		shape []int
		dtype chunkio.DType
		want  string
	}{
		{[]int{3}, chunkio.Float64, "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"},
		{[]int{2, 30, 400}, chunkio.Uint8, "\x93NUMPY\x01\x00v\x00{'descr': '|u1', 'fortran_order': False, 'shape': (2, 30, 400), }"},
	} {
		var b strings.Builder
		if err := writeHeader(&b, c.shape, c.dtype); err != nil {
			t.Fatal(err)
		}
		want := c.want + strings.Repeat(" ", 127-len(c.want)) + "\n"
		if d := cmp.Diff(want, b.String()); d != "" {
			t.Error(d)
		}
	}
}
