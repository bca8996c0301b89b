package caiman

import (
	"context"
	"slices"
	"strconv"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

func (r *reader) readROIs(context.Context) error {
	path := r.take("A")
	from, err := r.readDims()
	if err != nil {
		return err
	}
	if r.discarded, err = r.countDiscarded(); err != nil {
		return err
	}
	footprints, err := r.openFootprints(path, from)
	if err != nil {
		return err
	}
	r.rois = footprints.Len()
	if r.rois == 0 && (!r.options.Discarded || r.discarded == 0) {
		return &session.EmptyError{Inside: path, Discarded: r.discarded}
	}
	r.seg.Footprints = footprints
	r.seg.IDs = make([]string, r.rois)
	for i := range r.seg.IDs {
		r.seg.IDs[i] = strconv.Itoa(i)
	}
	return nil
}

// countDiscarded returns how many components select_components set aside.
func (r *reader) countDiscarded() (int, error) {
	path := r.take("discarded_components") // discardedGroup
	shape, err := r.file.integers(path+"/A/shape", source.SmallBytes)
	if err != nil || len(shape) != 2 || shape[1] <= 0 {
		return 0, err
	}
	if !r.options.Discarded {
		r.leaveOut(path, "%s, removed by select_components", source.Counted(int(shape[1]), "rejected component"))
	}
	return int(shape[1]), nil
}

// readDims finds the field's rows, columns and planes, and returns the path that
// they are from. Only the root has them where parameters were made without file
// names, and only the groups in an online run.
func (r *reader) readDims() (from string, err error) {
	r.take("dims")
	for _, path := range []string{"dims", "params/data/dims", "estimates/dims"} {
		values, err := r.file.integers(path, source.SmallBytes)
		if err != nil {
			return "", err
		}
		if values == nil {
			continue
		}
		dims := make([]int, len(values))
		for i, v := range values {
			if v <= 0 || v > source.MaxPixels {
				return "", session.ContentErrorf(path, "is %v, not the size of a field of view", values)
			}
			dims[i] = int(v)
		}
		if len(dims) != 2 && len(dims) != 3 {
			return "", session.ContentErrorf(path, "is %v, not rows and columns or rows, columns and planes", values)
		}
		if from != "" && !slices.Equal(dims, r.dims) {
			return "", session.ContentErrorf(path, "is %v, but %q is %v", dims, from, r.dims)
		}
		if from == "" {
			r.dims, from = dims, path
		}
	}
	if from == "" {
		return "", session.ContentErrorf("dims", "is not there, nor is %q or %q: the shape of the field of view is not known", "params/data/dims", "estimates/dims")
	}
	if n, err := chunkio.Count(r.dims, 1); err != nil || n > source.MaxPixels {
		return "", session.ContentErrorf(from, "is %v, not the size of a field of view", r.dims)
	}
	r.seg.Field = session.Field{Width: r.dims[1], Height: r.dims[0]}
	if len(r.dims) == 3 {
		r.seg.Field.Depth = r.dims[2]
	}
	return from, nil
}

// readAcceptance reads the verdicts of the evaluation. An empty list is a
// verdict too; both lists are None where nothing was evaluated and after
// select_components.
func (r *reader) readAcceptance(context.Context) error {
	good, bad := r.take("idx_components"), r.take("idx_components_bad")
	accepted, evaluated, err := r.verdicts(good)
	if err != nil {
		return err
	}
	rejected, evaluatedToo, err := r.verdicts(bad)
	if err != nil {
		return err
	}
	if !evaluated && !evaluatedToo {
		return nil
	}
	for i := range accepted {
		if accepted[i] && rejected[i] {
			return session.ContentErrorf(bad, "holds %d, which %q holds too", i, good)
		}
	}
	r.seg.Acceptance = &session.Acceptance{Accepted: accepted, Rejected: rejected}
	return nil
}

// verdicts marks the ROIs whose numbers stand in the list at path; there tells
// whether there is a list.
func (r *reader) verdicts(path string) (marks []bool, there bool, err error) {
	marks = make([]bool, r.rois)
	d, err := r.file.dataset(path)
	if err != nil || d == nil {
		return marks, false, err
	}
	if d.Type().Class == h5.ClassBool {
		v, err := d.Read(r.perROI(1))
		if err != nil {
			return nil, false, err
		}
		return r.mask(path, v.Raw)
	}
	indices, err := r.file.integers(path, r.perROI(1))
	if err != nil {
		return nil, false, err
	}
	for _, i := range indices {
		if i < 0 || i >= int64(r.rois) {
			return nil, false, session.ContentErrorf(path, "holds %d, but the ROIs are 0 to %d", i, r.rois-1)
		}
		marks[i] = true
	}
	return marks, true, nil
}

// mask reads verdicts that are a truth value for each ROI.
func (r *reader) mask(path string, values []byte) (marks []bool, there bool, err error) {
	if len(values) != r.rois {
		return nil, false, session.ContentErrorf(path, "has %d truth values for %d ROIs", len(values), r.rois)
	}
	marks = make([]bool, r.rois)
	for i, v := range values {
		marks[i] = v != 0
	}
	return marks, true, nil
}

// perROI returns the most bytes that an array of so many values for each ROI
// can take; the longest are CaImAn's 32-byte texts.
func (r *reader) perROI(width int) int { return r.rois*width*64 + source.SmallBytes }
