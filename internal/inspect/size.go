package inspect

import (
	"context"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/session"
)

// Estimate adds the size of the NWB file that a source would become with these
// options and this codec, from samples of its arrays. The size stays unknown
// where the metadata is so wrong that there is no plan.
func (f *Facts) Estimate(ctx context.Context, seg *session.Segmentation, meta *metadata.Metadata, options *build.Options, codec chunkio.Codec) error {
	if len(meta.Planes) == 0 {
		return nil
	}
	sized := *seg
	if seg.Timing.Rate <= 0 && seg.Timing.Timestamps == nil {
		sized.Timing.Rate = 1 // any rate takes the same space
	}
	plan, err := build.File([]build.Plane{{Segmentation: &sized, Names: &meta.Names}}, meta, options)
	if err != nil && f.hasErrors() {
		return nil // they tell why there is no plan
	}
	if err != nil {
		return err
	}
	bytes, err := nwb.EstimateBytes(ctx, plan, codec)
	if err != nil {
		return err
	}
	f.Bytes, f.Estimated = &bytes, true
	return nil
}

// hasErrors reports whether any of the problems of the metadata forbids to write
// a file.
func (f *Facts) hasErrors() bool {
	return slices.ContainsFunc(f.Problems, func(p metadata.Problem) bool { return p.Severity == metadata.Error })
}
