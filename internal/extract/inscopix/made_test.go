package inscopix_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/chunkio/isxd/isxdtest"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/session"
)

type footer = isxdtest.Footer

// The field of view of all models.
const width, height = isxdtest.Width, isxdtest.Height

type model = isxdtest.Model

func standard() *model {
	return &model{Cells: 4, Samples: 120, StartMillis: isxdtest.StartMillis, Seed: 1}
}

func open(t *testing.T, q inscopix.Request) (*session.Segmentation, error) {
	t.Helper()
	if q.IsRun == nil {
		q.IsRun = func(string) bool { return false }
	}
	seg, err := inscopix.Open(context.Background(), q)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := seg.Check(); err != nil {
		t.Error(err)
	}
	return seg, nil
}

func mustOpen(t *testing.T, q inscopix.Request) *session.Segmentation {
	t.Helper()
	seg, err := open(t, q)
	if err != nil {
		t.Fatal(err)
	}
	return seg
}

// trace returns the values of a trace, ROI by ROI.
func trace(t *testing.T, seg *session.Segmentation, kind session.TraceKind) []float64 {
	t.Helper()
	for _, tr := range seg.Traces {
		if tr.Kind == kind {
			return arraytest.ReadFloats(t, tr.Array)
		}
	}
	return nil
}

func flat(rows [][]float32) []float64 {
	var all []float64
	for _, row := range rows {
		for _, v := range row {
			all = append(all, float64(v))
		}
	}
	return all
}

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
}

func hasRemark(seg *session.Segmentation, part string) bool {
	return slices.ContainsFunc(seg.Remarks, func(r string) bool { return strings.Contains(r, part) })
}

func hint(seg *session.Segmentation, path string) any {
	for _, h := range seg.Hints {
		if h.Path == path {
			return h.Value
		}
	}
	return nil
}

// run is a CaImAn result in memory, of several recordings one after the other.
func run(models ...*model) *session.Segmentation {
	first := models[0]
	frames := 0
	for _, m := range models {
		frames += m.Samples
	}
	values := map[session.TraceKind][]float64{}
	for _, kind := range []session.TraceKind{session.Raw, session.Denoised, session.Deconvolved} {
		values[kind] = make([]float64, first.Cells*frames)
	}
	at := 0
	for _, m := range models {
		spikes, denoised, raw := m.Traces()
		for i := range m.Cells {
			for k := range m.Samples {
				to := i*frames + at + k
				values[session.Raw][to], values[session.Denoised][to], values[session.Deconvolved][to] = float64(raw[i][k]), float64(denoised[i][k]), float64(spikes[i][k])
			}
		}
		at += m.Samples
	}
	seg := &session.Segmentation{
		Provenance: session.Provenance{Program: "CaImAn", Format: "caiman"},
		Recording:  session.Recording{Field: session.Field{Width: width, Height: height}, Frames: frames, Timing: session.Timing{Rate: 20, Origin: "params/data/fr"}},
	}
	for i := range first.Cells {
		seg.IDs = append(seg.IDs, string(rune('0'+i)))
	}
	seg.Footprints = imagesOf{first.Images()}
	for _, kind := range []session.TraceKind{session.Raw, session.Denoised, session.Deconvolved} {
		seg.Traces = append(seg.Traces, session.Trace{Kind: kind, Source: string(kind), Unit: "a.u.", Array: chunkio.FromFloat64s([]int{first.Cells, frames}, values[kind])})
	}
	return seg
}

// imagesOf is images as footprints.
type imagesOf struct{ images [][]float32 }

func (f imagesOf) Len() int { return len(f.images) }

func (f imagesOf) Footprint(_ context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	for at, w := range f.images[i] {
		if w != 0 {
			dst.X, dst.Y, dst.W = append(dst.X, uint32(at%width)), append(dst.Y, uint32(at/width)), append(dst.W, float64(w))
		}
	}
	return nil
}

// sparse is footprints as they are.
type sparse []session.Footprint

func (f sparse) Len() int { return len(f) }

func (f sparse) Footprint(_ context.Context, i int, dst *session.Footprint) error {
	*dst = f[i]
	return nil
}

// withRun asks for a folder in which a file named run is the given result.
func withRun(path string, seg *session.Segmentation) inscopix.Request {
	return inscopix.Request{
		Path:    path,
		IsRun:   func(path string) bool { return filepath.Base(path) == "run" },
		OpenRun: func(context.Context, string) (*session.Segmentation, error) { return seg, nil },
	}
}

// put writes an empty file that stands for a run.
func put(t *testing.T, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "run"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
}

// refused holds the error of a request against what it says, and to having a
// hint.
func refused(t *testing.T, name string, q inscopix.Request, says ...string) {
	t.Helper()
	_, err := open(t, q)
	if err == nil {
		t.Errorf("%s: no error", name)
		return
	}
	for _, part := range says {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s: error %q, want one with %s", name, err, part)
		}
	}
	var hinted interface{ Hint() string }
	if !errors.As(err, &hinted) || hinted.Hint() == "" {
		t.Errorf("%s: error %q has no hint", name, err)
	}
}

// hinted holds the hint of a request's error against what it says.
func hinted(t *testing.T, name string, q inscopix.Request, says string) {
	t.Helper()
	_, err := open(t, q)
	var h interface{ Hint() string }
	if !errors.As(err, &h) || !strings.Contains(h.Hint(), says) {
		t.Errorf("%s: error %v, want a hint with %s", name, err, says)
	}
}
