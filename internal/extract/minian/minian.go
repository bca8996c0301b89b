// Package minian reads what Minian saved of a session, as Zarr folders or netCDF
// files, and what CalTrig added to it.
package minian

import (
	"context"
	"errors"
	"fmt"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// Recognise reports whether path leads to a result of Minian. Nothing in one names
// the program: it is known by its variables.
func Recognise(path string) (bool, error) {
	place, err := locate(path)
	return place != nil, err
}

// Open opens what Minian (0.1 to 2.0) saved of a session, and what
// CalTrig added to it: the folder of the variables, the folder around that, a
// netCDF file, or CalTrig's configuration. Facts of the formats are from
// Minian's pipeline notebook and save_minian at each tag, from CalTrig's
// backend, and from files.
//
// What is something else ends in a *FormatError, what contradicts itself in a
// *ContentError, and what has no ROIs in an *EmptyError. That nothing says
// when frames were taken is no error here: see Timing.
func Open(ctx context.Context, path string) (*session.Segmentation, error) {
	place, err := locate(path)
	if err != nil {
		return nil, err
	}
	if place == nil {
		return nil, &session.FormatError{Path: path, Found: "something else", Expected: Expected}
	}
	before, err := source.TakeSnapshot(place.data)
	if err != nil {
		return nil, err
	}
	store, err := openStore(place.data)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	r := &reader{
		place: place, store: store, taken: make(map[string]bool),
		seg: &session.Segmentation{
			Provenance: session.Provenance{Path: path, Data: place.data, Format: "minian", Program: "Minian", Closer: store, LeftOut: store.leftOut, Watch: before.Unchanged, Bytes: before.Bytes()},
			Recording:  session.Recording{Imaging: session.OnePhoton},
		},
	}
	if len(place.twice) > 0 {
		r.remark("the folder holds the result more than once: %s was taken, and not %s; give another by its path to take that",
			namesWithin(path, []string{place.data}), namesWithin(path, place.twice))
	}
	if err := r.read(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("read %q: %w", path, err), store.Close())
	}
	return r.seg, nil
}

// minianReader fills a Segmentation from the variables of a session.
type reader struct {
	place *place
	store *store
	seg   *session.Segmentation

	footprints *variable
	ids        []int64 // of the units that are ROIs, in the order of A

	frames     []int64 // numbers of the frames, nil where nothing has them
	framesFrom *variable

	taken map[string]bool // variables and coordinates that need no mention by the last step
}

func (r *reader) read(ctx context.Context) error {
	return source.InSteps(ctx,
		r.readUnits,
		r.readFrames,
		r.dropNaNUnits,
		r.readFootprints,
		r.readTraces,
		r.readBackground,
		r.readImages,
		r.readShifts,
		r.readColumns,
		r.readVerdicts,
		r.readMissed,
		r.readGroups,
		r.readTiming,
		r.readEvents,
		r.readHints,
		r.readRest,
		r.readCurator,
	)
}

// take returns the variable of the first of these names that there is, nil for
// none. It counts as dealt with from now on.
func (r *reader) take(names ...string) *variable {
	for _, name := range names {
		if v, ok := r.store.variables[name]; ok {
			r.taken[name] = true
			return v
		}
	}
	return nil
}

func (r *reader) leaveOut(at, format string, args ...any) {
	r.seg.LeftOut = append(r.seg.LeftOut, session.LeftOut{Source: at, Reason: fmt.Sprintf(format, args...)})
}

func (r *reader) remark(format string, args ...any) {
	r.seg.AddRemark(format, args...)
}

// minianTrace is a variable that has a value for each unit and frame, with the
// name that it has had since Minian 1.0 and, where that differs, in 0.1.
type traceVariable struct {
	names       []string
	kind        session.TraceKind
	unit        string
	description string
}

// minianTraces is in the order in which traces are listed. DFF and E are
// CalTrig's.
func traceVariables() []traceVariable {
	return []traceVariable{
		{[]string{"YrA"}, session.Raw, "a.u.", "Fluorescence of each ROI with its noise, demixed: background and overlapping ROIs are taken off. " +
			"Minian keeps the sum of the fitted calcium and its residual, cut off at zero (YrA)."},
		{[]string{"C"}, session.Denoised, "a.u.", "Calcium of each ROI with its noise removed, as fitted by Minian (C); its baseline is not contained."},
		{[]string{"S"}, session.Deconvolved, "a.u.", "Activity of each ROI at each frame, deconvolved from the fluorescence by Minian (S), in the units of the fluorescence."},
		{[]string{"b0", "B"}, session.Baseline, "a.u.", "Baseline of each ROI that Minian fitted together with its calcium (b0)."},
		{[]string{"c0", "C0"}, session.Initial, "a.u.", "Decay of the calcium that was there before the first frame, as fitted by Minian (c0). " +
			"Calcium, baseline and this sum up to the fitted fluorescence."},
		{[]string{"DFF"}, session.DFF, "fraction", "dF/F of each ROI, a fraction, as CalTrig computed it with CaImAn's detrend_df_f (DFF)."},
		{[]string{"E"}, session.Transients, "n.a.", "Frames that belong to a calcium transient, found or confirmed in CalTrig (E): 1 within a transient, 0 outside."},
	}
}

// trace returns the variable of a trace, nil where there is none with values
// for each unit and frame.
func (r *reader) trace(t traceVariable) *variable {
	for _, name := range t.names {
		if v := r.store.variables[name]; v != nil && v.has("unit_id", "frame") {
			return v
		}
	}
	return nil
}

// readTraces adds each trace, aligned with the ROIs and the frames.
func (r *reader) readTraces(ctx context.Context) error {
	for _, t := range traceVariables() {
		v := r.trace(t)
		if v == nil {
			continue
		}
		r.taken[v.name] = true
		a, err := v.along("unit_id", "frame")
		if err != nil {
			return err
		}
		if t.kind == session.Transients {
			a = chunkio.Nonzero(a)
		}
		if a, err = r.alignUnits(ctx, v, a); err != nil {
			return err
		}
		if a, err = r.alignFrames(ctx, v, a, 1); err != nil {
			return err
		}
		r.seg.Traces = append(r.seg.Traces, session.Trace{Kind: t.kind, Source: v.at, Description: t.description, Unit: t.unit, Array: a})
	}
	return nil
}
