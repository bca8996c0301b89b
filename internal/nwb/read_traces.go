package nwb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// traceKind guesses what a series holds from the box it is in and from its
// name, as roi2nwb and NeuroConv name them. Other names are kinds of their own.
func traceKind(box, series string) session.TraceKind {
	if box == "DfOverF" {
		switch series {
		case "RoiResponseSeries", "DfOverF", "dff":
			return session.DFF
		}
	}
	switch strings.ToLower(series) {
	case "roiresponseseries", "raw", "fluorescence":
		return session.Raw
	case "denoised":
		return session.Denoised
	case "deconvolved":
		return session.Deconvolved
	case "dfoverf", "dff":
		return session.DFF
	case "baseline":
		return session.Baseline
	case "initialcalcium":
		return session.Initial
	case "transients":
		return session.Transients
	}
	return session.TraceKind(series)
}

// readTraces opens the series of the two tables. The first tells when frames
// were taken.
func (r *reader) readTraces(ctx context.Context) error {
	slices.SortStableFunc(r.series, func(a, b member) int { return strings.Compare(b.neurodataType, a.neurodataType) }) // Fluorescence, DfOverF
	for _, box := range r.series {
		all, err := r.members(box.path)
		if err != nil {
			return err
		}
		slices.SortStableFunc(all, func(a, b member) int { return r.rank(box.neurodataType, a.name) - r.rank(box.neurodataType, b.name) })
		for _, s := range all {
			if s.neurodataType != "RoiResponseSeries" {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.readSeries(box, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// rank is the order of traces: raw, denoised, deconvolved, and then the others
// by their names.
func (r *reader) rank(box, series string) int {
	series, _ = r.ofPlane(series)
	order := [...]session.TraceKind{session.Raw, session.Denoised, session.Deconvolved}
	if i := slices.Index(order[:], traceKind(box, series)); i >= 0 {
		return i
	}
	return len(order)
}

// readSeries opens one series, or says why it is left out.
func (r *reader) readSeries(box, s member) error {
	path := plan.Join(s.path, "data")
	data, err := r.array(path)
	if err != nil {
		return err
	}
	table, rows, err := r.region(s.path)
	if err != nil {
		return err
	}
	n := len(r.seg.IDs)
	ofBackground := table != "" && table == r.background
	if ofBackground {
		n = r.seg.Background.Footprints.Len()
	}
	switch {
	case data == nil:
		r.leaveOut(s.path, "it has no data that are numbers")
		return nil
	case table == "":
		r.leaveOut(s.path, "it does not say whose it is")
		return nil
	case r.ofOtherPlane(table):
		return nil
	case table != r.rois && !ofBackground:
		r.leaveOut(s.path, "it belongs to %q", table)
		return nil
	case !wholeTable(rows, n):
		r.leaveOut(s.path, "it covers %d of %d rows of %q, or has them in another order", len(rows), n, table)
		return nil
	}
	view, why, err := r.byROI(path, data, n)
	if err != nil {
		return fmt.Errorf("%q: %w", path, err)
	}
	if view == nil {
		r.leaveOut(s.path, "%s", why)
		return nil
	}
	name, _ := r.ofPlane(s.name)
	t := session.Trace{Kind: traceKind(box.neurodataType, name), Source: strings.TrimPrefix(s.path, "/"), Array: view}
	if t.Description, err = r.attr(s.path, "description"); err != nil {
		return err
	}
	if t.Unit, err = r.attr(path, "unit"); err != nil {
		return err
	}
	if ofBackground {
		if r.seg.Background.Trace == nil {
			r.seg.Background.Trace = &t
			return nil
		}
		r.leaveOut(s.path, "the background has a trace already")
		return nil
	}
	if slices.ContainsFunc(r.seg.Traces, func(o session.Trace) bool { return o.Kind == t.Kind }) {
		t.Kind = session.TraceKind(name)
	}
	first := r.seg.Frames == 0
	if frames := view.Shape()[1]; first {
		r.seg.Frames = frames
	} else if frames != r.seg.Frames {
		r.leaveOut(s.path, "%d frames where other traces have %d", frames, r.seg.Frames)
		return nil
	}
	r.seg.Traces = append(r.seg.Traces, t)
	if first {
		return r.readTiming(s.path)
	}
	return nil
}

// readShifts opens how far the frames of the plane were moved.
func (r *reader) readShifts(context.Context) error {
	for _, m := range r.motion {
		rest, own := r.ofPlane(m.name)
		if !own || rest != "MotionShifts" || r.seg.Shifts != nil {
			continue
		}
		path := plan.Join(m.path, "data")
		data, err := r.array(path)
		if err != nil {
			return err
		}
		if data == nil || len(data.Shape()) != 2 || data.Shape()[0] != r.seg.Frames || data.Shape()[1] != 2 {
			r.leaveOut(m.path, "it has no two numbers for each of %d frames", r.seg.Frames)
			continue
		}
		shifts := &session.Shifts{Source: strings.TrimPrefix(m.path, "/"), Array: data}
		if shifts.Description, err = r.attr(m.path, "description"); err != nil {
			return err
		}
		r.seg.Shifts = shifts
	}
	return nil
}

// region reads which rows of which table a series has; table is "" where the
// file does not say.
func (r *reader) region(series string) (table string, rows []int64, err error) {
	path := plan.Join(series, "rois")
	v, ok, err := r.value(path)
	if err != nil || !ok {
		return "", nil, err
	}
	if rows, err = v.Int64s(); err != nil {
		return "", nil, fmt.Errorf("%q: %w", path, err)
	}
	target, ok, err := r.file.Attr(path, "table")
	if err != nil || !ok || len(target.Targets) != 1 {
		return "", nil, err
	}
	return target.Targets[0], rows, nil
}

// wholeTable reports whether rows are all of a table of n, in its order.
func wholeTable(rows []int64, n int) bool {
	if len(rows) != n {
		return false
	}
	for i, row := range rows {
		if row != int64(i) {
			return false
		}
	}
	return true
}

// byROI returns a view of the data of a series, (frames, ROIs), with ROIs
// first; nil, and why, where their shape is another. Data of one axis are
// those of one ROI.
func (r *reader) byROI(path string, data chunkio.Array, n int) (view chunkio.Array, why string, err error) {
	shape := data.Shape()
	switch {
	case len(shape) == 1 && n == 1:
		view, err = chunkio.Reshape(data, []int{1, shape[0]})
	case len(shape) == 2 && shape[1] == n:
		view, err = chunkio.Permute(data, []int{1, 0})
	case len(shape) == 2 && shape[0] == n:
		r.remark("%q has ROIs before frames, against the NWB schema", path)
		view = data
	default:
		return nil, fmt.Sprintf("its data have shape %v for %d ROIs", shape, n), nil
	}
	return view, "", err
}

// readTiming reads when the frames of a series were taken.
func (r *reader) readTiming(series string) error {
	path := plan.Join(series, "starting_time")
	v, ok, err := r.value(path)
	if err != nil {
		return err
	}
	if ok {
		t := session.Timing{Origin: strings.TrimPrefix(path, "/")}
		if t.Start, err = v.Float64(); err != nil {
			return fmt.Errorf("%q: %w", path, err)
		}
		if t.Rate, ok, err = r.number(path, "rate"); err != nil {
			return err
		}
		if !ok || !(t.Rate > 0) {
			r.remark("%q has no rate", path)
			t.Rate = 0
		}
		r.seg.Timing = t
		return nil
	}
	path = plan.Join(series, "timestamps")
	v, ok, err = r.value(path)
	switch {
	case errors.Is(err, chunkio.ErrTooLarge):
		r.remark("%q is too large to be held in memory", path)
		return nil
	case err != nil:
		return err
	case !ok:
		r.remark("nothing tells when the frames of %q were taken", series)
		return nil
	}
	stamps, err := v.Float64s()
	if err != nil {
		return fmt.Errorf("%q: %w", path, err)
	}
	if len(stamps) != r.seg.Frames {
		return wrong(path, "has %d times for %d frames", len(stamps), r.seg.Frames)
	}
	r.seg.Timing = session.Timing{Timestamps: stamps, Repeats: true, Origin: strings.TrimPrefix(path, "/")}
	if start, rate, even := build.EvenGrid(stamps); even {
		r.seg.Timing = session.Timing{Start: start, Rate: rate, Origin: strings.TrimPrefix(path, "/")}
	}
	return nil
}
