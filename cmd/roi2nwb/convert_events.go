package main

import (
	"context"
	"os"
	"path/filepath"

	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/batch"
	"roi2nwb/internal/inspect"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// startProgress begins to show how far the conversion is: to people, or to the
// batch that runs it.
func (o *convertOptions) startProgress(s Streams) *progress.Progress {
	if !o.Events {
		return startProgress(s, o.Source, o.Quiet, o.Verbose)
	}
	if o.DryRun {
		return nil
	}
	return progress.Start(progress.Options{Tell: func(doing string, done, total int64) {
		// A batch that is gone needs not be told.
		_ = writeJSON(s.Out, batch.Event{Progress: &batch.Progress{Doing: doing, Done: done, Total: total}})
	}})
}

// tellPlan tells a batch what would be written, and what stands there now.
func (o *convertOptions) tellPlan(ctx context.Context, s Streams, seg *session.Segmentation, p *plan.Plan, to *output) error {
	planned := &batch.Planned{Output: to.path, Frames: seg.Frames, ROIs: inspect.CountROIs(seg).Total, Work: p.WorkBytes()}
	if _, err := os.Stat(filepath.Dir(to.path)); err == nil {
		if err := nwb.CheckTarget(to.path, true); err != nil {
			return to.retell(err)
		}
	}
	if _, err := os.Stat(to.path); err == nil {
		planned.Exists = true
		// What cannot be read is none of ours.
		planned.Fingerprint, _ = nwb.Fingerprint(to.path)
	}
	var err error
	if planned.Bytes, err = nwb.EstimateBytes(ctx, p, o.storage.codec()); err != nil {
		return err
	}
	return writeJSON(s.Out, batch.Event{Plan: planned})
}
