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

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/chunkio/isxd/isxdtest"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/session"

	"github.com/google/go-cmp/cmp"
)

// One cell set: what it holds is where it belongs.
func TestOneCellSet(t *testing.T) {
	m := standard()
	_, _, raw := m.Traces()
	raw[1][3] = float32(math.NaN())
	m.Timing = footer{"dropped": []int{3}, "cropped": []string{"10 - 12"}}
	path := isxdtest.Write(t, t.TempDir(), "cells.isxd", m.CellSet(raw, footer{
		"CellNames": []string{"C0", "dup", "dup", "naïve λ"}, "CellStatuses": []int{0, 1, 2, 1},
		"CellColors": []uint32{0xff0000ff, 1, 2, 3}, "Matches": []int{3, -1, 0, 1}, "SizeGlobalCS": 4, "PairScores": []float64{1, 0, 0.5, 0.25},
		"unheardOf": 1,
	}))
	seg := mustOpen(t, inscopix.Request{Path: path})
	if !slices.Equal(seg.IDs, []string{"C0", "dup", "dup", "naïve λ"}) || !hasRemark(seg, "share a name") {
		t.Errorf("ids %q, remarks %q", seg.IDs, seg.Remarks)
	}
	if a := seg.Acceptance; a == nil || !slices.Equal(a.Accepted, []bool{true, false, false, false}) || !slices.Equal(a.Rejected, []bool{false, false, true, false}) {
		t.Errorf("acceptance %+v", a)
	}
	if got := trace(t, seg, session.Raw); !same(got, flat(raw)) {
		t.Errorf("traces differ: %v", got[:8])
	}
	if d := cmp.Diff([]session.InvalidFrames{{First: 3, Last: 3, Reason: "dropped"}, {First: 10, Last: 12, Reason: "cropped"}}, seg.Invalid); d != "" {
		t.Error(d)
	}
	want := []session.Interval{{Start: 0.15, Stop: 0.2, Reason: "dropped"}, {Start: 0.5, Stop: 0.65, Reason: "cropped"}}
	if d := cmp.Diff(want, seg.InvalidIntervals()); d != "" {
		t.Error(d)
	}
	if at := hint(seg, session.SessionStart); at != "2024-08-26T03:08:40.278000-07:00" {
		t.Errorf("start %v", at)
	}
	names := map[string]session.Column{}
	for _, c := range seg.Columns {
		names[c.Name] = c
	}
	if !slices.Equal(names["cell_color"].Texts, []string{"#FF0000FF", "#00000001", "#00000002", "#00000003"}) ||
		!slices.Equal(names["global_index"].Ints, []int64{3, -1, 0, 1}) || !slices.Equal(names["pair_score"].Floats, []float64{1, 0, 0.5, 0.25}) || names["cell_active"].Bools == nil {
		t.Errorf("columns %+v", seg.Columns)
	}
	if !slices.ContainsFunc(seg.LeftOut, func(l session.LeftOut) bool { return strings.Contains(l.Source, "unheardOf") }) {
		t.Errorf("left out %v", seg.LeftOut)
	}
	var fp session.Footprint
	if err := seg.Footprints.Footprint(context.Background(), 2, &fp); err != nil {
		t.Fatal(err)
	}
	wantFp := session.Footprint{X: []uint32{2, 3, 2, 3}, Y: []uint32{2, 2, 3, 3}, W: []float64{3, 3.125, 3.875, 4}}
	if d := cmp.Diff(wantFp, fp); d != "" {
		t.Error(d)
	}
}

// All cells begin undecided: there is no verdict then.
func TestUndecided(t *testing.T) {
	m := standard()
	_, _, raw := m.Traces()
	seg := mustOpen(t, inscopix.Request{Path: isxdtest.Write(t, t.TempDir(), "x.isxd", m.CellSet(raw, nil))})
	if seg.Acceptance != nil {
		t.Errorf("acceptance %+v", seg.Acceptance)
	}
}

// The unit of a cell set decides what its traces are.
func TestUnits(t *testing.T) {
	m := standard()
	_, _, raw := m.Traces()
	for units, want := range map[string]session.Trace{
		"dF over F": {Kind: session.DFF, Unit: "fraction"}, "dF over noise": {Kind: session.Raw, Unit: "dF over noise"},
		"dF": {Kind: session.Raw, Unit: "dF"}, "raw": {Kind: session.Raw, Unit: "a.u."}, "": {Kind: session.Raw, Unit: "a.u."}, "volts": {Kind: session.Raw, Unit: "volts"},
	} {
		extra := footer{"idps": footer{"cellset": footer{"units": units, "method": "pca-ica"}}}
		seg := mustOpen(t, inscopix.Request{Path: isxdtest.Write(t, t.TempDir(), "x.isxd", m.CellSet(raw, footer{"extraProperties": extra}))})
		if got := seg.Traces[0]; got.Kind != want.Kind || got.Unit != want.Unit || !strings.Contains(got.Description, "pca-ica") {
			t.Errorf("%q: %s in %s: %s", units, got.Kind, got.Unit, got.Description)
		}
	}
}

// 1970 stands for a start that nobody knows, and whole milliseconds then for a
// period that was cut.
func TestUnknownStart(t *testing.T) {
	m := standard()
	m.Timing = footer{"start": isxdtest.Time(0, 0), "period": isxdtest.Ratio(33, 1000)}
	_, _, raw := m.Traces()
	seg := mustOpen(t, inscopix.Request{Path: isxdtest.Write(t, t.TempDir(), "x.isxd", m.CellSet(raw, nil))})
	if at := hint(seg, session.SessionStart); at != nil || !hasRemark(seg, "29.41 to 30.3 Hz") || !hasRemark(seg, "begins in 1970") {
		t.Errorf("start %v, remarks %q", at, seg.Remarks)
	}
}

// Which files belong together is told by their content, in whatever order and by
// whatever names they are given.
func TestTogether(t *testing.T) {
	m := standard()
	spikes, denoised, raw := m.Traces()
	dir := t.TempDir()
	r, d, e := m.Write(t, dir, ".isxd")
	for _, paths := range [][]string{{r, d, e}, {e, d, r}, {d, e, r}, {dir}} {
		seg := mustOpen(t, inscopix.Request{Path: paths[0], With: paths[1:]})
		if !same(trace(t, seg, session.Raw), flat(raw)) || !same(trace(t, seg, session.Denoised), flat(denoised)) || !same(trace(t, seg, session.Deconvolved), flat(spikes)) {
			t.Errorf("%v: traces differ", paths)
		}
		if !hasRemark(seg, `"b.isxd" as its raw traces, "c.isxd" as its denoised traces, "a.isxd" as its events`) {
			t.Errorf("%v: remarks %q", paths, seg.Remarks)
		}
		checkEvents(t, seg, spikes, 0)
	}
	for _, tr := range mustOpen(t, inscopix.Request{Path: dir}).Traces {
		arraytest.CheckBoxesOf(t, tr.Array, 2, 17)
	}
}

// checkEvents holds the table of events against spikes of which the first is at
// the given time.
func checkEvents(t *testing.T, seg *session.Segmentation, spikes [][]float32, begin float64) {
	t.Helper()
	var rois, times, amplitudes []float64
	for i, s := range spikes {
		for frame, v := range s {
			if v > 0 {
				rois, times, amplitudes = append(rois, float64(i)), append(times, begin+float64(frame)*0.05), append(amplitudes, float64(v))
			}
		}
	}
	c := seg.Calcium
	got := arraytest.ReadFloats(t, c.Times)
	near := slices.EqualFunc(got, times, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if !near || !same(arraytest.ReadFloats(t, c.ROIs), rois) || !same(arraytest.ReadFloats(t, c.Amplitudes), amplitudes) {
		t.Errorf("events at %v, want %v", got, times)
	}
}

// Names that say the opposite are told.
func TestMisnamed(t *testing.T) {
	m := standard()
	_, denoised, raw := m.Traces()
	dir := t.TempDir()
	a := isxdtest.Write(t, dir, "denoised.isxd", m.CellSet(raw, nil))
	b := isxdtest.Write(t, dir, "raw.isxd", m.CellSet(denoised, nil))
	seg := mustOpen(t, inscopix.Request{Path: a, With: []string{b}})
	if !same(trace(t, seg, session.Denoised), flat(denoised)) || !hasRemark(seg, "against their names") {
		t.Errorf("remarks %q", seg.Remarks)
	}
}

// A cell set that the events make without a rest is denoised. Of others, events
// are no deconvolved trace.
func TestEventsOfOneSet(t *testing.T) {
	m := standard()
	spikes, denoised, raw := m.Traces()
	for _, c := range []struct {
		traces [][]float32
		want   session.TraceKind
		spikes bool
	}{{denoised, session.Denoised, true}, {raw, session.Raw, false}} {
		dir := t.TempDir()
		cells := isxdtest.Write(t, dir, "x.isxd", m.CellSet(c.traces, nil))
		events := isxdtest.Write(t, dir, "y.isxd", m.EventSet(spikes, nil))
		seg := mustOpen(t, inscopix.Request{Path: cells, With: []string{events}})
		if seg.Traces[0].Kind != c.want || (trace(t, seg, session.Deconvolved) != nil) != c.spikes {
			t.Errorf("traces %v %v", seg.Traces[0].Kind, len(seg.Traces))
		}
		checkEvents(t, seg, spikes, 0)
	}
}

// Events may have been looked for in the accepted cells alone.
func TestEventsOfAccepted(t *testing.T) {
	m := standard()
	spikes, _, raw := m.Traces()
	dir := t.TempDir()
	cells := isxdtest.Write(t, dir, "x.isxd", m.CellSet(raw, footer{"CellStatuses": []int{1, 0, 2, 0}}))
	e := isxdtest.Events{Names: []string{"C1", "C3"}, Samples: m.Samples, List: []isxdtest.Event{isxdtest.At(75000, 0, 1), isxdtest.At(25000, 1, 2), isxdtest.At(0, 1, 3)}}
	seg := mustOpen(t, inscopix.Request{Path: cells, With: []string{isxdtest.Write(t, dir, "y.isxd", e.Bytes())}})
	// Events out of order are sorted, channel by channel.
	if got := arraytest.ReadFloats(t, seg.Calcium.ROIs); !same(got, []float64{1, 3, 3}) {
		t.Errorf("ROIs %v", got)
	}
	if got := arraytest.ReadFloats(t, seg.Calcium.Times); !same(got, []float64{0.075, 0, 0.025}) {
		t.Errorf("times %v", got)
	}
	refused(t, "other cells", inscopix.Request{Path: cells, With: []string{isxdtest.Write(t, dir, "z.isxd", (&model{Cells: 3, Samples: 120, StartMillis: m.StartMillis}).EventSet(spikes[:3], nil))}},
		"x.isxd", "z.isxd", "4 cells", "3 channels")
}

// What contradicts is refused, with both files.
func TestContradictions(t *testing.T) {
	m := standard()
	spikes, denoised, raw := m.Traces()
	later := *m
	later.StartMillis++
	fewer := *m
	fewer.Cells = 3
	slower := *m
	slower.Timing = footer{"period": isxdtest.Ratio(51, 1000)}
	dropped := *m
	dropped.Timing = footer{"dropped": []int{5}}
	renamed := footer{"CellNames": []string{"C0", "C1", "X", "C3"}}
	moved := *m
	for _, c := range []struct {
		name  string
		other []byte
		says  string
	}{
		{"fewer", fewer.CellSet(denoised[:3], nil), "the one has 4 cells, the other 3"},
		{"renamed", m.CellSet(denoised, renamed), `cell 2 is "C2" in the one and "X" in the other`},
		{"later", later.CellSet(denoised, nil), "the one begins at 2024-08-26T03:08:40.278000-07:00, the other at 2024-08-26T03:08:40.279000-07:00"},
		{"slower", slower.CellSet(denoised, nil), "the one has a sample every 0.05 s, the other every 0.051 s"},
		{"dropped", dropped.CellSet(denoised, nil), "which samples were dropped"},
		{"same", moved.CellSet(raw, nil), "they hold the same traces"},
		{"events later", later.EventSet(spikes, nil), "the one begins at"},
		{"events of other cells", m.EventSet(spikes, footer{"channel list": []string{"C0", "C1", "X", "C3"}}), `cell 2 is "C2" in the one and "X" in the other`},
		{"longer events", m.EventSet(spikes, footer{"global times": []footer{m.Start(), isxdtest.Time(m.StartMillis+50*130, 0)}}), "the one has 120 samples, the other 130"},
	} {
		dir := t.TempDir()
		cells := isxdtest.Write(t, dir, "cells.isxd", m.CellSet(raw, nil))
		other := isxdtest.Write(t, dir, "other.isxd", c.other)
		refused(t, c.name, inscopix.Request{Path: cells, With: []string{other}}, "cells.isxd", "other.isxd", c.says)
	}
	dir := t.TempDir()
	refused(t, "events alone", inscopix.Request{Path: isxdtest.Write(t, dir, "e.isxd", m.EventSet(spikes, nil))}, "an Inscopix event set, which has no footprints")
	refused(t, "a movie", inscopix.Request{Path: isxdtest.Write(t, dir, "m.isxd", isxdtest.Movie(3, 2, 2, 2, nil))}, "a movie, not an Inscopix cell set")
	refused(t, "damage", inscopix.Request{Path: isxdtest.Write(t, dir, "d.isxd", []byte("Dear all, this is nothing."))}, `read "`, "byte")
	empty := isxdtest.Cells{Width: 2, Height: 2}
	_, err := open(t, inscopix.Request{Path: isxdtest.Write(t, dir, "0.isxd", empty.Bytes())})
	var none *session.EmptyError
	if !errors.As(err, &none) {
		t.Errorf("no cells: error %v", err)
	}
}

func TestRecognise(t *testing.T) {
	m := standard()
	_, _, raw := m.Traces()
	dir := t.TempDir()
	within := filepath.Join(dir, "within")
	movies := filepath.Join(dir, "movies")
	empty := filepath.Join(dir, "empty")
	for _, d := range []string{within, movies, empty} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	isxdtest.Write(t, within, "anything", m.CellSet(raw, nil))
	isxdtest.Write(t, movies, "m.isxd", isxdtest.Movie(3, 2, 2, 2, nil))
	for path, want := range map[string]bool{
		within: true, movies: false, empty: false,
		isxdtest.Write(t, dir, "no.txt", []byte("Dear all, nothing is here.")): false, isxdtest.Write(t, dir, "broken.isxd", []byte("x")): true,
		filepath.Join(within, "anything"): true,
	} {
		if got, err := inscopix.Recognise(path); got != want || err != nil {
			t.Errorf("%s: %v, error %v", path, got, err)
		}
	}
	if inscopix.IsResult(filepath.Join(movies, "m.isxd")) || !inscopix.IsResult(isxdtest.Write(t, dir, "c.ISXD", m.CellSet(raw, nil))) {
		t.Error("results are told wrongly")
	}
}

// A field of view that was cut out of a larger one is said to be.
func TestCropped(t *testing.T) {
	m := standard()
	_, _, raw := m.Traces()
	spacing := isxdtest.Spacing(width, height)
	spacing["pixelSize"] = footer{"x": isxdtest.Ratio(6, 1), "y": isxdtest.Ratio(6, 1)}
	spacing["topLeft"] = footer{"x": isxdtest.Ratio(156, 1), "y": isxdtest.Ratio(216, 1)}
	seg := mustOpen(t, inscopix.Request{Path: isxdtest.Write(t, t.TempDir(), "x.isxd", m.CellSet(raw, footer{"spacingInfo": spacing}))})
	if !hasRemark(seg, "begins at x 26, y 36") {
		t.Errorf("remarks %q", seg.Remarks)
	}
}
