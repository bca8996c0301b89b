package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// plan lays the file out.
func (o *convertOptions) plan(ctx context.Context, seg *session.Segmentation, meta *metadata.Metadata, p *progress.Progress) (*plan.Plan, error) {
	masks, err := o.storage.masks(seg.Field)
	if err != nil {
		return nil, err
	}
	traces, err := o.traceKinds(seg)
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
		p.Begin(hashing, seg.Bytes)
		if options.Seed, err = o.fingerprint(ctx, p.Reading(hashing)); err != nil {
			return nil, err
		}
	}
	plan, err := build.File(onePlane(seg, meta), meta, options)
	var wrong *session.TimingError
	if errors.As(err, &wrong) {
		return nil, &usageError{err, hintOf(err)}
	}
	if errors.Is(err, build.ErrNoTiming) {
		return nil, o.untimed(seg)
	}
	return plan, err
}

// onePlane is what a file holds of which one segmentation was made.
func onePlane(seg *session.Segmentation, meta *metadata.Metadata) []build.Plane {
	return []build.Plane{{Segmentation: seg, Names: &meta.Names}}
}

// hashing is what --reproducible begins with.
const hashing = "hashing the source"

// untimed is the error of a source of which nothing says when its frames were
// taken, or only a table that does not serve.
func (o *convertOptions) untimed(seg *session.Segmentation) error {
	if seg.Timing.Err != nil {
		hint := "mend the table, or override it: --rate 30, or --timestamps FILE"
		if own := hintOf(seg.Timing.Err); own != "" {
			hint = own
		}
		return &usageError{seg.Timing.Err, hint}
	}
	hint := "give the sampling rate with --rate 30, or a time for each frame with --timestamps FILE"
	if seg.Format == "minian" {
		hint += ", or put the recorder's timeStamps.csv beside the result"
	}
	return &usageError{fmt.Errorf("nothing says when the frames of %q were taken", o.Source), hint}
}

// noTrace is given for no trace at all.
const noTrace = "none"

// traceKinds checks the traces that were asked for against those that there
// are.
func (o *convertOptions) traceKinds(seg *session.Segmentation) ([]session.TraceKind, error) {
	if o.Traces == nil {
		return nil, nil
	}
	have := map[string]bool{}
	var names []string
	for _, t := range seg.Traces {
		have[string(t.Kind)] = true
		names = append(names, string(t.Kind))
	}
	if seg.Background != nil && seg.Background.Trace != nil {
		have[string(session.BackgroundTrace)] = true
		names = append(names, string(session.BackgroundTrace))
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
func (o *convertOptions) fingerprint(ctx context.Context, read func(n int64)) (string, error) {
	seed, err := extract.Fingerprint(ctx, o.Source, read)
	for _, path := range o.With {
		if err != nil {
			break
		}
		var more string
		more, err = extract.Fingerprint(ctx, path, read)
		seed += " " + more
	}
	return seed, err
}
