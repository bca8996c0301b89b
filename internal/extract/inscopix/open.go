package inscopix

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// Request says what is opened.
type Request struct {
	Path  string   // the source as the user gave it: a file or a folder
	With  []string // more files or folders of the same source
	Join  bool     // a series is one segmentation, with its gaps
	Which int      // the number of one recording of a series, from 1 in the order of time; 0 for the only one

	// IsRun tells whether a file is a result of CaImAn, and OpenRun opens one.
	IsRun   func(path string) bool
	OpenRun func(ctx context.Context, path string) (*session.Segmentation, error)
}

// SeveralError is returned for a source of several recordings of which none was
// chosen.
type SeveralError struct {
	Path       string
	Recordings []string // when each began, and how long it is
}

func (e *SeveralError) Error() string {
	return fmt.Sprintf("%q holds %d recordings: %s", e.Path, len(e.Recordings), source.Listed(e.Recordings))
}

// Open opens the recording of a source, or one of its recordings, or all of a
// series as one.
//
// What is something else ends in a *session.FormatError; what is damaged or
// contradicts itself in an error that names the file and the place; files that
// contradict each other in one that names both; several recordings in a
// *SeveralError.
func Open(ctx context.Context, q Request) (*session.Segmentation, error) {
	paths := append([]string{q.Path}, q.With...)
	watch, size, err := watchAll(paths)
	if err != nil {
		return nil, err
	}
	c, err := collect(ctx, paths, q.IsRun)
	if err != nil {
		return nil, err
	}
	if err := c.addCellSets(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if len(c.beside) > 0 {
		if watch, size, err = watchAll(append(paths, c.beside...)); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	seg, err := c.open(ctx, &q)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	seg.Beside = c.beside
	seg.Path, seg.Data, seg.Format, seg.Watch, seg.Bytes = q.Path, q.Path, "inscopix", watch, size
	seg.LeftOut = append(seg.LeftOut, c.leftOut...)
	return seg, nil
}

// open makes a segmentation of what was collected.
func (c *collection) open(ctx context.Context, q *Request) (*session.Segmentation, error) {
	if len(c.parts) == 0 {
		return nil, &session.FormatError{Path: q.Path, Found: "a folder without cell sets or event sets", Expected: Expected}
	}
	if len(c.runs) > 1 {
		return nil, fmt.Errorf("%q holds %d results of CaImAn, %q and %q: nothing tells which of them the cell sets are of", q.Path, len(c.runs), c.runs[0], c.runs[1])
	}
	all, remarks, err := c.arrange(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, attach(c.parts[0], nil)
	}
	if c.given && len(all) > 1 && !q.Join && q.Which == 0 {
		return nil, differentRecordings(all)
	}
	s := &series{recordings: all, chosen: all, collection: c}
	switch {
	case q.Join:
	case q.Which > len(all):
		return nil, fmt.Errorf("%q has no recording %d: it has %d", q.Path, q.Which, len(all))
	case q.Which > 0:
		s.chosen = all[q.Which-1 : q.Which]
	case len(all) > 1:
		return nil, &SeveralError{q.Path, describeRecordings(all)}
	}
	var seg *session.Segmentation
	if len(c.runs) == 1 {
		seg, err = s.withRun(ctx, c.runs[0], q.OpenRun)
	} else {
		seg, err = s.segmentation(ctx)
	}
	if err != nil {
		return nil, err
	}
	seg.Remarks = slices.Concat(s.took(), c.remarks, remarks, seg.Remarks)
	return seg, nil
}

// differentRecordings returns the error for files that were given as of one
// recording, and are of several.
func differentRecordings(all []*recording) error {
	a, b := all[0].cells(), all[1].cells()
	if sameStart(a.start(), b.start()) {
		return contradiction(a, b, "the one has %d samples, the other %d", a.cells.Timing.Samples, b.cells.Timing.Samples)
	}
	return contradiction(a, b, "the one begins at %s, the other at %s, and they were not given as a series", a.startText(), b.startText())
}

func describeRecordings(all []*recording) []string {
	var each []string
	for _, r := range all {
		each = append(each, fmt.Sprintf("%s (%s)", startText(r.timing().Start), source.Counted(r.timing().Samples, "sample")))
	}
	return each
}

// watchAll takes a snapshot of each path.
func watchAll(paths []string) (unchanged func() error, size int64, err error) {
	var all []*source.Snapshot
	for _, path := range paths {
		s, err := source.TakeSnapshot(path)
		if err != nil {
			return nil, 0, err
		}
		all, size = append(all, s), size+s.Bytes()
	}
	return func() error {
		for _, s := range all {
			if err := s.Unchanged(); err != nil {
				return err
			}
		}
		return nil
	}, size, nil
}

// took says which file was taken for what, where there are several.
func (s *series) took() []string {
	var said []string
	for _, r := range s.chosen {
		if len(r.parts()) == 1 && len(s.collection.runs) == 0 && len(s.chosen) == 1 {
			continue
		}
		text := "of the recording that begins at " + startText(r.timing().Start) + " were taken: "
		for _, p := range []struct {
			part *part
			as   string
		}{{r.raw, "raw traces"}, {r.denoised, "denoised traces"}, {r.events, "events"}} {
			if p.part != nil {
				as := p.as
				if r.denoised == nil && p.part == r.raw {
					as = "traces"
				}
				text += fmt.Sprintf("%q as its %s, ", p.part.name, as)
			}
		}
		said = append(said, text[:len(text)-2])
	}
	return said
}

// appendNew appends remarks that are not there yet.
func appendNew(all []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}
