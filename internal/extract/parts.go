package extract

import (
	"context"
	"fmt"

	"roi2nwb/internal/extract/caiman"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/session"
)

// openInscopix opens a file or a folder of Inscopix.
func openInscopix(ctx context.Context, path string) (*session.Segmentation, error) {
	return openParts(ctx, &Source{Path: path})
}

// openParts opens a source of several files: cell sets and event sets of Inscopix,
// with the result of CaImAn that they were made of where it is among them.
func openParts(ctx context.Context, s *Source) (*session.Segmentation, error) {
	if s.Format != "" && s.Format != "inscopix" && s.Format != "caiman" {
		return nil, fmt.Errorf("a source of format %q is one file or folder, of one recording", s.Format)
	}
	return inscopix.Open(ctx, inscopix.Request{
		Path: s.Path, With: s.With, Join: s.Join, Which: s.Which,
		IsRun: caiman.IsResult, OpenRun: caiman.Open,
	})
}
