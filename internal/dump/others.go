package dump

import (
	"context"
	"strconv"

	"roi2nwb/internal/session"
)

// noFootprints are those of a source that has none.
type noFootprints struct{}

func (noFootprints) Len() int { return 0 }

func (noFootprints) Footprint(context.Context, int, *session.Footprint) error { return nil }

// background returns the numbers and the footprints of the background components.
func (s *Source) background() (numbers []string, footprints session.Footprints) {
	b := s.Segmentation.Background
	if b == nil {
		return nil, noFootprints{}
	}
	for i := range b.Footprints.Len() {
		numbers = append(numbers, strconv.Itoa(i))
	}
	return numbers, b.Footprints
}

// missed returns the ids and the footprints of cells that somebody drew.
func (s *Source) missed() (ids []string, footprints session.Footprints) {
	m := s.Segmentation.Missed
	if m == nil {
		return nil, noFootprints{}
	}
	return m.IDs, m.Footprints
}

// backgroundTable has one row a pixel of a background component.
func (s *Source) backgroundTable() *Table {
	numbers, footprints := s.background()
	return s.maskTable("component", numbers, footprints)
}

// missedTable has one row a pixel of a cell that somebody drew.
func (s *Source) missedTable() *Table {
	ids, footprints := s.missed()
	return s.maskTable("cell", ids, footprints)
}

// shiftTable has one row a frame: its place among the frames of the source, its
// time, and by how many pixels it was moved along y and along x.
func (s *Source) shiftTable() *Table {
	t := &Table{Columns: []string{"frame", "time", "y", "x"}, each: func(context.Context, Writer) error { return nil }}
	shifts := s.Segmentation.Shifts
	if shifts == nil {
		return t
	}
	t.Rows = s.Segmentation.Frames
	t.each = func(ctx context.Context, to Writer) error {
		times, start, d := s.times(), s.first(), shifts.Array.DType()
		return eachSlab(ctx, shifts.Array, s.Budget, func(first, n int, raw []byte) error {
			for i := range n {
				to.Int(int64(start + first + i))
				to.Float(timeOr(times, first+i), 64)
				element(to, raw[2*i*d.Size():], d)
				element(to, raw[(2*i+1)*d.Size():], d)
				if err := to.EndRow(); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return t
}

// parameterTable has one row a parameter; its value is JSON.
func (s *Source) parameterTable() *Table {
	all := s.Segmentation.Parameters
	return &Table{Columns: []string{"group", "parameter", "value"}, Rows: len(all), each: func(_ context.Context, to Writer) error {
		for _, p := range all {
			to.Text(p.Group)
			to.Text(p.Name)
			to.Text(p.Value)
			if err := to.EndRow(); err != nil {
				return err
			}
		}
		return nil
	}}
}
