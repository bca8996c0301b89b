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

// model is a recording that cell sets and event sets are made of, as CaImAn's
// tools make them: a denoised trace rises by each spike and decays, and the raw
// one has noise.
type model struct {
	cells, samples int
	startMillis    int64
	seed           uint64
	timing, footer footer
}

func (m *model) random() func() float64 {
	state := m.seed + 88172645463325252
	return func() float64 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return float64(state>>11) / (1 << 53)
	}
}

// traces returns the spikes of each cell, its denoised trace and its raw one.
func (m *model) traces() (spikes, denoised, raw [][]float32) {
	next := m.random()
	for range m.cells {
		s, d, r := make([]float32, m.samples), make([]float32, m.samples), make([]float32, m.samples)
		level := 0.0
		for i := range m.samples {
			if next() < 0.1 {
				s[i] = float32(0.5 + 3*next())
			}
			level = 0.9*level + float64(s[i])
			d[i] = float32(level)
			r[i] = d[i] + float32(next()-0.5)
		}
		spikes, denoised, raw = append(spikes, s), append(denoised, d), append(raw, r)
	}
	return spikes, denoised, raw
}

const width, height = 7, 5

// images returns a footprint of four pixels for each cell.
func (m *model) images() [][]float32 {
	var all [][]float32
	for i := range m.cells {
		image := make([]float32, width*height)
		for _, at := range []int{0, 1, width, width + 1} {
			image[(i%(height-1))*width+i%(width-1)+at] = 1 + float32(i) + float32(at)/8
		}
		all = append(all, image)
	}
	return all
}

func (m *model) start() footer {
	return isxdtest.Time(m.startMillis, isxdtest.Zone)
}

func (m *model) cellSet(traces [][]float32, other footer) []byte {
	keys := footer{}
	for _, from := range []footer{m.footer, other} {
		for k, v := range from {
			keys[k] = v
		}
	}
	timing := footer{"start": m.start()}
	for k, v := range m.timing {
		timing[k] = v
	}
	c := isxdtest.Cells{Width: width, Height: height, Images: m.images(), Traces: traces, Timing: timing, Footer: keys}
	return c.Bytes()
}

func (m *model) eventSet(spikes [][]float32, other footer) []byte {
	e := isxdtest.Events{Samples: m.samples, Footer: footer{"global times": []footer{m.start(), isxdtest.Time(m.startMillis+50*int64(m.samples), isxdtest.Zone)}}}
	for k, v := range other {
		e.Footer[k] = v
	}
	for i, s := range spikes {
		e.Names = append(e.Names, "C"+string(rune('0'+i)))
		for frame, v := range s {
			if v > 0 {
				e.List = append(e.List, isxdtest.At(uint64(frame)*50000, uint64(i), v))
			}
		}
	}
	return e.Bytes()
}

// write writes the files of a recording under names that end in suffix.
func (m *model) write(t *testing.T, dir, suffix string) (raw, denoised, events string) {
	t.Helper()
	spikes, d, r := m.traces()
	raw = isxdtest.Write(t, dir, "b"+suffix, m.cellSet(r, nil))
	denoised = isxdtest.Write(t, dir, "c"+suffix, m.cellSet(d, nil))
	events = isxdtest.Write(t, dir, "a"+suffix, m.eventSet(spikes, nil))
	return raw, denoised, events
}

func standard() *model {
	return &model{cells: 4, samples: 120, startMillis: isxdtest.StartMillis, seed: 1}
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
		frames += m.samples
	}
	values := map[session.TraceKind][]float64{}
	for _, kind := range []session.TraceKind{session.Raw, session.Denoised, session.Deconvolved} {
		values[kind] = make([]float64, first.cells*frames)
	}
	at := 0
	for _, m := range models {
		spikes, denoised, raw := m.traces()
		for i := range m.cells {
			for k := range m.samples {
				to := i*frames + at + k
				values[session.Raw][to], values[session.Denoised][to], values[session.Deconvolved][to] = float64(raw[i][k]), float64(denoised[i][k]), float64(spikes[i][k])
			}
		}
		at += m.samples
	}
	seg := &session.Segmentation{
		Provenance: session.Provenance{Program: "CaImAn", Format: "caiman"},
		Recording:  session.Recording{Field: session.Field{Width: width, Height: height}, Frames: frames, Timing: session.Timing{Rate: 20, Origin: "params/data/fr"}},
	}
	for i := range first.cells {
		seg.IDs = append(seg.IDs, string(rune('0'+i)))
	}
	seg.Footprints = imagesOf{first.images()}
	for _, kind := range []session.TraceKind{session.Raw, session.Denoised, session.Deconvolved} {
		seg.Traces = append(seg.Traces, session.Trace{Kind: kind, Source: string(kind), Unit: "a.u.", Array: chunkio.FromFloat64s([]int{first.cells, frames}, values[kind])})
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
