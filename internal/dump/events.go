package dump

import (
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// calciumName is what events of ROIs are called, as in an NWB file.
const calciumName = "CalciumEvents"

// eventTable has one row an event: what it is, the ROI, "" for an event of the
// session, when it began and how long it lasted, in seconds, and its amplitude;
// NaN for a number that an event of its kind does not have.
func (s *Source) eventTable() *Table {
	seg, events := s.Segmentation, s.events()
	rows := 0
	for _, e := range events {
		rows += len(e.Times)
	}
	if seg.Calcium != nil {
		rows += seg.Calcium.Len()
	}
	return &Table{Columns: []string{"event", "roi", "time", "duration", "amplitude"}, Rows: rows, each: func(ctx context.Context, to Writer) error {
		for _, e := range events {
			for i, t := range e.Times {
				to.Text(e.Name)
				to.Text("")
				to.Float(t, 64)
				to.Float(e.Durations[i], 64)
				to.Float(math.NaN(), 64)
				if err := to.EndRow(); err != nil {
					return err
				}
			}
		}
		return s.writeCalcium(ctx, to)
	}}
}

// events returns the events of the session by their names. A kind that never
// occurred has no table in an NWB file, and is none here.
func (s *Source) events() []session.Events {
	all := slices.DeleteFunc(slices.Clone(s.Segmentation.Events), func(e session.Events) bool { return len(e.Times) == 0 })
	slices.SortStableFunc(all, func(a, b session.Events) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// writeCalcium reads events of ROIs a run at a time.
func (s *Source) writeCalcium(ctx context.Context, to Writer) error {
	c := s.Segmentation.Calcium
	if c == nil {
		return nil
	}
	columns := [...]chunkio.Array{c.ROIs, c.Times, c.Amplitudes}
	rowBytes := 0
	for _, a := range columns {
		rowBytes += a.DType().Size()
	}
	all := c.Len()
	n := stepsWithin(s.Budget/2, rowBytes, all)
	var blocks [len(columns)][]byte
	for i, a := range columns {
		blocks[i] = make([]byte, n*a.DType().Size())
	}
	for first := 0; first < all; first += n {
		span := min(n, all-first)
		for i, a := range columns {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := a.ReadBlock(ctx, blocks[i][:span*a.DType().Size()], []int{first}, []int{span}); err != nil {
				return err
			}
		}
		for i := range span {
			to.Text(calciumName)
			to.Text(s.idOf(int64(binary.LittleEndian.Uint64(blocks[0][8*i:]))))
			element(to, blocks[1][i*c.Times.DType().Size():], c.Times.DType())
			to.Float(math.NaN(), 64)
			element(to, blocks[2][i*c.Amplitudes.DType().Size():], c.Amplitudes.DType())
			if err := to.EndRow(); err != nil {
				return err
			}
		}
	}
	return nil
}

// idOf returns the id of an ROI, "" for one that is not there.
func (s *Source) idOf(roi int64) string {
	if roi < 0 || roi >= int64(len(s.Segmentation.IDs)) {
		return ""
	}
	return s.Segmentation.IDs[roi]
}
