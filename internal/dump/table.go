package dump

import "context"

// Table is rows of cells under names, read when they are written.
type Table struct {
	Columns []string
	Rows    int // -1 where only reading tells

	each func(ctx context.Context, to Writer) error
}

// Writer takes the cells of a table in their order.
type Writer interface {
	// Begin takes the names of the columns.
	Begin(columns []string) error
	Int(v int64)
	Uint(v uint64)
	// Float takes a number of a type of so many bits, 32 or 64.
	Float(v float64, bits int)
	Text(v string)
	Bool(v bool)
	// EndRow ends a row. Any error ends the table.
	EndRow() error
	// End ends the table.
	End() error
}

// WriteTo writes the table, until an error of the source, the writer or ctx.
func (t *Table) WriteTo(ctx context.Context, to Writer) error {
	if err := to.Begin(t.Columns); err != nil {
		return err
	}
	if err := t.each(ctx, to); err != nil {
		return err
	}
	return to.End()
}
