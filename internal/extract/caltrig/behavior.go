package caltrig

import (
	"errors"
	"slices"
	"strconv"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/frametimes"
	"roi2nwb/internal/session"
)

// Behavior is CalTrig's table of behaviour. Its rows are the frames of the
// recording, numbered from 0 whatever the column Frame Number says; its columns
// are the time of each frame and, for each kind of event, 1 in frames that
// belong to one.
type Behavior struct {
	frametimes.Table          // without times where there is no such column
	rows             int      // frames
	Events           []Marks  // in the order of the columns
	Others           []string // columns that are neither
}

// Marks is the frames that belong to events of one kind, as runs.
type Marks struct {
	Name       string
	First, End []int64 // of each run: its first frame, and the one after its last
}

// eventNames are the kinds of events that CalTrig knows.
func eventNames() []string { return []string{"RNF", "ALP", "ILP", "ALP_Timeout"} }

// ReadBehavior reads the table at path.
func ReadBehavior(path string) (table *Behavior, err error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows := frametimes.NewRowReader(path, f)
	heading, _ := rows.Next()
	heading = slices.Clone(heading)
	table = &Behavior{Table: frametimes.Table{Path: path}}
	clock, columns := -1, []int{}
	for i, name := range heading {
		switch {
		case name == "Time Stamp (ms)":
			clock = i
		case slices.Contains(eventNames(), name):
			table.Events, columns = append(table.Events, Marks{Name: name}), append(columns, i)
		case name != "Frame Number" && name != "":
			table.Others = append(table.Others, name)
		}
	}
	for row, ok := rows.Next(); ok; row, ok = rows.Next() {
		if err := rows.Check(row, max(clock, slices.Max(append(columns, 0)))); err != nil {
			return nil, err
		}
		if clock >= 0 {
			if err := table.Add(rows.Line, strconv.Itoa(table.rows), row[clock], 1000); err != nil {
				return nil, err
			}
		}
		for k, column := range columns {
			on, err := isMarked(row[column])
			if err != nil {
				return nil, frametimes.Errorf("%s:%d: %s is %s, expected 0 or 1", session.ShownPath(path), rows.Line, table.Events[k].Name, session.Quoted(row[column]))
			}
			table.Events[k].put(int64(table.rows), on)
		}
		table.rows++
	}
	return table, rows.Err()
}

// isMarked reads a mark: a number other than zero is one, nothing and NaN are
// none.
func isMarked(text string) (bool, error) {
	if text == "" {
		return false, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	return v != 0 && v == v, err
}

// put adds a frame, the one after that before.
func (m *Marks) put(frame int64, on bool) {
	if !on {
		return
	}
	if n := len(m.End); n > 0 && m.End[n-1] == frame {
		m.End[n-1]++
		return
	}
	m.First, m.End = append(m.First, frame), append(m.End, frame+1)
}

// TimeAt returns the time of a row. The one after the last is a mean distance
// away.
func (t *Behavior) TimeAt(row int64) float64 {
	last := len(t.Times) - 1
	if int(row) <= last {
		return t.Times[row]
	}
	if last < 1 {
		return t.Times[last]
	}
	return t.Times[last] + (t.Times[last]-t.Times[0])/float64(last)
}
