package extract

import (
	"context"
	"errors"
	"fmt"

	"roi2nwb/internal/chunkio/h5"
)

const caimanExpected = "a CaImAn result file"

// isCaiman tells whether path is an HDF5 file with footprints where CaImAn
// keeps them: nothing in a file names the program.
func isCaiman(path string) (bool, error) {
	f, err := openHDF5(path, caimanExpected)
	var other *FormatError
	if errors.As(err, &other) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ok, err := hasCaimanFootprints(f)
	return ok, errors.Join(err, f.Close())
}

func hasCaimanFootprints(f *h5.File) (bool, error) {
	if kind, err := f.Kind("estimates"); err != nil || kind != h5.Group {
		return false, err
	}
	kind, err := f.Kind("estimates/A")
	return kind == h5.Group, err
}

// OpenCaiman opens a file that CaImAn's CNMF.save or OnACID's save wrote, of
// version 1.3 (the first that has them) to 1.12. Facts of the format are from
// CaImAn's save_dict_to_hdf5 and estimates.py at each tag, and from files.
//
// A file of another kind ends in a *FormatError, one that contradicts itself
// in a *ContentError, one without ROIs in an *EmptyError.
func OpenCaiman(ctx context.Context, path string) (*Segmentation, error) {
	f, err := openHDF5(path, caimanExpected)
	if err != nil {
		return nil, err
	}
	before, err := takeSnapshot(path)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	ok, err := hasCaimanFootprints(f)
	if err == nil && !ok {
		var wrong error
		if wrong, err = describeHDF5(f, path, caimanExpected); err == nil {
			err = wrong
		}
		return nil, errors.Join(err, f.Close())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	file := newCaimanFile(f)
	r := &caimanReader{
		file:    file,
		seg:     &Segmentation{Path: path, Format: "caiman", Program: "CaImAn", Closer: file, snapshot: before},
		handled: make(map[string]bool),
	}
	err = r.read(ctx)
	if errors.Is(err, h5.ErrTruncated) {
		return nil, errors.Join(truncated(path, caimanExpected, err), file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %q: %w", path, err), file.Close())
	}
	return r.seg, nil
}

// caimanReader fills a Segmentation from a CaImAn file.
type caimanReader struct {
	file *caimanFile
	seg  *Segmentation

	dims      []int // rows, columns and, of a volume, planes
	rois      int
	discarded int // components that select_components removed

	framesFrom string          // path that the number of frames was read from
	online     bool            // an online run (OnACID)
	background int             // background components, 0 where there are none
	handled    map[string]bool // paths that need no mention by the last step
}

func (r *caimanReader) read(ctx context.Context) error {
	return inSteps(ctx,
		r.readROIs,
		r.readPipeline,
		r.readVersion,
		r.readAcceptance,
		r.readColumns,
		r.readBackground,
		r.readTraces,
		r.readImages,
		r.readTiming,
		r.readParameters,
		r.readRest,
	)
}

// take returns the path of a value under estimates, which from now on counts
// as dealt with.
func (r *caimanReader) take(name string) string {
	path := "estimates/" + name
	r.handled[path] = true
	return path
}

func (r *caimanReader) leaveOut(path, format string, args ...any) {
	r.handled[path] = true
	r.seg.LeftOut = append(r.seg.LeftOut, LeftOut{Source: path, Reason: fmt.Sprintf(format, args...)})
}

func (r *caimanReader) remark(format string, args ...any) {
	r.seg.Remarks = append(r.seg.Remarks, fmt.Sprintf(format, args...))
}

// field returns the field of view, in which pixel numbers run down the columns.
func (r *caimanReader) field() fortranField { return fortranField{r.seg.Field} }
