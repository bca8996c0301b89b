package nwb

// events appends to all one table for each kind of event that occurred.
func (b *planeBuilder) events(all *Group) {
	for _, e := range b.seg.Events {
		n := len(e.Times)
		if n == 0 {
			b.parts.Remarks = append(b.parts.Remarks, e.Source+": no event occurred, no table is written")
			continue
		}
		t := newTable("core", "EventsTable", join("/events", b.own(e.Name)), e.Description, n)
		t.set("source_description", e.Source)
		timestamps, durations := numbers("timestamp", e.Times), numbers("duration", e.Durations)
		for _, d := range []*Dataset{timestamps, durations} {
			d.Attrs = []Attr{{"unit", "seconds"}}
		}
		t.columnOf("core", "TimestampVectorData", timestamps, "When the event began, in seconds")
		t.columnOf("core", "DurationVectorData", durations, "How long the event lasted, in seconds")
		all.add(t.finish())
	}
}
