package nwb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// smallLimit is the most bytes that all small values of a file together may
// take in memory: texts, columns, regions. Traces, images and dense masks do
// not count, as they are read in boxes.
const smallLimit = 128 << 20

// IsNWB reports whether path is an NWB file by what its root says of itself. A
// folder, or a file of another kind, is none.
func IsNWB(path string) (is bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, nil
	}
	f, err := h5.Open(path)
	if errors.Is(err, h5.ErrNotHDF5) || errors.Is(err, h5.ErrTruncated) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	is, err = isNWB(f)
	return is, errors.Join(err, f.Close())
}

func isNWB(f *h5.File) (bool, error) {
	if _, ok, err := f.Attr("/", "nwb_version"); ok || err != nil {
		return ok, err
	}
	v, ok, err := f.Attr("/", "neurodata_type")
	if !ok || err != nil {
		return false, err
	}
	name, err := v.Text()
	return err == nil && name == "NWBFile", nil
}

// Format is the format of a segmentation that was read from an NWB file.
const Format = "nwb"

// Open reads what an NWB file says of one plane: the table of ROIs, its traces
// and images, events, and who, when and with what. plane is its name as Planes has
// it, or that of its table, and "" for the only one: where there are several, or
// none of the name, the error is a *PlaneError. Names of the plane's objects are
// given without that of the plane. The file may be of any writer:
// objects are found by their types under /processing, and only the kind of a
// trace is told by its name. The metadata has no Names. Texts that only say
// that nobody gave one count as not given.
//
// Tables, traces and columns that do not fit are in LeftOut, with the reason;
// what has nothing to do with segmentation is not mentioned. A file of another kind, or
// without a table of ROIs, ends in an *session.FormatError, one that
// contradicts itself in an *session.ContentError. The arrays are read when
// asked for, until Close.
func Open(ctx context.Context, path, plane string) (*session.Segmentation, *metadata.Metadata, error) {
	return open(ctx, path, plane, usualSizes())
}

// readSizes bounds what a reader holds in memory.
type readSizes struct {
	small  int // bytes of all small values
	sparse int // bytes of a sparse mask that are read together
	tile   int // bytes of dense masks that are read together
	kept   int // pixels of dense masks, unless one ROI alone has more
}

func usualSizes() readSizes {
	return readSizes{small: smallLimit, sparse: sparseBytes, tile: tileBytes, kept: keptPixels}
}

func open(ctx context.Context, path, plane string, sizes readSizes) (*session.Segmentation, *metadata.Metadata, error) {
	f, err := h5.Open(path)
	if errors.Is(err, h5.ErrNotHDF5) {
		return nil, nil, &session.FormatError{Path: path, Found: "a file of an unknown kind", Expected: "an NWB file", Err: err}
	}
	if err != nil {
		return nil, nil, err
	}
	r := &reader{
		file: f, left: sizes.small, sizes: sizes, plane: plane,
		seg:  &session.Segmentation{Provenance: session.Provenance{Path: path, Format: Format, Closer: f}},
		meta: &metadata.Metadata{},
	}
	err = r.read(ctx)
	var wrong *session.FormatError
	var unchosen *PlaneError
	var crash *h5.CrashError
	switch {
	case err == nil:
		return r.seg, r.meta, nil
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.As(err, &crash):
		err = crash // says what was read of which file
	case !errors.As(err, &wrong) && !errors.As(err, &unchosen):
		err = fmt.Errorf("read %q: %w", path, err)
	}
	if closed := f.Close(); closed != nil {
		err = errors.Join(err, closed)
	}
	return nil, nil, err
}

// reader fills a segmentation and its metadata from an NWB file.
type reader struct {
	file  *h5.File
	seg   *session.Segmentation
	meta  *metadata.Metadata
	left  int // bytes that small values may still take
	sizes readSizes

	segmentations, series, images, tables, events, motion []member
	rois, background, missed                              string // paths of the tables, "" for none

	plane         string   // that was asked for, "" for the only one
	suffix        string   // that ends the names of its objects, "" where they have none
	others        []string // paths of the tables of other planes
	otherSuffixes []string

	reach [3]int // how far the pixels of sparse masks reach along x, y, z
}

func (r *reader) read(ctx context.Context) error {
	if is, err := isNWB(r.file); err != nil {
		return err
	} else if !is {
		return &session.FormatError{Path: r.seg.Path, Found: "an HDF5 file without an NWB version", Expected: "an NWB file"}
	}
	for _, step := range []func(context.Context) error{
		r.survey, r.findTables, r.readTable, r.readOthers, r.readTraces, r.readShifts, r.readEvents, r.readImages, r.readField, r.readParameters, r.readOrigin, r.readMetadata,
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// member is an object in a group that has a neurodata type, or "".
type member struct {
	name, path, neurodataType string
	group                     bool
}

// members lists what is in the group at path: nothing where there is no group.
// Links that lead nowhere, or out of the file, are passed over.
func (r *reader) members(path string) ([]member, error) {
	if kind, err := r.file.Kind(path); err != nil || kind != h5.Group {
		return nil, err
	}
	entries, err := r.file.List(path)
	if err != nil {
		return nil, err
	}
	var all []member
	for _, e := range entries {
		m := member{name: e.Name, path: plan.Join(path, e.Name)}
		kind, err := r.file.Kind(m.path)
		if err != nil {
			return nil, err
		}
		if kind != h5.Group && kind != h5.DatasetKind {
			continue
		}
		m.group = kind == h5.Group
		if m.neurodataType, err = r.attr(m.path, "neurodata_type"); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// survey finds what segmentation leaves in the processing modules, the module
// "ophys" first.
func (r *reader) survey(context.Context) error {
	modules, err := r.members("/processing")
	if err != nil {
		return err
	}
	for i, m := range modules {
		if m.name == "ophys" {
			copy(modules[1:], modules[:i])
			modules[0] = m
		}
	}
	for _, module := range modules {
		boxes, err := r.members(module.path)
		if err != nil {
			return err
		}
		for _, box := range boxes {
			switch box.neurodataType {
			case "ImageSegmentation":
				r.segmentations = append(r.segmentations, box)
			case "Fluorescence", "DfOverF":
				r.series = append(r.series, box)
			case "Images":
				r.images = append(r.images, box)
			case "DynamicTable":
				r.tables = append(r.tables, box)
			case "EventsTable":
				r.events = append(r.events, box)
			case "TimeSeries":
				r.motion = append(r.motion, box)
			}
		}
	}
	return nil
}

// value reads a small dataset; ok is false where there is none.
func (r *reader) value(path string) (v h5.Value, ok bool, err error) {
	if kind, err := r.file.Kind(path); err != nil || kind != h5.DatasetKind {
		return v, false, err
	}
	d, err := r.file.Dataset(path)
	if err != nil {
		return v, false, err
	}
	v, err = d.Read(r.left)
	if closed := d.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return v, false, err
	}
	r.left -= len(v.Raw)
	for _, t := range v.Texts {
		r.left -= len(t) + 16
	}
	r.left = max(r.left, 0)
	return v, true, nil
}

// attr reads an attribute that is one text, "" where it is none.
func (r *reader) attr(path, name string) (string, error) {
	v, ok, err := r.file.Attr(path, name)
	if err != nil || !ok || len(v.Texts) != 1 {
		return "", err
	}
	return v.Texts[0], nil
}

// number reads an attribute that is one number; ok is false where it is none.
func (r *reader) number(path, name string) (n float64, ok bool, err error) {
	v, ok, err := r.file.Attr(path, name)
	if err != nil || !ok {
		return 0, false, err
	}
	all, err := v.Float64s()
	if err != nil || len(all) != 1 {
		return 0, false, nil // of another type: as good as not there
	}
	return all[0], true, nil
}

// array opens a dataset of numbers to be read in boxes; nil where there is
// none, or where it is stored in other files. It stays open until the file is
// closed.
func (r *reader) array(path string) (chunkio.Array, error) {
	if kind, err := r.file.Kind(path); err != nil || kind != h5.DatasetKind {
		return nil, err
	}
	d, err := r.file.Dataset(path)
	if errors.Is(err, h5.ErrOutside) {
		r.leaveOut(path, "%v", h5.ErrOutside)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if d.DType() == chunkio.Invalid {
		return nil, d.Close()
	}
	return d, nil
}

func (r *reader) leaveOut(path, format string, args ...any) {
	r.seg.LeftOut = append(r.seg.LeftOut, session.LeftOut{Source: strings.TrimPrefix(path, "/"), Reason: fmt.Sprintf(format, args...)})
}

func (r *reader) remark(format string, args ...any) {
	r.seg.Remarks = append(r.seg.Remarks, fmt.Sprintf(format, args...))
}

// wrong returns an error on a path inside the file.
func wrong(path, format string, args ...any) error {
	return &session.ContentError{Inside: path, Problem: fmt.Sprintf(format, args...)}
}
