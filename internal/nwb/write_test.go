package nwb

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// guarded is an array that asks before each read.
type guarded struct {
	chunkio.Array
	before func() error
}

func (g *guarded) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := g.before(); err != nil {
		return err
	}
	return g.Array.ReadBlock(ctx, dst, start, count)
}

// guardedPlan lays out a session of which each read, of a footprint or of a
// box, asks before.
func guardedPlan(t *testing.T, before func() error) *plan.Plan {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 6))
	field := session.Field{Width: 90, Height: 70}
	footprints := []session.Footprint{nwbtest.Scatter(r, field, 200), nwbtest.Scatter(r, field, 300), {}}
	seg := nwbtest.Drawing(field, 2000, footprints...)
	seg.Footprints.(*nwbtest.Drawn).Before = func(int) error { return before() }
	seg.Traces[0].Array = &guarded{seg.Traces[0].Array, before}
	o := nwbtest.Options(build.ImageMask, build.PixelMask)
	o.TraceChunk = []int{256, 2}
	return nwbtest.Planned(t, seg, o)
}

// counter counts reads, which come from several goroutines, and may refuse
// those from the limit on.
type counter struct {
	reads atomic.Int64
	limit int64
	err   error
}

func (c *counter) ask() error {
	if n := c.reads.Add(1); c.err != nil && n > c.limit {
		return c.err
	}
	return nil
}

// A source that fails, wherever that is, leaves no file, and what was there
// stays; the error says what failed.
func TestSourceFails(t *testing.T) {
	noHandles(t)
	all := &counter{}
	if _, err := Write(t.Context(), guardedPlan(t, all.ask), output(filepath.Join(t.TempDir(), "o.nwb"))); err != nil {
		t.Fatal(err)
	}
	total := all.reads.Load()
	if total < 10 {
		t.Fatalf("only %d reads", total)
	}
	broken := errors.New("broken")
	for limit := range total {
		for _, old := range []bool{false, true} {
			o := output(filepath.Join(t.TempDir(), "o.nwb"))
			if o.Overwrite = old; old {
				put(t, o.Path, "old")
			}
			_, err := Write(t.Context(), guardedPlan(t, (&counter{limit: limit, err: broken}).ask), o)
			if !errors.Is(err, broken) {
				t.Fatalf("read %d of %d fails: %v", limit, total, err)
			}
			holdUntouched(t, o.Path, old)
		}
	}
}

// holdUntouched reports whether a run that ended early left the folder as it was.
func holdUntouched(t *testing.T, path string, old bool) {
	t.Helper()
	var want []string
	if old {
		want = []string{filepath.Base(path)}
	}
	if got := folderOf(t, filepath.Dir(path)); !slices.Equal(got, want) {
		t.Fatalf("the folder holds %q, want %q", got, want)
	}
	if old && contentOf(t, path) != "old" {
		t.Fatalf("the file that was there holds %q", contentOf(t, path))
	}
}

// A run that is cancelled at any read ends with the cause and leaves nothing.
func TestCancel(t *testing.T) {
	noHandles(t)
	stop := errors.New("stop")
	all := &counter{}
	if _, err := Write(t.Context(), guardedPlan(t, all.ask), output(filepath.Join(t.TempDir(), "o.nwb"))); err != nil {
		t.Fatal(err)
	}
	for limit := range all.reads.Load() {
		for name, refuse := range map[string]error{"and the source goes on": nil, "and the source says so": context.Canceled} {
			ctx, cancel := context.WithCancelCause(t.Context())
			var reads atomic.Int64
			plan := guardedPlan(t, func() error {
				if reads.Add(1) > limit {
					cancel(stop)
					return refuse
				}
				return nil
			})
			o := output(filepath.Join(t.TempDir(), "o.nwb"))
			if _, err := Write(ctx, plan, o); !errors.Is(err, stop) {
				t.Fatalf("cancelled at read %d, %s: %v, want %v", limit, name, err, stop)
			}
			holdUntouched(t, o.Path, false)
			cancel(nil)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	o := output(filepath.Join(t.TempDir(), "o.nwb"))
	if _, err := Write(ctx, guardedPlan(t, all.ask), o); !errors.Is(err, stop) {
		t.Errorf("cancelled before: %v, want %v", err, stop)
	}
	holdUntouched(t, o.Path, false)
}

// A file that does not hold what was written does not become the output. It is
// kept under a name that says so, for a report. The source here says something
// else when it is asked again.
func TestCheckFails(t *testing.T) {
	seg := nwbtest.Drawing(session.Field{Width: 9, Height: 7}, 10, session.Footprint{})
	first := seg.Traces[0].Array
	n := 0
	seg.Traces[0].Array = &changing{first, &n}
	o := output(filepath.Join(t.TempDir(), "o.nwb"))
	_, err := Write(t.Context(), nwbtest.Planned(t, seg, nwbtest.Options()), o)
	if !errors.Is(err, ErrCheck) || !strings.Contains(err.Error(), nwbtest.SeriesPath) {
		t.Errorf("got %v, want %v at %s", err, ErrCheck, nwbtest.SeriesPath)
	}
	var hinted interface{ Hint() string }
	if !errors.As(err, &hinted) || !strings.Contains(hinted.Hint(), "report it") || !strings.Contains(hinted.Hint(), "o.nwb.failed-check") {
		t.Errorf("%v does not ask for a report", err)
	}
	if got := folderOf(t, filepath.Dir(o.Path)); !slices.Equal(got, []string{"o.nwb.failed-check"}) {
		t.Errorf("the folder holds %q", got)
	}
}

type changing struct {
	chunkio.Array
	reads *int
}

func (c *changing) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	err := c.Array.ReadBlock(ctx, dst, start, count)
	dst[0] ^= byte(*c.reads)
	*c.reads++
	return err
}

func TestWriteRefuses(t *testing.T) {
	plan := guardedPlan(t, (&counter{}).ask)
	o := output(filepath.Join(t.TempDir(), "o.nwb"))
	put(t, o.Path, "old")
	if _, err := Write(t.Context(), plan, o); !errors.Is(err, ErrExists) {
		t.Errorf("got %v, want %v", err, ErrExists)
	}
	holdUntouched(t, o.Path, true)
	o.Overwrite = true
	o.Pipeline = chunkio.NewPipeline(chunkio.Options{Buffer: 1000})
	if _, err := Write(t.Context(), plan, o); !errors.Is(err, chunkio.ErrBudget) {
		t.Errorf("got %v, want %v", err, chunkio.ErrBudget)
	}
	holdUntouched(t, o.Path, true)
}

// What Write tells of its work is what was done.
func TestWritten(t *testing.T) {
	const frames = 2000 // enough for chunks
	nan := make([]float64, 2*frames)
	for i := range nan {
		nan[i] = math.NaN()
	}
	seg := nwbtest.Drawing(session.Field{Width: 90, Height: 70}, frames,
		session.Footprint{X: []uint32{1, 2}, Y: []uint32{3, 3}, W: []float64{1, 1}}, session.Footprint{X: []uint32{4}, Y: []uint32{5}, W: []float64{1}})
	seg.Background = &session.Background{Source: "drawn/b", Footprints: &nwbtest.Drawn{All: []session.Footprint{{X: []uint32{0}, Y: []uint32{0}, W: []float64{1}}}}}
	array := func(v []float64) chunkio.Array { return chunkio.FromFloat64s([]int{2, frames}, v) }
	seg.Traces = append(seg.Traces,
		session.Trace{Kind: session.Denoised, Unit: "a.u.", Array: array(make([]float64, 2*frames))},
		session.Trace{Kind: session.Deconvolved, Unit: "a.u.", Array: array(nan)})
	seg.Images = []session.Image{{Name: "noise_image", Array: chunkio.FromFloat64s([]int{90, 70}, make([]float64, 90*70))}}
	tree := nwbtest.Planned(t, seg, nwbtest.Options(build.PixelMask))
	for _, codec := range []chunkio.Codec{{}, {Compression: chunkio.Gzip, Level: 1, Shuffle: true}, {Compression: chunkio.Zstd, Level: 1, Shuffle: true}} {
		moved := int64(0)
		o := output(filepath.Join(t.TempDir(), "o.nwb"))
		o.Codec, o.Progress = codec, func(_ Activity, n int64) { moved += n }
		written, err := Write(t.Context(), tree, o)
		if err != nil {
			t.Fatal(err)
		}
		if moved != tree.WorkBytes() {
			t.Errorf("%+v: progress tells of %d bytes of %d", codec, moved, tree.WorkBytes())
		}
		if got := int64(len(contentOf(t, o.Path))); got != written.Bytes {
			t.Errorf("%+v: %d bytes are told, %d written", codec, written.Bytes, got)
		}
		if d := cmp.Diff(map[string]int{plan.Join(build.OphysPath, "ImageSegmentation/PlaneSegmentation"): 3, plan.Join(build.OphysPath, "ImageSegmentation/BackgroundPlaneSegmentation"): 1}, written.Pixels); d != "" {
			t.Errorf("pixels (-want +got):\n%s", d)
		}
		want := []string{
			"/processing/ophys/Fluorescence/Denoised/data: all zero",
			"/processing/ophys/Fluorescence/Deconvolved/data: all NaN",
			"/processing/ophys/SegmentationImages/noise_image: all zero",
		}
		if d := cmp.Diff(want, written.Blank); d != "" {
			t.Errorf("blank (-want +got):\n%s", d)
		}
	}
}

// With a seed, equal input gives equal bytes, whatever the number of jobs.
func TestReproducible(t *testing.T) {
	var first string
	for jobs := 1; jobs <= 4; jobs++ {
		seg, meta := opened(t, aSource)
		plan, err := nwbtest.BuildOne(seg, meta, nwbtest.Options(build.ImageMask, build.PixelMask))
		if err != nil {
			t.Fatal(err)
		}
		o := output(filepath.Join(t.TempDir(), fmt.Sprint(jobs, ".nwb")))
		o.Pipeline = chunkio.NewPipeline(chunkio.Options{Jobs: jobs})
		if _, err := Write(t.Context(), plan, o); err != nil {
			t.Fatal(err)
		}
		if content := contentOf(t, o.Path); first == "" {
			first = content
		} else if content != first {
			t.Errorf("with %d jobs the file differs", jobs)
		}
	}
}
