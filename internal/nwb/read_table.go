package nwb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// readTable reads the table of ROIs: ids, verdicts, columns and footprints.
func (r *reader) readTable(ctx context.Context) error {
	n, err := r.rows(r.rois)
	if err != nil {
		return err
	}
	if r.seg.IDs, err = r.ids(r.rois, n); err != nil {
		return err
	}
	names, _, err := r.file.Attr(r.rois, "colnames")
	if err != nil {
		return err
	}
	if err := r.readVerdicts(n); err != nil {
		return err
	}
	for _, name := range names.Texts {
		if isSpecial(name) {
			continue
		}
		if err := r.readColumn(name, n); err != nil {
			return err
		}
	}
	r.seg.Footprints, err = r.footprints(ctx, r.rois, n)
	return err
}

// readOthers reads the tables of background components and of missed cells.
func (r *reader) readOthers(ctx context.Context) error {
	if r.background != "" {
		n, err := r.rows(r.background)
		if err != nil {
			return err
		}
		b := &session.Background{Source: strings.TrimPrefix(r.background, "/")}
		if b.Description, err = r.attr(r.background, "description"); err != nil {
			return err
		}
		if b.Footprints, err = r.footprints(ctx, r.background, n); err != nil {
			return err
		}
		r.seg.Background = b
	}
	if r.missed != "" {
		n, err := r.rows(r.missed)
		if err != nil {
			return err
		}
		m := &session.MissedCells{Source: strings.TrimPrefix(r.missed, "/")}
		if m.Description, err = r.attr(r.missed, "description"); err != nil {
			return err
		}
		if m.IDs, err = r.ids(r.missed, n); err != nil {
			return err
		}
		if m.Footprints, err = r.footprints(ctx, r.missed, n); err != nil {
			return err
		}
		r.seg.Missed = m
	}
	return nil
}

// rows returns the number of rows of a table, which its column "id" tells.
func (r *reader) rows(table string) (int, error) {
	v, ok, err := r.value(plan.Join(table, "id"))
	if err != nil {
		return 0, err
	}
	if !ok || len(v.Shape) != 1 {
		return 0, wrong(plan.Join(table, "id"), "has no rows, of which a table has one an ROI")
	}
	return v.Shape[0], nil
}

// ids takes the ids of a table's rows from the column roi_name, or else from id.
func (r *reader) ids(table string, n int) ([]string, error) {
	v, ok, err := r.value(plan.Join(table, "roi_name"))
	if err != nil {
		return nil, err
	}
	if ok && len(v.Texts) == n {
		return v.Texts, nil
	}
	if v, _, err = r.value(plan.Join(table, "id")); err != nil {
		return nil, err
	}
	numbers, err := v.Int64s()
	if err != nil {
		return nil, fmt.Errorf("%q: %w", plan.Join(table, "id"), err)
	}
	ids := make([]string, n)
	for i, id := range numbers {
		ids[i] = strconv.FormatInt(id, 10)
	}
	return ids, nil
}

// The names under which writers keep verdicts.
var (
	acceptedNames = [...]string{"is_accepted", "accepted", "Accepted"}
	rejectedNames = [...]string{"is_rejected", "rejected", "Rejected"}
)

// isSpecial reports whether a column is read into something else than a
// quantity of its own.
func isSpecial(column string) bool {
	switch column {
	case "id", "roi_name", "ROICentroids", string(build.ImageMask), string(build.PixelMask), string(build.VoxelMask):
		return true
	}
	return slices.Contains(acceptedNames[:], column) || slices.Contains(rejectedNames[:], column)
}

// readVerdicts reads which ROIs were accepted and rejected. Where a file says
// only the one, the other ROIs are the other.
func (r *reader) readVerdicts(n int) error {
	accepted, err := r.marks(acceptedNames[:], n)
	if err != nil {
		return err
	}
	rejected, err := r.marks(rejectedNames[:], n)
	if err != nil {
		return err
	}
	switch {
	case accepted == nil && rejected == nil:
		return nil
	case accepted == nil:
		accepted = inverse(rejected)
		r.remark("the file says which ROIs were rejected, and not whether all others were evaluated")
	case rejected == nil:
		rejected = inverse(accepted)
		r.remark("the file says which ROIs were accepted, and not whether all others were evaluated")
	}
	for i := range accepted {
		if accepted[i] && rejected[i] {
			return wrong(r.rois, "has ROI %q both accepted and rejected", r.seg.IDs[i])
		}
	}
	r.seg.Acceptance = &session.Acceptance{Accepted: accepted, Rejected: rejected}
	return nil
}

func inverse(marks []bool) []bool {
	out := make([]bool, len(marks))
	for i, m := range marks {
		out[i] = !m
	}
	return out
}

// marks reads the first of the named columns that is there; nil where none is.
func (r *reader) marks(names []string, n int) ([]bool, error) {
	for _, name := range names {
		v, ok, err := r.value(plan.Join(r.rois, name))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		numbers, err := v.Float64s()
		if err != nil || len(numbers) != n {
			r.leaveOut(plan.Join(r.rois, name), "%s of shape %v, not a mark for each of %d ROIs", v.Type, v.Shape, n)
			continue
		}
		marks := make([]bool, n)
		for i, x := range numbers {
			marks[i] = x != 0
		}
		return marks, nil
	}
	return nil, nil
}

// readColumn reads one quantity of each ROI.
func (r *reader) readColumn(name string, n int) error {
	path := plan.Join(r.rois, name)
	v, ok, err := r.value(path)
	if errors.Is(err, chunkio.ErrTooLarge) {
		r.leaveOut(path, "too large to be held in memory")
		return nil
	}
	if err != nil {
		return err
	}
	if !ok {
		r.leaveOut(path, "the table names it, and it is not there")
		return nil
	}
	c := session.Column{Name: name, Source: strings.TrimPrefix(path, "/")}
	if c.Description, err = r.attr(path, "description"); err != nil {
		return err
	}
	ends, ragged, err := r.ends(path+"_index", n)
	if err != nil {
		return err
	}
	if ragged {
		if v.Type.Class != h5.ClassString || len(v.Shape) != 1 || last(ends) > len(v.Texts) {
			r.leaveOut(path, "a ragged column of %s", v.Type)
			return nil
		}
		c.Lists = make([][]string, n)
		from := 0
		for i, end := range ends {
			c.Lists[i], from = v.Texts[from:end], end
		}
		r.seg.Columns = append(r.seg.Columns, c)
		return nil
	}
	if !fill(&c, v, n) {
		r.leaveOut(path, "%s of shape %v, not a value for each of %d ROIs", v.Type, v.Shape, n)
		return nil
	}
	r.seg.Columns = append(r.seg.Columns, c)
	return nil
}

// fill gives c the values of v, and reports whether they are one row for each of
// n ROIs.
func fill(c *session.Column, v h5.Value, n int) bool {
	if len(v.Shape) == 0 || len(v.Shape) > 2 || v.Shape[0] != n {
		return false
	}
	if len(v.Shape) == 2 {
		c.Width = v.Shape[1]
	}
	var err error
	switch v.Type.Class {
	case h5.ClassString:
		c.Texts = v.Texts
		return len(v.Shape) == 1
	case h5.ClassBool:
		c.Bools = make([]bool, len(v.Raw))
		for i, b := range v.Raw {
			c.Bools[i] = b != 0
		}
		return len(v.Shape) == 1
	case h5.ClassInt, h5.ClassUint:
		if len(v.Shape) == 1 {
			c.Ints, err = v.Int64s()
			return err == nil
		}
	case h5.ClassFloat:
	default:
		return false
	}
	c.Floats, err = v.Float64s()
	c.DType = chunkio.Float64
	if v.Type.DType() == chunkio.Float32 {
		c.DType = chunkio.Float32
	}
	return err == nil
}

// ends reads the index of a ragged column: the end of each row, rising.
func (r *reader) ends(path string, n int) (ends []int, there bool, err error) {
	v, ok, err := r.value(path)
	if err != nil || !ok {
		return nil, false, err
	}
	all, err := v.Int64s()
	if err != nil {
		return nil, false, fmt.Errorf("%q: %w", path, err)
	}
	if len(all) != n {
		return nil, false, wrong(path, "has %d rows for %d ROIs", len(all), n)
	}
	ends = make([]int, n)
	before := int64(0)
	for i, end := range all {
		if end < before {
			return nil, false, wrong(path, "falls from %d to %d", before, end)
		}
		ends[i], before = int(end), end
	}
	return ends, true, nil
}

// last returns the end of the last row, 0 for no rows.
func last(ends []int) int {
	if len(ends) == 0 {
		return 0
	}
	return ends[len(ends)-1]
}

// readParameters reads the table of what the program ran with, which is one of
// ours.
func (r *reader) readParameters(context.Context) error {
	for _, t := range r.tables {
		if !r.isParameters(t.name) {
			continue
		}
		var columns [3][]string
		for i, name := range []string{"group", "parameter", "value"} {
			v, _, err := r.value(plan.Join(t.path, name))
			if err != nil {
				return err
			}
			columns[i] = v.Texts
		}
		if len(columns[0]) != len(columns[1]) || len(columns[0]) != len(columns[2]) {
			return wrong(t.path, "has columns of %d, %d and %d rows", len(columns[0]), len(columns[1]), len(columns[2]))
		}
		for i := range columns[0] {
			r.seg.Parameters = append(r.seg.Parameters, session.Parameter{Group: columns[0][i], Name: columns[1][i], Value: columns[2][i]})
		}
	}
	return nil
}
