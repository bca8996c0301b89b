package inscopix_test

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/sampletest"
	"roi2nwb/internal/session"
)

// columns returns some frames of rows of values, row by row.
func columns(rows []float64, frames, from, to int) []float64 {
	var all []float64
	for at := 0; at < len(rows); at += frames {
		all = append(all, rows[at+from:at+to]...)
	}
	return all
}

// The output of the platform's tool for two movies, of which the later was listed
// first: traces are the right frames of the run, the dropped frame is an interval,
// and the events are the run's activity above zero.
func TestToolFolder(t *testing.T) {
	extracttest.CheckIDs(t)
	dir := sampletest.Outside(t, "isxd/ideas")
	whole := extracttest.MustOpen(t, filepath.Join(dir, "caiman_output.hdf5"))
	for i, c := range []struct {
		from, to int
		start    string
		invalid  int
	}{{0, 20, "2024-08-26T03:08:40.278000-07:00", 1}, {20, 32, "2024-08-26T03:08:45.278000-07:00", 0}} {
		seg, err := extract.OpenSource(context.Background(), extract.Source{Path: dir, Which: i + 1})
		if err != nil {
			t.Fatal(err)
		}
		defer seg.Close()
		for _, kind := range []session.TraceKind{session.Raw, session.Denoised, session.Deconvolved} {
			if !same(trace(t, seg, kind), columns(trace(t, whole, kind), 32, c.from, c.to)) {
				t.Errorf("recording %d: %s differs", i+1, kind)
			}
		}
		if got := hint(seg, session.SessionStart); got != c.start || len(seg.Invalid) != c.invalid {
			t.Errorf("recording %d: start %v, invalid %v", i+1, got, seg.Invalid)
		}
		spikes := trace(t, seg, session.Deconvolved)
		var times, rois, values []float64
		for at, v := range spikes {
			if float32(v) > 0 {
				frames := c.to - c.from
				rois, times, values = append(rois, float64(at/frames)), append(times, float64(at%frames)*50000), append(values, float64(float32(v)))
			}
		}
		micros := arraytest.ReadFloats(t, seg.Calcium.Times)
		for k := range micros {
			micros[k] = math.Round(micros[k] * 1e6)
		}
		if !same(micros, times) || !same(arraytest.ReadFloats(t, seg.Calcium.ROIs), rois) || !same(arraytest.ReadFloats(t, seg.Calcium.Amplitudes), values) {
			t.Errorf("recording %d: events at %v, want %v", i+1, micros, times)
		}
		if !slices.Equal(seg.IDs, []string{"C000", "C001", "C002", "C003"}) || hint(seg, "Subject.weight") != "25.5 g" || hint(seg, "Subject.sex") != "M" {
			t.Errorf("recording %d: ids %v, hints %v", i+1, seg.IDs, seg.Hints)
		}
		if slices.ContainsFunc(seg.Remarks, func(r string) bool { return strings.Contains(r, "more than one result") }) {
			t.Errorf("remarks %q", seg.Remarks)
		}
	}
}

// Events of a genuine recording are the run's activity above zero, frame by frame
// and bit by bit.
func TestGenuineEvents(t *testing.T) {
	extracttest.CheckIDs(t)
	run := extracttest.MustOpen(t, sampletest.Outside(t, "ideas/sample_cellset_msr_1.hdf5"))
	f, err := isxd.Open(sampletest.Outside(t, "ideas/sample_eventset_msr_1.isxd"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set, err := f.EventSet(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	events := make([]isxd.Event, set.Packets)
	if err := set.ReadEvents(context.Background(), events, 0); err != nil {
		t.Fatal(err)
	}
	frames := run.Frames
	got := make([]float64, len(run.IDs)*frames)
	for _, e := range events {
		if frame := int(math.Round(float64(e.Offset) * 1e-6 / set.Period.Float())); frame < frames {
			got[e.Channel*frames+frame] = float64(e.Value)
		}
	}
	for i, want := range trace(t, run, session.Deconvolved) {
		if got[i] != math.Max(float64(float32(want)), 0) {
			t.Fatalf("ROI %d, frame %d: %v, want %v", i/frames, i%frames, got[i], want)
		}
	}
}

// Damaged files end in an error within a moment, or in a remark.
func TestDamagedFiles(t *testing.T) {
	extracttest.CheckIDs(t)
	dir := sampletest.Outside(t, "isxd/corrupt")
	files, err := filepath.Glob(filepath.Join(dir, "*.isxd"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		begin := time.Now()
		seg, err := extract.Open(context.Background(), path, "")
		if took := time.Since(begin); took > time.Second {
			t.Errorf("%s took %v", filepath.Base(path), took)
		}
		switch {
		case err != nil && !strings.Contains(err.Error(), filepath.Base(path)):
			t.Errorf("%s: error %v does not name the file", filepath.Base(path), err)
		case err == nil && len(seg.Remarks) == 0:
			t.Errorf("%s: nothing is said", filepath.Base(path))
		}
		if err == nil {
			seg.Close()
		}
	}
}
