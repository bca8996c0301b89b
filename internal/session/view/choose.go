package view

import (
	"context"
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// Choose returns a view of the ROIs of s that rows names, in that order. by says
// for people how they were chosen. The background, and cells that somebody drew by
// hand, are no ROIs and stay.
//
// Events of ROIs are read once, to find those that stay. Errors are those of
// reading them, and of rows that name no ROI, or one twice.
func Choose(ctx context.Context, s *session.Segmentation, rows []int, by string) (*session.Segmentation, error) {
	place, err := places(rows, len(s.IDs))
	if err != nil {
		return nil, err
	}
	v := *s
	v.Chosen = s.Chosen.And(len(s.IDs), by)
	v.IDs = pick(s.IDs, rows)
	v.Footprints = &footprints{s.Footprints, slices.Clone(rows)}
	if a := s.Acceptance; a != nil {
		v.Acceptance = &session.Acceptance{Accepted: pick(a.Accepted, rows), Rejected: pick(a.Rejected, rows)}
	}
	v.Columns = slices.Clone(s.Columns)
	for i := range v.Columns {
		chooseRows(&v.Columns[i], rows)
	}
	v.Traces = slices.Clone(s.Traces)
	for i := range v.Traces {
		if v.Traces[i].Array, err = chunkio.Select(v.Traces[i].Array, rows); err != nil {
			return nil, err
		}
	}
	if v.Calcium, err = chooseEvents(ctx, s.Calcium, place); err != nil {
		return nil, err
	}
	return &v, nil
}

// places returns the place of each ROI among the rows, -1 for those that are not
// there.
func places(rows []int, of int) ([]int, error) {
	place := make([]int, of)
	for i := range place {
		place[i] = -1
	}
	for i, row := range rows {
		switch {
		case row < 0 || row >= of:
			return nil, fmt.Errorf("ROI %d of %d", row, of)
		case place[row] >= 0:
			return nil, fmt.Errorf("ROI %d twice", row)
		}
		place[row] = i
	}
	return place, nil
}

// pick returns the values at some places, nil of nil.
func pick[T any](values []T, at []int) []T {
	if values == nil {
		return nil
	}
	out := make([]T, len(at))
	for i, from := range at {
		out[i] = values[from]
	}
	return out
}

// chooseRows keeps some rows of a column.
func chooseRows(c *session.Column, rows []int) {
	if width := max(c.Width, 1); c.Floats != nil {
		floats := make([]float64, 0, width*len(rows))
		for _, row := range rows {
			floats = append(floats, c.Floats[row*width:(row+1)*width]...)
		}
		c.Floats = floats
	}
	c.Ints, c.Bools, c.Texts, c.Lists = pick(c.Ints, rows), pick(c.Bools, rows), pick(c.Texts, rows), pick(c.Lists, rows)
}

// footprints are some of others.
type footprints struct {
	of   session.Footprints
	rows []int
}

func (f *footprints) Len() int { return len(f.rows) }

func (f *footprints) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	return f.of.Footprint(ctx, f.rows[i], dst)
}

// Bytes returns the share that these footprints have in the bytes of all.
func (f *footprints) Bytes() int64 {
	return int64(float64(session.FootprintBytes(f.of)) * float64(len(f.rows)) / float64(max(f.of.Len(), 1)))
}
