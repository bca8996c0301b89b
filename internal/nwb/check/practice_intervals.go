package check

import (
	"context"
	"math"
	"strings"
)

// nwbinspector's checks of intervals.
const (
	intervalsConstant  = "check_time_intervals_start_time_not_constant"
	intervalsAscending = "check_time_interval_time_columns"
	intervalsStop      = "check_time_intervals_stop_after_start"
	intervalsLong      = "check_time_intervals_duration"
)

func practiceOfIntervals() []Check {
	return []Check{
		practice(intervalsConstant, critical, "all intervals begin at the same time"),
		practice(intervalsAscending, violation, "an interval begins before the one before it"),
		practice(intervalsStop, violation, "an interval ends before it begins, or as it does"),
		practice(intervalsLong, critical, "intervals go over more than a year"),
	}
}

// intervals checks the times of intervals. Like nwbinspector it looks at the first
// rows, and at the last ones for the end.
func (e *examination) intervals(ctx context.Context, table *node) error {
	from, to := table.child("start_time"), table.child("stop_time")
	if from.rows() <= 0 || to.rows() != from.rows() {
		return nil
	}
	begin, err := e.ends(ctx, from, 0)
	if err != nil {
		return err
	}
	end, err := e.ends(ctx, to, 0)
	if err != nil || len(begin) == 0 || len(end) == 0 {
		return err
	}
	same, falls, stops, last := true, false, false, math.Inf(-1)
	for i, v := range begin {
		same = same && v == begin[0]
		stops = stops || end[i]-v <= 0
		falls = falls || v < last
		if v == v {
			last = v
		}
	}
	if same && from.rows() > 1 {
		e.find(intervalsConstant, from.path, "times from the start of the session on", "all intervals begin at %g s", begin[0])
	}
	if falls {
		e.find(intervalsAscending, from.path, "times that never fall", "not all intervals begin after the one before")
	}
	if stops {
		e.find(intervalsStop, to.path, "times after start_time", "not all intervals end after they begin")
	}
	return e.span(ctx, table)
}

// span checks the time between the first and the last time of a table.
func (e *examination) span(ctx context.Context, table *node) error {
	low, high := math.Inf(1), math.Inf(-1)
	names, _ := table.texts("colnames")
	for _, name := range names {
		column := table.child(name)
		if !strings.HasSuffix(name, "_time") || column.rows() <= 0 {
			continue
		}
		if name != "stop_time" {
			head, err := e.ends(ctx, column, 0)
			if err != nil {
				return err
			}
			for _, v := range head {
				low = math.Min(low, nanAs(v, low))
			}
		}
		if name != "start_time" {
			tail, err := e.ends(ctx, column, max(0, column.rows()-firstRows))
			if err != nil {
				return err
			}
			for _, v := range tail {
				high = math.Max(high, nanAs(v, high))
			}
		}
	}
	if high-low > year {
		e.find(intervalsLong, table.path, "times in seconds", "its intervals go over %.3g years", (high-low)/year)
	}
	return nil
}

func nanAs(v, other float64) float64 {
	if math.IsNaN(v) {
		return other
	}
	return v
}

// ends reads firstRows numbers of a column of one axis, from a row on.
func (e *examination) ends(ctx context.Context, column *node, from int) ([]float64, error) {
	if column.rows() <= 0 || len(column.data.Shape) != 1 || column.data.Type.DType().Size() == 0 {
		return nil, nil
	}
	d, err := e.open(column)
	if err != nil {
		return nil, e.failed(ctx, column, err)
	}
	defer d.Close()
	v, err := d.ReadElements([]int{from}, []int{min(firstRows, column.rows()-from)}, maxText)
	if err != nil {
		return nil, e.failed(ctx, column, err)
	}
	values, err := v.Float64s()
	return values, e.failed(ctx, column, err)
}
