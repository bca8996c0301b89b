package caiman

import (
	"context"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// readTraces finds the traces. C, S, YrA, R and F_dff have shape (ROIs,
// frames); raw fluorescence is not stored but is C + YrA.
func (r *reader) readTraces(context.Context) error {
	var found [5]chunkio.Array
	for i, name := range []string{"C", "YrA", "R", "S", "F_dff"} {
		a, err := r.trace(name)
		if err != nil {
			return err
		}
		found[i] = a
	}
	c, yra, residual, s, dff := found[0], found[1], found[2], found[3], found[4]
	if err := r.addRaw(c, yra, residual); err != nil {
		return err
	}
	if c != nil {
		r.addTrace(session.Denoised, "C", r.calciumDescription(s != nil), "a.u.", c)
	}
	if s != nil {
		description, err := r.spikesDescription()
		if err != nil {
			return err
		}
		r.addTrace(session.Deconvolved, "S", description, "a.u.", s)
	}
	if dff != nil {
		description, unit := r.dffDescription()
		r.addTrace(session.DFF, "F_dff", description, unit, dff)
	}
	if len(r.seg.Traces) == 0 && r.rois > 0 {
		r.remark("the file holds no traces")
	}
	return nil
}

// trace returns the trace of the given name under estimates, nil where it is
// not there or does not fit the ROIs and frames.
func (r *reader) trace(name string) (chunkio.Array, error) {
	path := r.take(name)
	d, err := r.file.filled(path)
	if err != nil || d == nil {
		return nil, err
	}
	shape := d.Shape()
	switch {
	case d.Type().Class == h5.ClassFloat && d.DType() == chunkio.Invalid:
		r.leaveOut(path, "holds numbers of type %s, which are not read: save them as float64", d.Type())
		return nil, nil
	case d.DType() == chunkio.Invalid:
		r.leaveOut(path, "does not hold numbers")
		return nil, nil
	case len(shape) != 2:
		r.leaveOut(path, "shape %v, not one row of frames for each ROI", shape)
		return nil, nil
	case shape[0] != r.rois && shape[1] == r.rois:
		turned, err := chunkio.Permute(d, []int{1, 0})
		if err != nil || !r.hasFrames(path, shape[0]) {
			return nil, err
		}
		r.remark("%q has a row for each frame, not for each ROI as CaImAn saves it: it is turned around", path)
		r.noteWidened(path, d)
		return turned, nil
	case shape[0] != r.rois && r.online:
		r.leaveOut(path, "%d rows for %d ROIs: kept from the batch that the online run began with", shape[0], r.rois)
		return nil, nil
	case shape[0] != r.rois && shape[0] == r.rois+r.discarded:
		r.leaveOut(path, "%d rows for %d ROIs: not subset when components were selected", shape[0], r.rois)
		return nil, nil
	case shape[0] != r.rois:
		r.leaveOut(path, "%d rows for %d ROIs: not brought up to date with the components", shape[0], r.rois)
		return nil, nil
	case !r.hasFrames(path, shape[1]):
		return nil, nil
	}
	r.noteWidened(path, d)
	return d, nil
}

// noteWidened says that numbers are written in a type that is larger than that
// of the source.
func (r *reader) noteWidened(path string, d *h5.Dataset) {
	if stored, written := d.Type().String(), d.DType().String(); stored != written {
		r.remark("%q is stored as %s and written as %s, which holds the same values", path, stored, written)
	}
}

// hasFrames compares the length of a trace with that of the recording, and
// leaves one of another length out.
func (r *reader) hasFrames(path string, frames int) bool {
	if r.framesFrom == "" {
		r.framesFrom, r.seg.Frames = path, frames
	}
	if frames != r.seg.Frames {
		r.leaveOut(path, "%d frames, but %q has %d", frames, r.framesFrom, r.seg.Frames)
		return false
	}
	return true
}

// readFrames finds how many frames the recording has: as many as C, or the first
// of the others where there is no C. It is an error where the others agree and
// are longer than C, or are several: it is C that was cut then, and without it
// there is no result.
func (r *reader) readFrames(context.Context) error {
	of := map[string]int{}
	var others []int
	for _, name := range []string{"C", "YrA", "S", "F_dff"} {
		d, err := r.file.filled(r.root + "/" + name)
		if err != nil {
			return err
		}
		if d == nil || d.DType() == chunkio.Invalid || len(d.Shape()) != 2 {
			continue
		}
		shape := d.Shape()
		switch r.rois {
		case shape[0]:
			of[name] = shape[1]
		case shape[1]:
			of[name] = shape[0]
		default:
			continue
		}
		if name != "C" {
			others = append(others, of[name])
		}
		if r.framesFrom == "" {
			r.framesFrom, r.seg.Frames = r.root+"/"+name, of[name]
		}
	}
	frames, there := of["C"]
	agree := len(others) > 0 && slices.Min(others) == slices.Max(others)
	if there && agree && (others[0] > frames || len(others) > 1 && others[0] != frames) {
		return session.ContentErrorf(r.root+"/C", "has %d frames, but the other traces have %d", frames, others[0])
	}
	return nil
}

func (r *reader) addTrace(kind session.TraceKind, source, description, unit string, a chunkio.Array) {
	r.seg.Traces = append(r.seg.Traces, session.Trace{
		Kind: kind, Source: r.root + "/" + source, Description: description, Unit: unit, Array: a,
	})
}

// addRaw adds the raw fluorescence. R is the residual too, and equal to YrA
// after every complete fit; it stands in where YrA is missing.
func (r *reader) addRaw(c, yra, residual chunkio.Array) error {
	name := "YrA"
	switch {
	case yra != nil && residual != nil:
		r.leaveOut(r.root+"/R", "residuals of the traces, as in YrA, from which raw is made")
	case yra == nil && residual != nil:
		yra, name = residual, "R"
	}
	switch {
	case c == nil && yra == nil:
		return nil
	case c == nil:
		r.leaveOut(r.root+"/"+name, "residuals of the traces, of no use without C")
		return nil
	case yra == nil:
		r.remark("raw fluorescence is not there: it is the sum of C and YrA, and the file holds no YrA")
		return nil
	}
	raw, err := chunkio.Sum(c, yra)
	if err != nil {
		return err
	}
	r.addTrace(session.Raw, "C + "+r.root+"/"+name,
		"Fluorescence of each ROI with its noise, demixed: background and overlapping ROIs are taken off, "+
			"the ROI's own baseline is not. Sum of the fitted calcium (C) and its residual ("+name+").", "a.u.", raw)
	return nil
}

func (r *reader) hasColumn(name string) bool {
	return slices.ContainsFunc(r.seg.Columns, func(c session.Column) bool { return c.Name == name })
}

// calciumDescription tells how far C had come when it was saved: a batch run
// that stopped after initialisation has neither S nor baselines.
func (r *reader) calciumDescription(deconvolved bool) string {
	baseline := r.hasColumn("bl")
	switch {
	case r.online:
		return "Calcium of each ROI with its noise removed, as fitted frame by frame by CaImAn's online algorithm (C)."
	case !deconvolved && !baseline:
		return "Calcium of each ROI as CaImAn initialised it (C); the result was saved before the traces were refined."
	case baseline:
		return "Calcium of each ROI with its noise removed, as fitted by CaImAn (C); the constant baseline of each trace (column bl) is contained."
	}
	return "Calcium of each ROI with its noise removed, as fitted by CaImAn (C)."
}

func (r *reader) spikesDescription() (string, error) {
	order, told, err := r.file.scalar("params/temporal/p")
	if err != nil {
		return "", err
	}
	if told && order == 0 {
		return "Activity of each ROI (S). CaImAn ran with p = 0, without deconvolution: " +
			"this is the trace cut off at a threshold, not inferred spikes.", nil
	}
	return "Neural activity of each ROI at each frame, deconvolved from the fluorescence by CaImAn (S), in the units of the fluorescence.", nil
}

// dffDescription tells dF/F from a trace that detrend_df_f could only detrend,
// as it has no fluorescence of the background to divide by.
func (r *reader) dffDescription() (description, unit string) {
	if r.background == 0 {
		return "Fluorescence of each ROI less a running percentile of it (F_dff): detrended only, in the units of the fluorescence. " +
			"It is not dF/F, since the file holds no background components to normalise by.", "a.u."
	}
	const description2p = "dF/F of each ROI (F_dff): the fluorescence C + YrA less a running percentile of it, " +
		"over that percentile plus the same of the background below the ROI."
	if r.seg.Imaging == session.OnePhoton {
		return description2p + " With detrend_only, which is meant for one-photon data and which the file does not record, it would be detrended only.", "fraction"
	}
	return description2p, "fraction"
}

// backgroundTrace returns f, the trace of each of the background components,
// nil where it is not there or does not fit them.
func (r *reader) backgroundTrace(components int) (chunkio.Array, error) {
	path := r.take("f")
	d, err := r.file.filled(path)
	if err != nil || d == nil {
		return nil, err
	}
	return r.backgroundRows(path, d, components)
}

func (r *reader) backgroundRows(path string, d *h5.Dataset, components int) (chunkio.Array, error) {
	shape := d.Shape()
	if d.DType() == chunkio.Invalid {
		r.leaveOut(path, "does not hold numbers")
		return nil, nil
	}
	var f chunkio.Array = d
	if len(shape) == 1 && components == 1 {
		var err error
		if f, err = chunkio.Reshape(d, []int{1, shape[0]}); err != nil {
			return nil, err
		}
	}
	if shape = f.Shape(); len(shape) != 2 || shape[0] != components {
		r.leaveOut(path, "shape %v, not one row of frames for each of %s", d.Shape(), source.Counted(components, "background component"))
		return nil, nil
	}
	if !r.hasFrames(path, shape[1]) {
		return nil, nil
	}
	return f, nil
}
