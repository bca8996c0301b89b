package nwb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// An estimate is within a fifth of the file, or 50 kB.
func TestEstimateBytes(t *testing.T) {
	for _, codec := range []chunkio.Codec{
		{Compression: chunkio.Gzip, Level: 1, Shuffle: true},
		{Compression: chunkio.NoCompression},
	} {
		for _, source := range genuine(t) {
			for _, mask := range []string{"image", "both"} {
				seg, meta := opened(t, source)
				masks, err := build.MaskKinds(mask, seg.Field.Depth > 0)
				if err != nil {
					t.Fatal(err)
				}
				o := nwbtest.Options(masks...)
				o.Codec = codec
				path, plan := made(t, seg, meta, o)
				holdEstimate(t, filepath.Base(source)+" "+mask, plan, codec, path)
			}
		}
	}
}

func holdEstimate(t *testing.T, name string, plan *plan.Plan, codec chunkio.Codec, path string) {
	t.Helper()
	got, err := EstimateBytes(t.Context(), plan, codec)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	want := info.Size()
	off := max(got-want, want-got)
	t.Logf("%s: %d bytes estimated, %d made", name, got, want)
	if off > want/5 && off > 50<<10 {
		t.Errorf("%s: %d bytes estimated, %d made", name, got, want)
	}
}

// With more chunks and ROIs than are sampled, the samples stand for the rest.
func TestEstimateFromSamples(t *testing.T) {
	seg, meta := opened(t, "../../testdata/caiman/cnmf2p_full.hdf5")
	many := *seg
	n := 40 * len(seg.IDs)
	rows := make([]int, n)
	many.IDs = make([]string, n)
	for i := range rows {
		rows[i], many.IDs[i] = i%len(seg.IDs), fmt.Sprint("roi", i)
	}
	many.Footprints = repeated{seg.Footprints, n}
	many.Acceptance, many.Columns, many.Traces = nil, nil, nil
	for _, trace := range seg.Traces {
		var err error
		if trace.Array, err = chunkio.Select(trace.Array, rows); err != nil {
			t.Fatal(err)
		}
		many.Traces = append(many.Traces, trace)
	}
	for _, mask := range []build.MaskKind{build.ImageMask, build.PixelMask} {
		o := nwbtest.Options(mask)
		path, plan := made(t, &many, meta, o)
		holdEstimate(t, string(mask), plan, o.Codec, path)
	}
}

type repeated struct {
	session.Footprints
	n int
}

func (r repeated) Len() int { return r.n }

func (r repeated) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	return r.Footprints.Footprint(ctx, i%r.Footprints.Len(), dst)
}

func TestEstimateStops(t *testing.T) {
	seg, meta := opened(t, aSource)
	plan, err := nwbtest.BuildOne(seg, meta, nwbtest.Options(build.ImageMask))
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if _, err := EstimateBytes(ctx, plan, nwbtest.Options().Codec); !errors.Is(err, stop) {
		t.Errorf("EstimateBytes() = %v, want %v", err, stop)
	}
}
