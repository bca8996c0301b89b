package nwb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// PlaneError is returned for an NWB file with several tables of ROIs of which none
// was named, or none has the name that was.
type PlaneError struct {
	Path string
	Name string   // that was asked for, "" where none was
	Have []string // the names of the planes in the file
}

func (e *PlaneError) Error() string {
	if e.Name != "" {
		return fmt.Sprintf("%q has no plane %q", e.Path, e.Name)
	}
	return fmt.Sprintf("%q holds %d planes: %s", e.Path, len(e.Have), strings.Join(e.Have, ", "))
}

// Planes returns the names of the planes of an NWB file: those of its tables of
// ROIs, without the PlaneSegmentation that they begin with.
func Planes(path string) (names []string, err error) {
	f, err := h5.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := &reader{file: f, left: smallLimit, seg: &session.Segmentation{}}
	if err := r.survey(context.Background()); err != nil {
		return nil, err
	}
	found, err := r.listTables()
	if err != nil {
		return nil, err
	}
	return planeNames(found.rois), nil
}

// tableNames are the paths of the tables of ROIs, of background components and of
// missed cells in a file.
type tableNames struct{ rois, background, missed []string }

// listTables sorts all tables of footprints by what their names tell.
func (r *reader) listTables() (found tableNames, err error) {
	for _, box := range r.segmentations {
		tables, err := r.members(box.path)
		if err != nil {
			return found, err
		}
		for _, t := range tables {
			if t.neurodataType != "PlaneSegmentation" {
				continue
			}
			switch name := strings.ToLower(t.name); {
			case strings.Contains(name, "background"):
				found.background = append(found.background, t.path)
			case strings.Contains(name, "missed"):
				found.missed = append(found.missed, t.path)
			default:
				found.rois = append(found.rois, t.path)
			}
		}
	}
	return found, nil
}

// usualTable begins the name of a table of ROIs, before that of its plane.
const usualTable = "PlaneSegmentation"

func nameIn(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// planeNames are the names of planes by the paths of their tables.
func planeNames(tables []string) []string {
	names := make([]string, len(tables))
	for i, path := range tables {
		names[i] = nameIn(path)
		if rest := strings.TrimPrefix(names[i], usualTable); rest != "" {
			names[i] = rest
		}
	}
	return names
}

// findTables chooses the table of ROIs, whose name tells neither of background
// components nor of missed cells, and theirs. Of several planes, one must have
// been named.
func (r *reader) findTables(context.Context) error {
	found, err := r.listTables()
	if err != nil {
		return err
	}
	names := planeNames(found.rois)
	at := 0
	switch {
	case len(names) == 0:
		return &session.FormatError{Path: r.seg.Path, Found: "an NWB file without a table of ROIs", Expected: "one with a PlaneSegmentation"}
	case r.plane != "":
		at = slices.IndexFunc(found.rois, func(path string) bool { return r.plane == nameIn(path) })
		if at < 0 {
			at = slices.Index(names, r.plane)
		}
		if at < 0 {
			return &PlaneError{r.seg.Path, r.plane, names}
		}
	case len(names) > 1:
		return &PlaneError{r.seg.Path, "", names}
	}
	r.rois = found.rois[at]
	if len(names) > 1 {
		r.suffix = strings.TrimPrefix(nameIn(r.rois), usualTable)
		for i, path := range found.rois {
			if i != at {
				r.others = append(r.others, path)
				r.otherSuffixes = append(r.otherSuffixes, strings.TrimPrefix(nameIn(path), usualTable))
			}
		}
	}
	r.background = r.tableOfPlane(found.background)
	r.missed = r.tableOfPlane(found.missed)
	return nil
}

// tableOfPlane returns the first of the tables that is not another plane's, "" for
// none.
func (r *reader) tableOfPlane(tables []string) (chosen string) {
	for _, path := range tables {
		switch _, own := r.ofPlane(nameIn(path)); {
		case !own:
			r.others = append(r.others, path)
		case chosen == "":
			chosen = path
		default:
			r.leaveOut(path, "one table of such ROIs is read of a plane")
		}
	}
	return chosen
}

// ofPlane reports whether an object is of the plane that is read, or of none, by
// what its name ends in, and returns its name without that of the plane.
func (r *reader) ofPlane(name string) (rest string, own bool) {
	longest := 0
	for _, other := range r.otherSuffixes {
		if name != other && strings.HasSuffix(name, other) {
			longest = max(longest, len(other))
		}
	}
	if rest, ends := strings.CutSuffix(name, r.suffix); ends && rest != "" && len(r.suffix) > longest {
		return rest, true
	}
	return name, longest == 0
}

// ownPlane keeps of the imaging planes the one that the table is in, where the
// file has several planes.
func (f *fields) ownPlane() {
	if len(f.others) == 0 || len(f.meta.Planes) < 2 {
		return
	}
	imaging := f.target(f.rois, "imaging_plane")
	for _, p := range f.meta.Planes {
		if p.Name == imaging {
			f.meta.Planes = []metadata.ImagingPlane{p}
			return
		}
	}
}

// ofOtherPlane reports whether a table is of a plane that is not read.
func (r *reader) ofOtherPlane(table string) bool { return slices.Contains(r.others, table) }

// isParameters reports whether a table of this name has the parameters of the plane.
func (r *reader) isParameters(name string) bool {
	rest, own := r.ofPlane(name)
	return own && rest == "SegmentationParameters"
}

// programOf returns which of the programs that a file came through found the ROIs:
// the one that their table speaks of, or else the first.
func (r *reader) programOf(programs [][2]string) ([2]string, error) {
	description, err := r.attr(r.rois, "description")
	if err != nil {
		return [2]string{}, err
	}
	if len(r.others) == 0 {
		return programs[0], nil
	}
	for _, p := range programs {
		if strings.Contains(description, p[0]+" "+p[1]) {
			return p, nil
		}
	}
	for _, p := range programs {
		if strings.Contains(description, p[0]) {
			return p, nil
		}
	}
	return programs[0], nil
}
