package nwb

import (
	"context"
	"math"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// eventsPath is where events of the session are.
const eventsPath = "/events"

// readEvents reads the tables of events: those of the session, which are below
// /events, and that of the ROIs, which is in a processing module.
func (r *reader) readEvents(context.Context) error {
	all, err := r.members(eventsPath)
	if err != nil {
		return err
	}
	for _, m := range all {
		if _, own := r.ofPlane(m.name); m.neurodataType != "EventsTable" || !own {
			continue
		}
		if err := r.readSessionEvents(m); err != nil {
			return err
		}
	}
	for _, m := range r.events {
		if err := r.readCalcium(m); err != nil {
			return err
		}
	}
	return nil
}

// readSessionEvents reads one kind of event of the session. Durations that the
// table does not have are NaN.
func (r *reader) readSessionEvents(m member) error {
	name, _ := r.ofPlane(m.name)
	e := session.Events{Name: name, Source: strings.TrimPrefix(m.path, "/")}
	var err error
	if e.Description, err = r.attr(m.path, "description"); err != nil {
		return err
	}
	times, ok, err := r.value(plan.Join(m.path, "timestamp"))
	if err != nil {
		return err
	}
	if ok {
		e.Times, err = times.Float64s()
	}
	if !ok || err != nil {
		r.leaveOut(m.path, "it has no times that are numbers")
		return nil
	}
	durations, ok, err := r.value(plan.Join(m.path, "duration"))
	if err != nil {
		return err
	}
	if ok {
		if e.Durations, err = durations.Float64s(); err != nil || len(e.Durations) != len(e.Times) {
			r.leaveOut(m.path, "its durations have shape %v for %d times", durations.Shape, len(e.Times))
			return nil
		}
	} else {
		e.Durations = slices.Repeat([]float64{math.NaN()}, len(e.Times))
	}
	r.seg.PlaceEvents(&e)
	r.seg.Events = append(r.seg.Events, e)
	return nil
}

// readCalcium opens a table of events of ROIs, or says why it is left out.
func (r *reader) readCalcium(m member) error {
	var columns [3]chunkio.Array
	for i, want := range []struct {
		name  string
		types []chunkio.DType
	}{
		{"roi", []chunkio.DType{chunkio.Int64}},
		{"timestamp", []chunkio.DType{chunkio.Float64}},
		{"amplitude", []chunkio.DType{chunkio.Float32, chunkio.Float64}},
	} {
		path := plan.Join(m.path, want.name)
		a, err := r.array(path)
		if err != nil {
			return err
		}
		switch {
		case a == nil || len(a.Shape()) != 1:
			r.leaveOut(m.path, "it has no column %q of numbers", want.name)
			return nil
		case !slices.Contains(want.types, a.DType()):
			r.leaveOut(m.path, "its column %q is of %s", want.name, a.DType())
			return nil
		case i > 0 && a.Shape()[0] != columns[0].Shape()[0]:
			r.leaveOut(m.path, "its column %q has %d rows, and others %d", want.name, a.Shape()[0], columns[0].Shape()[0])
			return nil
		}
		columns[i] = a
	}
	target, ok, err := r.file.Attr(plan.Join(m.path, "roi"), "table")
	switch {
	case err != nil:
		return err
	case ok && len(target.Targets) == 1 && r.ofOtherPlane(target.Targets[0]):
		return nil
	case !ok || len(target.Targets) != 1 || target.Targets[0] != r.rois:
		r.leaveOut(m.path, "its events are not those of %q", r.rois)
		return nil
	case r.seg.Calcium != nil:
		r.leaveOut(m.path, "one table of events of ROIs is read")
		return nil
	}
	c := &session.CalciumEvents{Source: strings.TrimPrefix(m.path, "/"), ROIs: columns[0], Times: columns[1], Amplitudes: columns[2]}
	if c.Description, err = r.attr(m.path, "description"); err != nil {
		return err
	}
	r.seg.Calcium = c
	return nil
}
