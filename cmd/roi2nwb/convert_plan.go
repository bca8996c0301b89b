package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// plan lays the file out.
func (o *convertOptions) plan(ctx context.Context, planes sourcePlanes, meta *metadata.Metadata, p *progress.Progress) (*plan.Plan, error) {
	masks, err := o.masksOf(planes)
	if err != nil {
		return nil, err
	}
	traces, err := o.traceKinds(planes)
	if err != nil {
		return nil, err
	}
	shape, err := o.chunkShape()
	if err != nil {
		return nil, err
	}
	options := o.storage.buildOptions(masks)
	options.NoCentroids, options.NoAcceptance, options.NoBackground, options.NoImages = o.NoCentroids, o.NoAcceptance, o.NoBackground, o.NoImages
	options.Traces, options.TraceChunk = traces, shape
	if options.Fingerprint = o.Fingerprint; o.Reproducible {
		options.Fingerprint = "" // it depends on when the source was written
		options.Created = meta.File.SessionStart
		if options.Seed = o.seed; o.seed == "" {
			p.Begin(hashing, planes.bytes())
			if options.Seed, err = o.fingerprint(ctx, planes, p.Reading(hashing)); err != nil {
				return nil, err
			}
		}
	}
	plan, err := build.File(planes.build(), meta, options)
	var wrong *session.TimingError
	if errors.As(err, &wrong) {
		return nil, &usageError{err, hintOf(err)}
	}
	if errors.Is(err, build.ErrNoTiming) {
		return nil, planes.untimed()
	}
	return plan, err
}

// masksOf returns how the file keeps the footprints of all planes.
func (o *convertOptions) masksOf(planes sourcePlanes) ([]build.MaskKind, error) {
	kinds, err := o.storage.masks(planes[0].seg.Field)
	for _, p := range planes[1:] {
		other, wrong := o.storage.masks(p.seg.Field)
		if !slices.Equal(kinds, other) || (err == nil) != (wrong == nil) {
			return nil, &usageError{fmt.Errorf("mask %q fits plane %q or %q, not both: one of them is a volume", o.storage.Mask, planes[0].Name, p.Name), "use --mask image"}
		}
	}
	return kinds, err
}

// hashing is what --reproducible begins with.
const hashing = "hashing the source"

// untimed is the error of the first plane of which nothing says when its frames
// were taken.
func (planes sourcePlanes) untimed() error {
	untimed := planes[0]
	for _, p := range planes {
		if p.seg.Timing.Timestamps == nil && p.seg.Timing.Rate <= 0 {
			untimed = p
			break
		}
	}
	return untimed.untimed()
}

// untimed is the error of a source of which nothing says when its frames were
// taken, or only a table that does not serve.
func (p *sourcePlane) untimed() error {
	seg, rate, timestamps := p.seg, "--rate 30", "--timestamps FILE"
	if p.Name != "" {
		rate, timestamps = "--plane-rate "+p.Name+"=30", "--plane-timestamps "+p.Name+"=FILE"
	}
	if seg.Timing.Err != nil {
		hint := fmt.Sprintf("mend the table, or override it: %s, or %s", rate, timestamps)
		if own := hintOf(seg.Timing.Err); own != "" {
			hint = own
		}
		return &usageError{seg.Timing.Err, hint}
	}
	hint := fmt.Sprintf("give the sampling rate with %s, or a time for each frame with %s", rate, timestamps)
	if seg.Format == "minian" {
		hint += ", or put the recorder's timeStamps.csv beside the result"
	}
	return &usageError{fmt.Errorf("nothing says when the frames of %q were taken", p.Source), hint}
}

// noTrace is given for no trace at all.
const noTrace = "none"

// traceKinds checks the traces that were asked for against those that there
// are.
func (o *convertOptions) traceKinds(planes sourcePlanes) ([]session.TraceKind, error) {
	if o.Traces == nil {
		return nil, nil
	}
	have := map[string]bool{}
	var names []string
	learn := func(kind session.TraceKind) {
		if !have[string(kind)] {
			have[string(kind)] = true
			names = append(names, string(kind))
		}
	}
	for _, p := range planes {
		for _, t := range p.seg.Traces {
			learn(t.Kind)
		}
		if bg := p.seg.Background; bg != nil && bg.Trace != nil {
			learn(session.BackgroundTrace)
		}
	}
	kinds := []session.TraceKind{}
	for _, name := range o.Traces {
		name = strings.TrimSpace(name)
		if !have[name] && name != noTrace {
			return nil, usagef("the source has no trace %q: it has %s", name, strings.Join(names, ", "))
		}
		kinds = append(kinds, session.TraceKind(name))
	}
	return kinds, nil
}

// chunkShape reads --chunk-shape.
func (o *convertOptions) chunkShape() ([]int, error) {
	if o.ChunkShape == "" {
		return nil, nil
	}
	var frames, rois int
	if n, err := fmt.Sscanf(o.ChunkShape, "%d,%d", &frames, &rois); err != nil || n != 2 || frames < 1 || rois < 1 ||
		o.ChunkShape != fmt.Sprintf("%d,%d", frames, rois) {
		return nil, &usageError{fmt.Errorf("chunk shape %q is not two counts", o.ChunkShape), "give frames and ROIs, as in --chunk-shape 8192,64"}
	}
	return []int{frames, rois}, nil
}

// fingerprint hashes the source with all that belongs to it.
func (o *convertOptions) fingerprint(ctx context.Context, planes sourcePlanes, read func(n int64)) (string, error) {
	seed, err := extract.Fingerprint(ctx, planes[0].Source, read)
	others := slices.Concat(o.With, planes[0].seg.Beside)
	for _, p := range planes[1:] {
		others = append(append(others, p.Source), p.seg.Beside...)
	}
	for _, path := range others {
		if err != nil {
			break
		}
		var more string
		more, err = extract.Fingerprint(ctx, path, read)
		seed += " " + more
	}
	return seed, err
}
