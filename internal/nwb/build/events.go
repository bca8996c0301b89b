package build

import "roi2nwb/internal/nwb/plan"

// events appends to all one table for each kind of event that occurred.
func (b *planeBuilder) events(all *plan.Group) {
	for _, e := range b.seg.Events {
		n := len(e.Times)
		if n == 0 {
			b.remark(e.Source + ": no event occurred, no table is written")
			continue
		}
		t := newTable("core", "EventsTable", plan.Join("/events", b.own(e.Name)), e.Description, n)
		t.Set("source_description", e.Source)
		timestamps, durations := plan.Numbers("timestamp", e.Times), plan.Numbers("duration", e.Durations)
		for _, d := range []*plan.Dataset{timestamps, durations} {
			d.Attrs = []plan.Attr{{Name: "unit", Value: "seconds"}}
		}
		t.columnOf("core", "TimestampVectorData", timestamps, "When the event began, in seconds")
		t.columnOf("core", "DurationVectorData", durations, "How long the event lasted, in seconds")
		all.Add(t.finish())
	}
}
