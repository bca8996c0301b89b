package dump

import (
	"context"
	"encoding/json"
	"fmt"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// columnTable has one row an ROI: its id, whether it was accepted and rejected,
// where ROIs were evaluated, and every quantity. One of several numbers is as many
// columns, "g_0", "g_1"; a list of texts is a JSON array.
func (s *Source) columnTable() *Table {
	seg := s.Segmentation
	columns := []string{"roi"}
	if seg.Acceptance != nil {
		columns = append(columns, "is_accepted", "is_rejected")
	}
	for _, c := range seg.Columns {
		if c.Width <= 1 {
			columns = append(columns, c.Name)
			continue
		}
		for i := range c.Width {
			columns = append(columns, fmt.Sprintf("%s_%d", c.Name, i))
		}
	}
	return &Table{Columns: columns, Rows: len(seg.IDs), each: func(_ context.Context, to Writer) error {
		for roi, id := range seg.IDs {
			to.Text(id)
			if a := seg.Acceptance; a != nil {
				to.Bool(a.Accepted[roi])
				to.Bool(a.Rejected[roi])
			}
			for i := range seg.Columns {
				if err := quantity(to, &seg.Columns[i], roi); err != nil {
					return err
				}
			}
			if err := to.EndRow(); err != nil {
				return err
			}
		}
		return nil
	}}
}

// quantity writes what a column has of an ROI.
func quantity(to Writer, c *session.Column, roi int) error {
	switch {
	case c.Floats != nil:
		width, bits := max(c.Width, 1), 64
		if c.DType == chunkio.Float32 {
			bits = 32
		}
		for _, v := range c.Floats[roi*width : (roi+1)*width] {
			to.Float(v, bits)
		}
	case c.Ints != nil:
		to.Int(c.Ints[roi])
	case c.Bools != nil:
		to.Bool(c.Bools[roi])
	case c.Texts != nil:
		to.Text(c.Texts[roi])
	default:
		list, err := json.Marshal(append([]string{}, c.Lists[roi]...))
		if err != nil {
			return err
		}
		to.Text(string(list))
	}
	return nil
}
