package check

import (
	"context"
	"strings"

	"roi2nwb/internal/chunkio/h5"
)

// nwbinspector's checks of tables.
const (
	tableEmpty        = "check_empty_table"
	tableSingle       = "check_single_row"
	tableTimeNegative = "check_table_time_columns_are_not_negative"
	columnBinary      = "check_column_binary_capability"
	columnNaN         = "check_col_not_nan"
	columnDict        = "check_table_values_for_dict"
)

// columnRule has nwbinspector's checks of tables and their columns.
func columnRule() rule {
	return rule{
		checks: append([]Check{
			practice(tableEmpty, violation, "a table has no rows"),
			practice(tableSingle, suggestion, "a table has one row alone"),
			practice(tableTimeNegative, suggestion, "a column of times begins before the session"),
			practice(columnBinary, suggestion, "a column has two values that mean yes and no, and is not of bools"),
			practice(columnNaN, suggestion, "all values of a column are NaN"),
			practice(columnDict, violation, "a text in a column is a dictionary of Python"),
		}, practiceOfIntervals()...),
		run: func(ctx context.Context, e *examination) error {
			for n := range e.typed("DynamicTable") {
				rows := idRows(n)
				switch {
				case rows == 0:
					e.find(tableEmpty, n.path, "no such table", "it has no rows")
				case rows == 1 && !n.is("Units") && n.name != "electrodes":
					e.find(tableSingle, n.path, "", "it has one row, and may be better put another way than as a table")
				}
				if err := e.columns(ctx, n); err != nil {
					return err
				}
				if n.is("TimeIntervals") {
					if err := e.intervals(ctx, n); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
}

// columns checks the columns of a table that colnames has.
func (e *examination) columns(ctx context.Context, table *node) error {
	names, _ := table.texts("colnames")
	for _, name := range names {
		column := table.child(name)
		if column.rows() <= 0 || column.is("VectorIndex") || column.data.Null {
			continue
		}
		predefined := table.typ.Spec().Member(name) != nil
		var err error
		switch {
		case column.data.Type.Class == h5.ClassString:
			e.textColumn(column, predefined)
		case column.data.Type.DType().Size() > 0:
			err = e.numberColumn(ctx, column, predefined)
			if err == nil && strings.HasSuffix(name, "_time") {
				err = e.timeColumn(ctx, table, column)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// firstRows is how many rows of a column nwbinspector looks at.
const firstRows = 200

// numberColumn looks for a column that could be of bools, or left out.
func (e *examination) numberColumn(ctx context.Context, column *node, predefined bool) error {
	allNaN := column.data.Type.Class == h5.ClassFloat && !column.is("DynamicTableRegion")
	binary := !predefined && column.data.Type.Size > 1
	var zero, one bool
	if allNaN && !binary {
		// One number is enough for masks, which are large.
		first, err := e.firstNumber(ctx, column)
		if err != nil || first == first {
			return err
		}
	}
	if !allNaN && !binary {
		return nil
	}
	err := e.eachNumber(ctx, column, firstRows, func(_ int, block []float64) bool {
		for _, v := range block {
			zero, one = zero || v == 0, one || v == 1
			binary = binary && (v == 0 || v == 1)
			if allNaN = allNaN && v != v; !allNaN && !binary {
				return false
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	if binary && zero && one {
		e.find(columnBinary, column.path, "bools, in a column whose name begins with is_", "all of its values are 0 or 1, and it is of type %s", column.data.Type)
	}
	if allNaN {
		return e.sampledNaN(ctx, column)
	}
	return nil
}

// firstNumber returns the very first number of a dataset.
func (e *examination) firstNumber(ctx context.Context, n *node) (first float64, err error) {
	d, err := e.open(n)
	if err != nil {
		return 0, e.failed(ctx, n, err)
	}
	defer d.Close()
	count := make([]int, len(n.data.Shape))
	for i, axis := range n.data.Shape {
		if count[i] = 1; axis == 0 {
			return 0, nil
		}
	}
	v, err := d.ReadElements(make([]int, len(count)), count, 64)
	if err != nil {
		return 0, e.failed(ctx, n, err)
	}
	first, err = v.Float64()
	return first, e.failed(ctx, n, err)
}

// sampledNaN looks at about firstRows rows of a column whose first ones are NaN.
func (e *examination) sampledNaN(ctx context.Context, column *node) error {
	step := (column.rows() + firstRows - 1) / firstRows
	for i := 0; step > 1 && i < column.rows(); i += step {
		values, err := e.row(ctx, column, i)
		if err != nil {
			return err
		}
		for _, v := range values {
			if v == v {
				return nil
			}
		}
	}
	e.find(columnNaN, column.path, "no such column", "its values are all NaN")
	return nil
}

// timeColumn checks the first times of a column of times.
func (e *examination) timeColumn(ctx context.Context, table, column *node) error {
	first, err := e.row(ctx, column, 0)
	if err != nil || len(first) == 0 {
		return err
	}
	for _, v := range first {
		if v < 0 {
			e.find(tableTimeNegative, column.path, "times from the start of the session on", "its first time is %g s", v)
			return nil
		}
	}
	return nil
}
