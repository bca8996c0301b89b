package minian

import (
	"context"
	"errors"
	"fmt"

	"roi2nwb/internal/extract/caltrig"
	"roi2nwb/internal/extract/frametimes"
	"roi2nwb/internal/session"
)

// readEvents reads the events of CalTrig's table of behaviour. Their times are
// the table's own, which is CalTrig's clock, unless frames have another.
func (r *reader) readEvents(context.Context) error {
	table, err := r.behaviorTable()
	var wrong *frametimes.Error
	if errors.As(err, &wrong) {
		r.leaveOut("behavior.csv", "%v", err)
		return nil
	}
	if err != nil || table == nil {
		return err
	}
	for _, name := range table.Others {
		r.leaveOut(fmt.Sprintf("%s, column %q", table.Path, name), "not a kind of event that CalTrig knows")
	}
	for _, m := range table.Events {
		e := session.Events{
			Name: m.Name, Source: table.Path, First: m.First, End: m.End,
			Description: m.Name + " of the session: each row of the behaviour table that begins a run of 1, and how long the run lasts.",
		}
		if len(m.First) == 0 {
			r.leaveOut(fmt.Sprintf("%s, column %q", table.Path, m.Name), "no event")
			continue
		}
		if r.ownClock(table) {
			for i := range m.First {
				begin := table.TimeAt(m.First[i])
				e.Times, e.Durations = append(e.Times, begin), append(e.Durations, table.TimeAt(m.End[i])-begin)
			}
		} else {
			r.seg.TimeEvents(&e)
		}
		if e.Times == nil && len(m.First) > 0 && r.seg.Timing.Err == nil {
			r.leaveOut(fmt.Sprintf("%s, column %q", table.Path, m.Name), "nothing says when its frames were taken")
			continue
		}
		r.seg.Events = append(r.seg.Events, e)
	}
	return nil
}

// ownClock reports whether events have the times of their table: it has some, and
// those of the frames are no recorder's.
func (r *reader) ownClock(t *caltrig.Behavior) bool {
	return len(t.Times) > 0 && (r.seg.Timing.Timestamps == nil || r.findTable() == "")
}
