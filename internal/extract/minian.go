package extract

import (
	"context"
	"errors"
	"fmt"

	"roi2nwb/internal/chunkio"
)

// isMinian tells whether path leads to a result of Minian. Nothing in one names
// the program: it is known by its variables.
func isMinian(path string) (bool, error) {
	place, err := locateMinian(path)
	return place != nil, err
}

// OpenMinian opens what Minian (0.1 to 2.0) saved of a session, and what
// CalTrig added to it: the folder of the variables, the folder around that, a
// netCDF file, or CalTrig's configuration. Facts of the formats are from
// Minian's pipeline notebook and save_minian at each tag, from CalTrig's
// backend, and from files.
//
// What is something else ends in a *FormatError, what contradicts itself in a
// *ContentError, and what has no ROIs in an *EmptyError. That nothing says
// when frames were taken is no error here: see Timing.
func OpenMinian(ctx context.Context, path string) (*Segmentation, error) {
	place, err := locateMinian(path)
	if err != nil {
		return nil, err
	}
	if place == nil {
		return nil, describe(path, minianExpected)
	}
	before, err := takeSnapshot(place.data)
	if err != nil {
		return nil, err
	}
	store, err := openMinianStore(place.data)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	r := &minianReader{
		place: place, store: store, taken: make(map[string]bool),
		seg: &Segmentation{Path: path, Format: "minian", Program: "Minian", Imaging: OnePhoton,
			Closer: store, LeftOut: store.leftOut, snapshot: before},
	}
	if err := r.read(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("read %q: %w", path, err), store.Close())
	}
	return r.seg, nil
}

// minianReader fills a Segmentation from the variables of a session.
type minianReader struct {
	place *minianPlace
	store *minianStore
	seg   *Segmentation

	footprints *minianVariable
	ids        []int64 // of the units that are ROIs, in the order of A

	frames     []int64 // numbers of the frames, nil where nothing has them
	framesFrom *minianVariable

	taken map[string]bool // variables and coordinates that need no mention by the last step
}

func (r *minianReader) read(ctx context.Context) error {
	return inSteps(ctx,
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
	)
}

// take returns the variable of the first of these names that there is, nil for
// none. It counts as dealt with from now on.
func (r *minianReader) take(names ...string) *minianVariable {
	for _, name := range names {
		if v, ok := r.store.variables[name]; ok {
			r.taken[name] = true
			return v
		}
	}
	return nil
}

func (r *minianReader) leaveOut(at, format string, args ...any) {
	r.seg.LeftOut = append(r.seg.LeftOut, LeftOut{Source: at, Reason: fmt.Sprintf(format, args...)})
}

func (r *minianReader) remark(format string, args ...any) {
	r.seg.Remarks = append(r.seg.Remarks, fmt.Sprintf(format, args...))
}

// minianTrace is a variable that has a value for each unit and frame, with the
// name that it has had since Minian 1.0 and, where that differs, in 0.1.
type minianTrace struct {
	names       []string
	kind        TraceKind
	unit        string
	description string
}

// minianTraces is in the order in which traces are listed. DFF and E are
// CalTrig's.
func minianTraces() []minianTrace {
	return []minianTrace{
		{[]string{"YrA"}, Raw, "a.u.", "Fluorescence of each ROI with its noise, demixed: background and overlapping ROIs are taken off. " +
			"Minian keeps the sum of the fitted calcium and its residual, cut off at zero (YrA)."},
		{[]string{"C"}, Denoised, "a.u.", "Calcium of each ROI with its noise removed, as fitted by Minian (C); its baseline is not contained."},
		{[]string{"S"}, Deconvolved, "a.u.", "Activity of each ROI at each frame, deconvolved from the fluorescence by Minian (S), in the units of the fluorescence."},
		{[]string{"b0", "B"}, Baseline, "a.u.", "Baseline of each ROI that Minian fitted together with its calcium (b0)."},
		{[]string{"c0", "C0"}, Initial, "a.u.", "Decay of the calcium that was there before the first frame, as fitted by Minian (c0). " +
			"Calcium, baseline and this sum up to the fitted fluorescence."},
		{[]string{"DFF"}, DFF, "fraction", "dF/F of each ROI, a fraction, as CalTrig computed it with CaImAn's detrend_df_f (DFF)."},
		{[]string{"E"}, Transients, "n.a.", "Frames that belong to a calcium transient, found or confirmed in CalTrig (E): 1 within a transient, 0 outside."},
	}
}

// trace returns the variable of a trace, nil where there is none with values
// for each unit and frame.
func (r *minianReader) trace(t minianTrace) *minianVariable {
	for _, name := range t.names {
		if v := r.store.variables[name]; v != nil && v.has("unit_id", "frame") {
			return v
		}
	}
	return nil
}

// readTraces adds each trace, aligned with the ROIs and the frames.
func (r *minianReader) readTraces(ctx context.Context) error {
	for _, t := range minianTraces() {
		v := r.trace(t)
		if v == nil {
			continue
		}
		r.taken[v.name] = true
		a, err := v.along("unit_id", "frame")
		if err != nil {
			return err
		}
		if t.kind == Transients {
			a = chunkio.Nonzero(a)
		}
		if a, err = r.alignUnits(ctx, v, a); err != nil {
			return err
		}
		if a, err = r.alignFrames(ctx, v, a, 1); err != nil {
			return err
		}
		r.seg.Traces = append(r.seg.Traces, Trace{Kind: t.kind, Source: v.at, Description: t.description, Unit: t.unit, Array: a})
	}
	return nil
}
