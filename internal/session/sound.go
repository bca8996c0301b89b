package session

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Check returns what of a source cannot stand in an NWB file, with its place:
// numbers that contradict each other, shapes that do not fit, times that do not
// rise. Sources are damaged in more ways than their readers think of, and what
// is found here has not been written yet.
func (s *Segmentation) Check() error {
	for _, check := range []func() error{
		s.checkField, s.checkROIs, s.checkColumns, s.checkTraces, s.checkImages, s.checkBackground, s.checkEvents, s.checkCalcium, s.checkInvalid, s.CheckTiming,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Segmentation) checkField() error {
	if f := s.Field; f.Width < 1 || f.Height < 1 || f.Depth < 0 {
		return ContentErrorf("footprints", "lie in a field of %d x %d x %d pixels", f.Width, f.Height, f.Depth)
	}
	return nil
}

func (s *Segmentation) checkROIs() error {
	n := len(s.IDs)
	if have := s.Footprints.Len(); have != n {
		return ContentErrorf("footprints", "are %d, for %s", have, counted(n, "ROI"))
	}
	if !s.Named {
		if err := differingIDs("ROI ids", s.IDs); err != nil {
			return err
		}
	}
	a := s.Acceptance
	if a == nil {
		return nil
	}
	if len(a.Accepted) != n || len(a.Rejected) != n {
		return ContentErrorf("verdicts", "are %d and %d, for %s", len(a.Accepted), len(a.Rejected), counted(n, "ROI"))
	}
	for i := range a.Accepted {
		if a.Accepted[i] && a.Rejected[i] {
			return ContentErrorf("verdicts", "say of ROI %s that it is accepted, and rejected as well", Quoted(s.IDs[i]))
		}
	}
	return nil
}

// differingIDs returns an error where two ROIs have the same id.
func differingIDs(inside string, ids []string) error {
	seen := make(map[string]int, len(ids))
	for i, id := range ids {
		if first, twice := seen[id]; twice {
			return ContentErrorf(inside, "have %s twice, for ROI %d and ROI %d", Quoted(id), first, i)
		}
		seen[id] = i
	}
	return nil
}

// ownColumns are those that every table of ROIs has, or may have.
var ownColumns = [...]string{
	"id", "roi_name", "image_mask", "pixel_mask", "voxel_mask", "pixel_mask_index", "voxel_mask_index",
	"ROICentroids", "is_accepted", "is_rejected",
}

func (s *Segmentation) checkColumns() error {
	seen := map[string]bool{}
	for _, name := range ownColumns {
		seen[name] = true
	}
	for _, c := range s.Columns {
		rows, sets := c.rows()
		place := cmp.Or(c.Source, "column "+c.Name)
		switch {
		case sets != 1 && len(s.IDs) > 0:
			return ContentErrorf(place, "has values of %d kinds, expected those of one", sets)
		case rows != len(s.IDs):
			return ContentErrorf(place, "has %s for %s", counted(rows, "row"), counted(len(s.IDs), "ROI"))
		case !isName(c.Name):
			return ContentErrorf(place, "would be a column of the name %s, which is no name in an NWB file", Quoted(c.Name))
		case seen[c.Name]:
			return ContentErrorf(place, "would be a second column %s", Quoted(c.Name))
		}
		seen[c.Name] = true
	}
	return nil
}

// rows returns how many ROIs a column has values of, -1 where a row is not
// complete, and how many kinds of values are set.
func (c *Column) rows() (rows, sets int) {
	if c.Floats != nil {
		width := max(c.Width, 1)
		rows, sets = len(c.Floats)/width, sets+1
		if len(c.Floats)%width != 0 {
			rows = -1
		}
	}
	for _, other := range []struct {
		there bool
		rows  int
	}{{c.Ints != nil, len(c.Ints)}, {c.Bools != nil, len(c.Bools)}, {c.Texts != nil, len(c.Texts)}, {c.Lists != nil, len(c.Lists)}} {
		if other.there {
			rows, sets = other.rows, sets+1
		}
	}
	return rows, sets
}

// isName reports whether HDF5 can have an object of that name.
func isName(name string) bool {
	return name != "" && name != "." && utf8.ValidString(name) && !strings.ContainsAny(name, "/\x00")
}

func (s *Segmentation) checkTraces() error {
	for _, t := range s.Traces {
		if err := checkShape(t.Source, "ROIs and frames", t.Array.Shape(), len(s.IDs), s.Frames); err != nil {
			return err
		}
	}
	if s.Shifts != nil {
		return checkShape(s.Shifts.Source, "frames and axes", s.Shifts.Array.Shape(), s.Frames, 2)
	}
	return nil
}

func (s *Segmentation) checkImages() error {
	want := []int{s.Field.Width, s.Field.Height}
	if s.Field.Depth > 0 {
		want = append(want, s.Field.Depth)
	}
	seen := map[string]bool{}
	for _, i := range s.Images {
		if err := checkShape(i.Source, "the field of view", i.Array.Shape(), want...); err != nil {
			return err
		}
		if !isName(i.Name) || seen[i.Name] {
			return ContentErrorf(i.Source, "would be a second image of the name %s, or one without", Quoted(i.Name))
		}
		seen[i.Name] = true
	}
	return nil
}

func (s *Segmentation) checkBackground() error {
	if b := s.Background; b != nil && b.Trace != nil {
		if err := checkShape(b.Trace.Source, "background components and frames", b.Trace.Array.Shape(), b.Footprints.Len(), s.Frames); err != nil {
			return err
		}
	}
	if m := s.Missed; m != nil {
		if have := m.Footprints.Len(); have != len(m.IDs) {
			return ContentErrorf(m.Source, "has %d footprints for %d cells", have, len(m.IDs))
		}
		return differingIDs(m.Source, m.IDs)
	}
	return nil
}

// checkShape compares the shape of an array with the one that what it is of has.
func checkShape(source, of string, got []int, want ...int) error {
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return ContentErrorf(source, "has shape %v, and %s have %v", got, of, want)
	}
	return nil
}

// checkEvents holds events to what their table is read as: when each began, and
// how long it lasted.
func (s *Segmentation) checkEvents() error {
	for _, e := range s.Events {
		if e.Times == nil {
			continue
		}
		if len(e.Durations) != len(e.Times) {
			return ContentErrorf(e.Source, "has %d times and %d durations of %s", len(e.Times), len(e.Durations), e.Name)
		}
		for i, at := range e.Times {
			if !IsSeconds(at) || !(e.Durations[i] >= 0) || math.IsInf(e.Durations[i], 0) {
				return &TimingError{
					What: fmt.Sprintf("%q: %s %d begins at %v s and lasts %v s", e.Source, e.Name, i, at, e.Durations[i]), Cure: MendEvents,
				}
			}
		}
	}
	return nil
}

// counted returns the number with its noun, in the plural where it is not one.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
