package nwb

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// genuine lists the genuine results that the project has.
func genuine(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/caiman/*.hdf5")
	if err != nil || len(files) == 0 {
		t.Fatalf("no genuine files: %v", err)
	}
	return files
}

// noHandles fails the test where handles of libhdf5 are left at its end.
func noHandles(t *testing.T) {
	t.Helper()
	before := h5.OpenIDs()
	t.Cleanup(func() {
		if n := h5.OpenIDs() - before; n != 0 {
			t.Errorf("%d handles are left open", n)
		}
	})
}

// opened opens a genuine result with metadata that has all but a subject.
func opened(t *testing.T, path string) (*session.Segmentation, *metadata.Metadata) {
	t.Helper()
	seg, err := extract.Open(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
	})
	defaults, err := metadata.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	sets, err := metadata.FromSets("--set", []string{
		"NWBFile.session_start_time=2024-05-17T14:30:00+02:00", "NWBFile.session_id=D1S4", "NWBFile.keywords=[a, b]",
		"Ophys.ImagingPlane.indicator=GCaMP6f", "Ophys.ImagingPlane.excitation_lambda=920", "Ophys.Device.model_name=Twoscope",
	})
	if err != nil {
		t.Fatal(err)
	}
	meta, err := metadata.Merge(defaults, sets).Resolve(metadata.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return seg, meta
}

// made writes a segmentation and returns the path and the plan.
func made(t *testing.T, seg *session.Segmentation, meta *metadata.Metadata, o *build.Options) (string, *plan.Plan) {
	t.Helper()
	plan, err := nwbtest.BuildOne(seg, meta, o)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "made.nwb")
	if _, err := Write(t.Context(), plan, Output{Path: path, Codec: o.Codec, Pipeline: chunkio.NewPipeline(chunkio.Options{})}); err != nil {
		t.Fatal(err)
	}
	return path, plan
}

// reopened writes what a plan says, without checking it, and opens the file.
func reopened(t *testing.T, plan *plan.Plan) (*session.Segmentation, *metadata.Metadata, error) {
	t.Helper()
	return reopenedBy(t, plan, usualSizes())
}

func reopenedBy(t *testing.T, plan *plan.Plan, sizes readSizes) (*session.Segmentation, *metadata.Metadata, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plan.nwb")
	o := &Output{Codec: nwbtest.Options().Codec, Pipeline: chunkio.NewPipeline(chunkio.Options{})}
	if err := write(t.Context(), plan, path, o, &Written{Pixels: map[string]int{}}); err != nil {
		t.Fatal(err)
	}
	seg, meta, err := open(t.Context(), path, "", sizes)
	if err == nil {
		t.Cleanup(func() {
			if err := seg.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return seg, meta, err
}

// pixels reads all footprints: the float32 weight at each place.
func pixels(t *testing.T, f session.Footprints) []map[[3]uint32]float32 {
	t.Helper()
	all := make([]map[[3]uint32]float32, f.Len())
	var one session.Footprint
	for i := range all {
		if err := f.Footprint(t.Context(), i, &one); err != nil {
			t.Fatal(err)
		}
		all[i] = map[[3]uint32]float32{}
		for k, w := range one.W {
			place := [3]uint32{one.X[k], one.Y[k]}
			if one.Z != nil {
				place[2] = one.Z[k]
			}
			all[i][place] = float32(w)
		}
	}
	return all
}

// content reads a whole array.
func content(t *testing.T, a chunkio.Array) []byte {
	t.Helper()
	n, err := chunkio.Count(a.Shape(), a.DType().Size())
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, n*a.DType().Size())
	if err := a.ReadBlock(t.Context(), raw, make([]int, len(a.Shape())), a.Shape()); err != nil {
		t.Fatal(err)
	}
	return raw
}

// A file that is written and read again is the source again.
func TestReadWhatWasWritten(t *testing.T) {
	for _, source := range genuine(t) {
		for _, mask := range []string{"image", "sparse", "both"} {
			t.Run(filepath.Base(source)+" "+mask, func(t *testing.T) {
				noHandles(t)
				want, meta := opened(t, source)
				if mask == "sparse" && want.Field.Depth > 0 {
					mask = "voxel"
				} else if mask == "sparse" {
					mask = "pixel"
				}
				masks, err := build.MaskKinds(mask, want.Field.Depth > 0)
				if err != nil {
					t.Fatal(err)
				}
				plan, err := nwbtest.BuildOne(want, meta, nwbtest.Options(masks...))
				if err != nil {
					t.Fatal(err)
				}
				got, gotMeta, err := reopened(t, plan)
				if err != nil {
					t.Fatal(err)
				}
				sameSegmentation(t, want, got)
				little, _, err := reopenedBy(t, plan, littleSizes())
				if err != nil {
					t.Fatal(err)
				}
				sameSegmentation(t, want, little)
				for _, difference := range []string{
					cmp.Diff(meta.Missing(), gotMeta.Missing()),
					cmp.Diff(meta.File.SessionStart.UTC(), gotMeta.File.SessionStart.UTC()),
					cmp.Diff(meta.File.Keywords, gotMeta.File.Keywords),
					cmp.Diff("Twoscope", gotMeta.Devices[0].ModelName),
					cmp.Diff("Microscope", gotMeta.Planes[0].Device),
					cmp.Diff(920.0, gotMeta.Planes[0].ExcitationLambda),
				} {
					if difference != "" {
						t.Errorf("metadata (-want +got):\n%s", difference)
					}
				}
			})
		}
	}
}

// littleSizes lets a reader hold a few elements at a time: most footprints lie
// in several blocks.
func littleSizes() readSizes {
	sizes := usualSizes()
	sizes.sparse, sizes.tile, sizes.kept = 50, 24, 1
	return sizes
}

// Values that are held in memory are bounded, and nothing of a file is read
// whose table does not fit.
func TestReadBoundsSmallValues(t *testing.T) {
	seg, meta := opened(t, genuine(t)[0])
	plan, err := nwbtest.BuildOne(seg, meta, nwbtest.Options(build.PixelMask))
	if err != nil {
		t.Fatal(err)
	}
	for small, fits := range map[int]bool{8*len(seg.IDs) - 1: false, 1 << 20: true} {
		sizes := usualSizes()
		sizes.small = small
		_, _, err := reopenedBy(t, plan, sizes)
		if fits && err != nil || !fits && !errors.Is(err, chunkio.ErrTooLarge) {
			t.Errorf("with %d bytes: %v", small, err)
		}
	}
}

func sameSegmentation(t *testing.T, want, got *session.Segmentation) {
	t.Helper()
	plain := func(s *session.Segmentation) []any {
		return []any{s.Program, s.Version, s.Field, s.Frames, s.Timing.Rate, s.Timing.Timestamps, s.IDs, s.Acceptance, s.Parameters}
	}
	if d := cmp.Diff(plain(want), plain(got)); d != "" {
		t.Errorf("segmentation (-want +got):\n%s", d)
	}
	if d := cmp.Diff(pixels(t, want.Footprints), pixels(t, got.Footprints)); d != "" {
		t.Errorf("footprints (-want +got):\n%s", d)
	}
	names := func(s *session.Segmentation) (all []string) {
		for _, x := range s.Traces {
			all = append(all, string(x.Kind))
		}
		return all
	}
	if d := cmp.Diff(names(want), names(got)); d != "" {
		t.Fatalf("traces (-want +got):\n%s", d)
	}
	for i, w := range want.Traces {
		if !bytes.Equal(content(t, w.Array), content(t, got.Traces[i].Array)) {
			t.Errorf("trace %q differs", w.Kind)
		}
	}
	if want.Background != nil {
		if d := cmp.Diff(pixels(t, want.Background.Footprints), pixels(t, got.Background.Footprints)); d != "" {
			t.Errorf("background (-want +got):\n%s", d)
		}
		if !bytes.Equal(content(t, want.Background.Trace.Array), content(t, got.Background.Trace.Array)) {
			t.Error("background trace differs")
		}
	}
	if want.Field.Depth == 0 {
		for i, w := range want.Images {
			j := slices.IndexFunc(got.Images, func(g session.Image) bool { return g.Name == w.Name })
			if j < 0 || !bytes.Equal(content(t, want.Images[i].Array), content(t, got.Images[j].Array)) {
				t.Errorf("image %q differs", w.Name)
			}
		}
	}
	values := func(s *session.Segmentation) map[string]any {
		all := map[string]any{}
		for _, c := range s.Columns {
			all[c.Name] = []any{c.DType, c.Floats, max(c.Width, 1), c.Ints, c.Bools, c.Texts, c.Lists}
		}
		return all
	}
	if d := cmp.Diff(values(want), values(got), cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}
}
