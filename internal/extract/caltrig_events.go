package extract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
)

// behaviorTable is CalTrig's table of behaviour. Its rows are the frames of the
// recording, numbered from 0 whatever the column Frame Number says; its columns
// are the time of each frame and, for each kind of event, 1 in frames that
// belong to one.
type behaviorTable struct {
	frameTable          // without times where there is no such column
	rows       int      // frames
	events     []marks  // in the order of the columns
	others     []string // columns that are neither
}

// marks is the frames that belong to events of one kind, as runs.
type marks struct {
	name       string
	first, end []int64 // of each run: its first frame, and the one after its last
}

// eventNames are the kinds of events that CalTrig knows.
func eventNames() []string { return []string{"RNF", "ALP", "ILP", "ALP_Timeout"} }

// readBehavior reads the table at path.
func readBehavior(path string) (table *behaviorTable, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows := newRowReader(path, f)
	heading, _ := rows.next()
	heading = slices.Clone(heading)
	table = &behaviorTable{frameTable: frameTable{path: path}}
	clock, columns := -1, []int{}
	for i, name := range heading {
		switch {
		case name == "Time Stamp (ms)":
			clock = i
		case slices.Contains(eventNames(), name):
			table.events, columns = append(table.events, marks{name: name}), append(columns, i)
		case name != "Frame Number" && name != "":
			table.others = append(table.others, name)
		}
	}
	for row, ok := rows.next(); ok; row, ok = rows.next() {
		if err := rows.check(row, max(clock, slices.Max(append(columns, 0)))); err != nil {
			return nil, err
		}
		if clock >= 0 {
			if err := table.add(rows.line, strconv.Itoa(table.rows), row[clock], 1000); err != nil {
				return nil, err
			}
		}
		for k, column := range columns {
			on, err := isMarked(row[column])
			if err != nil {
				return nil, tableErrorf("%s:%d: %s is %q, expected 0 or 1", path, rows.line, table.events[k].name, row[column])
			}
			table.events[k].put(int64(table.rows), on)
		}
		table.rows++
	}
	return table, rows.err()
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
func (m *marks) put(frame int64, on bool) {
	if !on {
		return
	}
	if n := len(m.end); n > 0 && m.end[n-1] == frame {
		m.end[n-1]++
		return
	}
	m.first, m.end = append(m.first, frame), append(m.end, frame+1)
}

// timeAt returns the time of a row. The one after the last is a mean distance
// away.
func (t *behaviorTable) timeAt(row int64) float64 {
	last := len(t.times) - 1
	if int(row) <= last {
		return t.times[row]
	}
	if last < 1 {
		return t.times[last]
	}
	return t.times[last] + (t.times[last]-t.times[0])/float64(last)
}

// readEvents reads the events of CalTrig's table of behaviour. Their times are
// the table's own, which is CalTrig's clock, unless frames have another.
func (r *minianReader) readEvents(context.Context) error {
	table, err := r.behaviorTable()
	var wrong *timestampError
	if errors.As(err, &wrong) {
		r.leaveOut("behavior.csv", "%v", err)
		return nil
	}
	if err != nil || table == nil {
		return err
	}
	for _, name := range table.others {
		r.leaveOut(fmt.Sprintf("%s, column %q", table.path, name), "not a kind of event that CalTrig knows")
	}
	for _, m := range table.events {
		e := Events{
			Name: m.name, Source: table.path, First: m.first, End: m.end,
			Description: m.name + " of the session: each row of the behaviour table that begins a run of 1, and how long the run lasts.",
		}
		if len(m.first) == 0 {
			r.leaveOut(fmt.Sprintf("%s, column %q", table.path, m.name), "no event")
			continue
		}
		if r.ownClock(table) {
			for i := range m.first {
				begin := table.timeAt(m.first[i])
				e.Times, e.Durations = append(e.Times, begin), append(e.Durations, table.timeAt(m.end[i])-begin)
			}
		} else {
			r.seg.timeEvents(&e)
		}
		if e.Times == nil && len(m.first) > 0 && r.seg.Timing.Err == nil {
			r.leaveOut(fmt.Sprintf("%s, column %q", table.path, m.name), "nothing says when its frames were taken")
			continue
		}
		r.seg.Events = append(r.seg.Events, e)
	}
	return nil
}

// ownClock tells whether events have the times of their table: it has some, and
// those of the frames are no recorder's.
func (r *minianReader) ownClock(t *behaviorTable) bool {
	return len(t.times) > 0 && (r.seg.Timing.Timestamps == nil || r.findTable() == "")
}
