package extract

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"roi2nwb/internal/extract/caiman"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/session"
)

// alone opens a source that is one recording, and so all of its series.
func alone(open func(context.Context, string) (*session.Segmentation, error)) func(context.Context, *Source) (*session.Segmentation, error) {
	return func(ctx context.Context, s *Source) (*session.Segmentation, error) {
		if s.Which > 1 {
			return nil, fmt.Errorf("%q has no recording %d: it is one", s.Path, s.Which)
		}
		return open(ctx, s.Path)
	}
}

// MayBeSeries reports whether a source may be of several recordings, each of which
// is a result of its own.
func MayBeSeries(path string) bool {
	ok, err := inscopix.Recognise(path)
	return err == nil && ok
}

func openCaiman(ctx context.Context, s *Source) (*session.Segmentation, error) {
	return alone(caiman.Options{Discarded: s.Discarded}.Open)(ctx, s)
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

// remarkParts says of a CaImAn result that was opened alone that files of Inscopix
// lie beside it, which know more.
func remarkParts(seg *session.Segmentation, s Source) {
	if seg.Format != "caiman" || len(s.With) > 0 {
		return
	}
	dir := filepath.Dir(s.Path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // its result was read just now; what is beside it is not needed
	}
	for _, e := range entries {
		if path := filepath.Join(dir, e.Name()); inscopix.IsResult(path) {
			seg.AddRemark("%q and other files of Inscopix may belong to this result: give their folder as the source to take the times, names and verdicts from them", path)
			return
		}
	}
}
