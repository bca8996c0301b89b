package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
	"roi2nwb/internal/session/view"
)

// partErrors is what is wrong with recordings of an analysis, each with its place.
type partErrors []*partError

type partError struct {
	error
	part *recordingPart
}

func (e *partError) Unwrap() error { return e.error }
func (e *partError) Error() string { return e.place() + e.error.Error() }

// place is what stands before a message.
func (e *partError) place() string {
	return fmt.Sprintf("%s: recording %d of %d: ", e.part.where, e.part.number, e.part.of)
}

func (all partErrors) Error() string {
	texts := make([]string, len(all))
	for i, e := range all {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "\n")
}

func (all partErrors) Unwrap() []error {
	errs := make([]error, len(all))
	for i, e := range all {
		errs[i] = e
	}
	return errs
}

// messages makes a message of each problem of each recording.
func (all partErrors) messages() []message {
	var out []message
	for _, e := range all {
		for _, m := range messages(e.error) {
			m.Error = page.OneLine(e.place()) + m.Error
			out = append(out, m)
		}
	}
	return out
}

// layOutAll lays out all files that the source becomes: one, or one for each
// recording.
func (o *convertOptions) layOutAll(ctx context.Context, planes sourcePlanes, p *progress.Progress) (outputFiles, error) {
	if o.Split.parts == nil {
		meta, err := o.metadataOf(planes)
		if err != nil {
			return nil, err
		}
		f, err := o.layOut(ctx, planes, meta, p)
		return outputFiles{f}, err
	}
	whole := planes[0]
	if err := o.Split.fits(whole.seg); err != nil {
		return nil, err
	}
	seed := ""
	if o.Reproducible {
		p.Begin(hashing, planes.bytes())
		var err error
		if seed, err = o.fingerprint(ctx, planes, p.Reading(hashing)); err != nil {
			return nil, err
		}
	}
	shared, err := o.mergeMetadata(whole.seg)
	if err != nil {
		return nil, err
	}
	known, _ := o.Metadata.resolved(shared) // what is wrong is told below
	names := map[string]bool{}
	var files outputFiles
	var wrong partErrors
	first := 0
	for i := range o.Split.parts {
		part := &o.Split.parts[i]
		one := o.ofPart(part)
		if seed != "" {
			one.seed = fmt.Sprintf("%s frames %d:%d", seed, first, first+part.frames)
		}
		f, err := one.layOutPart(ctx, whole, first, known, p)
		var exists *existsError
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case errors.As(err, &exists) && o.IfExists == existsIsSkip:
			f = &outputFile{o: one, skipped: exists.path}
		case err == nil && names[f.to.path]:
			err = &usageError{fmt.Errorf("output %q would be that of several recordings", f.to.path),
				"give a folder with -o, or each recording an output of its own in the table of --split-by"}
		}
		if err == nil {
			names[f.to.path] = true
		} else if f == nil || f.skipped == "" {
			wrong = append(wrong, &partError{err, part})
		}
		files = append(files, f)
		first += part.frames
	}
	if wrong != nil {
		return nil, wrong
	}
	return files, nil
}

// fits returns an error where the recordings do not have all frames of the source
// together.
func (o *splitOptions) fits(seg *session.Segmentation) error {
	sum := 0
	for _, part := range o.parts {
		sum += part.frames
	}
	if sum == seg.Frames {
		return nil
	}
	flag := "--" + splitFramesFlag
	if o.Manifest != "" {
		flag = session.ShownPath(o.Manifest)
	}
	what := fmt.Sprintf("%d more than there are", sum-seg.Frames)
	if sum < seg.Frames {
		what = fmt.Sprintf("%s would be in no file", page.Plural(seg.Frames-sum, "frame"))
	}
	return &usageError{
		fmt.Errorf("%s: the %s have %s, and the source has %d: %s", flag, page.Plural(len(o.parts), "recording"), page.Plural(sum, "frame"), seg.Frames, what),
		"count the frames of each recording again, as the program was given them; roi2nwb inspect shows how many there are of all",
	}
}

// ofOneAnalysis gives the error of a source that is a series of recordings already
// its cure, where it was to be split.
func (o *convertOptions) ofOneAnalysis(err error) error {
	var several *extract.SeveralError
	if o.Split.parts == nil || !errors.As(err, &several) {
		return err
	}
	return &usageError{errors.New(several.Error() + ": --split-frames and --split-by split one recording"), "leave them out for a file of each recording, or make one of all by --join and split that"}
}

// ofPart returns the options for one recording alone: what its line of the table
// gives goes before what is given for all.
func (o *convertOptions) ofPart(part *recordingPart) *convertOptions {
	one := *o
	one.part = part
	one.Metadata.Files = slices.Concat(o.Metadata.Files, part.given["metadata"])
	one.Metadata.Sets = slices.Concat(o.Metadata.Sets, part.given["set"])
	for _, set := range part.given["set"] {
		if path, _, _ := strings.Cut(set, "="); strings.TrimSpace(path) == session.SessionStart {
			one.Metadata.StartTime = ""
		}
	}
	if start := part.given["start-time"]; start != nil {
		one.Metadata.StartTime = start[0]
	}
	if zone := part.given["timezone"]; zone != nil {
		one.Metadata.Timezone = zone[0]
	}
	if output := part.given["output"]; output != nil {
		one.Output, one.DANDILayout, one.PathTemplate = output[0], "", ""
	}
	return &one
}

// layOutPart lays out the file of one recording, which begins at a frame of the
// whole. known is the metadata of the whole.
func (o *convertOptions) layOutPart(ctx context.Context, whole *sourcePlane, first int, known *metadata.Metadata, p *progress.Progress) (*outputFile, error) {
	seg, err := view.Slice(ctx, whole.seg, first, first+o.part.frames)
	if err != nil {
		return nil, err
	}
	seg = view.Renumber(seg)
	// What is added for one recording must not reach another.
	seg.Hints, seg.Remarks, seg.LeftOut = slices.Clone(seg.Hints), slices.Clone(seg.Remarks), slices.Clone(seg.LeftOut)
	timed, err := o.part.time(seg, &o.Timing)
	if err != nil {
		return nil, err
	}
	plane := &sourcePlane{whole.planeChoice, seg, nil}
	meta, err := o.metadataOf(sourcePlanes{plane})
	if err != nil {
		return nil, err
	}
	own := !meta.File.SessionStart.Equal(known.File.SessionStart)
	o.part.shared = meta.File.SessionID == known.File.SessionID && (meta.File.SessionID != "" || !own)
	switch {
	case timed:
	case own:
		plane.seg = view.Rewind(seg)
		plane.seg.Delay(o.Timing.Offset, "--start-offset")
		plane.seg.Timing.Origin = seg.Timing.Origin // which says so already
	case first > 0 && (seg.Timing.Timestamps != nil || seg.Timing.Rate > 0):
		seg.AddRemark("the times of this recording count from the session_start_time that all share, by the clock of the whole analysis; with a session_start_time of its own, in --split-by, they begin at 0 s")
	}
	f, err := o.layOut(ctx, sourcePlanes{plane}, meta, p)
	if err == nil {
		f.to.isTold = true // of several, which is which
	}
	return f, err
}

// time takes the table's word on the times of one recording; timed is set where it
// says something. shared is what is said of all of them.
func (part *recordingPart) time(seg *session.Segmentation, shared *timingOptions) (timed bool, err error) {
	if part.given["rate"] == nil && part.given["timestamps"] == nil {
		return false, nil
	}
	timing := timingOptions{Mend: shared.Mend, Keep: shared.Keep, Offset: shared.Offset}
	if rate := part.given["rate"]; rate != nil {
		if timing.Rate, err = strconv.ParseFloat(rate[0], 64); err == nil {
			err = session.CheckRate(timing.Rate)
		} else {
			err = fmt.Errorf("%q is not a number", rate[0])
		}
		if err != nil {
			return false, &usageError{fmt.Errorf("rate: %w", err), "give the frames of a second, as in 30"}
		}
	} else {
		timing.Timestamps = part.given["timestamps"][0]
	}
	return true, timing.apply(seg)
}

// dandiNumber is the number by which a name for DANDI tells recordings apart that
// are of one session, 0 where nothing needs to be told apart.
func (o *convertOptions) dandiNumber() int {
	if o.part != nil && o.part.shared {
		return o.part.number
	}
	return o.Recording
}
