// Package caiman reads the HDF5 files in which CaImAn saves its results.
package caiman

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// Expected says what Open expects, for messages.
const Expected = "a CaImAn result file"

// Recognise reports whether path is an HDF5 file with footprints where CaImAn
// keeps them: nothing in a file names the program.
func Recognise(path string) (bool, error) {
	f, err := source.OpenHDF5(path, Expected)
	var other *session.FormatError
	if errors.As(err, &other) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ok, err := hasFootprints(f)
	return ok, errors.Join(err, f.Close())
}

// IsResult reports whether a file has a name as CaImAn's results have, and holds
// one.
func IsResult(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".hdf5", ".h5":
		ok, err := Recognise(path)
		return ok && err == nil
	}
	return false
}

func hasFootprints(f *h5.File) (bool, error) {
	if kind, err := f.Kind("estimates"); err != nil || kind != h5.Group {
		return false, err
	}
	kind, err := f.Kind("estimates/A")
	if err != nil || kind != h5.DatasetKind {
		return kind == h5.Group, err
	}
	d, err := f.Dataset("estimates/A")
	if err != nil {
		return false, err
	}
	return isDense(d), d.Close()
}

// Open opens a file that CaImAn's CNMF.save or OnACID's save wrote, of
// version 1.3 (the first that has them) to 1.12. Facts of the format are from
// CaImAn's save_dict_to_hdf5 and estimates.py at each tag, and from files.
//
// A file of another kind ends in a *FormatError, one that contradicts itself
// in a *ContentError, one without ROIs in an *EmptyError.
func Open(ctx context.Context, path string) (*session.Segmentation, error) {
	return Options{}.Open(ctx, path)
}

// Options say what of a file is taken.
type Options struct {
	// Discarded takes the components that select_components had removed for ROIs,
	// too: rejected ones, after those that were kept.
	Discarded bool
}

// Open opens a file as Open does.
func (o Options) Open(ctx context.Context, path string) (*session.Segmentation, error) {
	f, err := source.OpenHDF5(path, Expected)
	if err != nil {
		return nil, err
	}
	before, err := source.TakeSnapshot(path)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	ok, err := hasFootprints(f)
	if err == nil && !ok {
		var wrong error
		if wrong, err = source.DescribeHDF5(f, path, Expected); err == nil {
			err = wrong
		}
		return nil, errors.Join(err, f.Close())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	file := newFile(f)
	r := &reader{
		file: file, root: "estimates", options: o,
		seg:     &session.Segmentation{Provenance: session.Provenance{Path: path, Data: path, Format: "caiman", Program: "CaImAn", Closer: file, Watch: before.Unchanged, Bytes: before.Bytes()}},
		handled: make(map[string]bool),
	}
	err = r.read(ctx)
	if errors.Is(err, h5.ErrTruncated) {
		return nil, errors.Join(source.Truncated(path, Expected, err), file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %q: %w", path, err), file.Close())
	}
	return r.seg, nil
}

// caimanReader fills a Segmentation from a CaImAn file.
type reader struct {
	file    *file
	seg     *session.Segmentation
	options Options
	root    string // the group of the ROIs: "estimates"

	dims      []int // rows, columns and, of a volume, planes
	rois      int
	discarded int // components that select_components removed

	framesFrom string          // path that the number of frames was read from
	online     bool            // an online run (OnACID)
	background int             // background components, 0 where there are none
	handled    map[string]bool // paths that need no mention by the last step
}

func (r *reader) read(ctx context.Context) error {
	return source.InSteps(ctx,
		r.readROIs,
		r.readPipeline,
		r.readVersion,
		r.readAcceptance,
		r.readColumns,
		r.readFrames,
		r.readBackground,
		r.readTraces,
		r.addDiscarded,
		r.readImages,
		r.readTiming,
		r.readParameters,
		r.readMovie,
		r.readRest,
	)
}

// take returns the path of a value in the group of the ROIs, which from now on counts
// as dealt with.
func (r *reader) take(name string) string {
	path := r.root + "/" + name
	r.handled[path] = true
	return path
}

func (r *reader) leaveOut(path, format string, args ...any) {
	r.handled[path] = true
	r.seg.LeftOut = append(r.seg.LeftOut, session.LeftOut{Source: path, Reason: fmt.Sprintf(format, args...)})
}

func (r *reader) remark(format string, args ...any) {
	r.seg.Remarks = append(r.seg.Remarks, fmt.Sprintf(format, args...))
}

// field returns the field of view, in which pixel numbers run down the columns.
func (r *reader) field() fortranField { return fortranField{r.seg.Field} }
