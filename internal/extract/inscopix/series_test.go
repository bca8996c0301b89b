package inscopix_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/chunkio/isxd/isxdtest"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/session"
)

// two are two recordings of a series, of which the later was listed first.
func two() (earlier, later *model) {
	earlier = &model{Cells: 4, Samples: 100, StartMillis: isxdtest.StartMillis, Seed: 2, Timing: footer{"dropped": []int{5}}}
	later = &model{Cells: 4, Samples: 60, StartMillis: isxdtest.StartMillis + 30100, Seed: 3}
	return earlier, later
}

// joined puts the traces of two recordings one after the other, cell by cell.
func joined(a, b [][]float32) []float64 {
	var all []float64
	for i := range a {
		all = append(append(all, flat(a[i:i+1])...), flat(b[i:i+1])...)
	}
	return all
}

func TestSeries(t *testing.T) {
	earlier, later := two()
	dir := t.TempDir()
	later.Write(t, dir, ".000.isxd")
	earlier.Write(t, dir, ".001.isxd")
	_, err := open(t, inscopix.Request{Path: dir})
	var several *inscopix.SeveralError
	if !errors.As(err, &several) || !slices.Equal(several.Recordings, []string{"2024-08-26T03:08:40.278000-07:00 (100 samples)", "2024-08-26T03:09:10.378000-07:00 (60 samples)"}) {
		t.Fatalf("error %v", err)
	}
	for i, m := range []*model{earlier, later} {
		seg := mustOpen(t, inscopix.Request{Path: dir, Which: i + 1})
		_, denoised, _ := m.Traces()
		if !same(trace(t, seg, session.Denoised), flat(denoised)) || seg.Frames != m.Samples {
			t.Errorf("recording %d differs", i+1)
		}
	}
	if _, err := open(t, inscopix.Request{Path: dir, Which: 3}); err == nil {
		t.Error("a third recording was opened")
	}
	seg := mustOpen(t, inscopix.Request{Path: dir, Join: true})
	s1, d1, r1 := earlier.Traces()
	s2, d2, r2 := later.Traces()
	if !same(trace(t, seg, session.Raw), joined(r1, r2)) || !same(trace(t, seg, session.Denoised), joined(d1, d2)) || !same(trace(t, seg, session.Deconvolved), joined(s1, s2)) {
		t.Error("joined traces differ")
	}
	times := seg.Timing.Timestamps
	if len(times) != 160 || times[99] != 4.95 || times[100] != 30.1 || math.Abs(times[159]-33.05) > 1e-9 {
		t.Errorf("times %v", times)
	}
	if len(seg.Invalid) != 1 || seg.Invalid[0].First != 5 {
		t.Errorf("invalid %v", seg.Invalid)
	}
	if n := seg.Calcium.Len(); n == 0 {
		t.Error("no events")
	}
}

// A series that cannot be joined is refused, with both files.
func TestUnjoined(t *testing.T) {
	earlier, later := two()
	fewer := *later
	fewer.Cells = 3
	overlapping := *later
	overlapping.StartMillis = earlier.StartMillis + 1000
	unknown := *later
	unknown.Timing = footer{"start": isxdtest.Time(0, 0)}
	for _, c := range []struct {
		name string
		m    *model
		says string
	}{
		{"fewer", &fewer, "the one has 4 cells, the other 3"},
		{"overlapping", &overlapping, "before the other ends"},
		{"unknown", &unknown, "nothing says when at least one of them began"},
	} {
		dir := t.TempDir()
		_, _, raw := earlier.Traces()
		_, _, other := c.m.Traces()
		isxdtest.Write(t, dir, "a.isxd", earlier.CellSet(raw, nil))
		isxdtest.Write(t, dir, "b.isxd", c.m.CellSet(other, nil))
		refused(t, c.name, inscopix.Request{Path: dir, Join: true}, "a.isxd", "b.isxd", c.says)
	}
}

// The cell set that a tool makes for its previews is no recording.
func TestPreview(t *testing.T) {
	earlier, later := two()
	dir := t.TempDir()
	later.Write(t, dir, ".000.isxd")
	earlier.Write(t, dir, ".001.isxd")
	whole := &model{Cells: 4, Samples: 160, Seed: 9, Timing: footer{"start": isxdtest.Time(0, 0)}}
	_, _, raw := whole.Traces()
	isxdtest.Write(t, dir, "global.isxd", whole.CellSet(raw, nil))
	seg := mustOpen(t, inscopix.Request{Path: dir, Which: 1})
	if !hasRemark(seg, `"global.isxd" holds all recordings`) {
		t.Errorf("remarks %q", seg.Remarks)
	}
}

// A run keeps the traces, and the parts say when, which and who.
func TestRun(t *testing.T) {
	earlier, later := two()
	earlier.Footer = footer{"CellStatuses": []int{0, 2, 1, 0}, "CellNames": []string{"C000", "C001", "C002", "C003"}}
	later.Footer = earlier.Footer
	dir := t.TempDir()
	for suffix, m := range map[string]*model{".000.isxd": later, ".001.isxd": earlier} {
		spikes, d, r := m.Traces()
		isxdtest.Write(t, dir, "b"+suffix, m.CellSet(r, nil))
		isxdtest.Write(t, dir, "c"+suffix, m.CellSet(d, nil))
		isxdtest.Write(t, dir, "a"+suffix, m.EventSet(spikes, footer{"channel list": []string{"C000", "C001", "C002", "C003"}}))
	}
	put(t, dir)
	for i, m := range []*model{earlier, later} {
		result := run(earlier, later)
		result.Acceptance = &session.Acceptance{Accepted: []bool{true, true, false, true}, Rejected: []bool{false, false, false, false}}
		q := withRun(dir, result)
		q.Which = i + 1
		seg := mustOpen(t, q)
		spikes, denoised, _ := m.Traces()
		if !same(trace(t, seg, session.Denoised), flat(denoised)) || !same(trace(t, seg, session.Deconvolved), flat(spikes)) {
			t.Errorf("recording %d: traces differ", i+1)
		}
		if !slices.Equal(seg.IDs, []string{"C000", "C001", "C002", "C003"}) || seg.Program != "CaImAn" || seg.Format != "inscopix" {
			t.Errorf("ids %v of %s", seg.IDs, seg.Program)
		}
		if !seg.Acceptance.Rejected[1] || !hasRemark(seg, `the verdicts on "C001" were changed after the run`) {
			t.Errorf("acceptance %+v, remarks %q", seg.Acceptance, seg.Remarks)
		}
		if seg.Timing.Rate != 20 || seg.Timing.Origin != "timingInfo.period" {
			t.Errorf("timing %+v", seg.Timing)
		}
		checkEvents(t, seg, spikes, 0)
	}
	q := withRun(dir, run(earlier, later))
	q.Join = true
	if seg := mustOpen(t, q); seg.Frames != 160 || len(seg.Timing.Timestamps) != 160 {
		t.Errorf("%d frames, timing %v", seg.Frames, seg.Timing)
	}
}

// A run of other recordings is refused, with both files.
func TestOtherRun(t *testing.T) {
	m := standard()
	dir := t.TempDir()
	m.Write(t, dir, ".isxd")
	put(t, dir)
	other := *m
	other.Seed = 77
	longer := *m
	longer.Samples++
	fewer := *m
	fewer.Cells = 3
	wide := run(m)
	wide.Field.Width++
	quiet := run(m)
	quiet.Traces[2].Array = quiet.Traces[1].Array
	shifted := run(m)
	shifted.Footprints = imagesOf{slices.Concat(m.Images()[1:], m.Images()[:1])}
	for _, c := range []struct {
		name string
		run  *session.Segmentation
		says string
	}{
		{"other traces", run(&other), "the trace of cell"},
		{"longer", run(&longer), "the one has 121 frames, the recordings together 120"},
		{"fewer", run(&fewer), "the one has 3 ROIs, the other 4 cells"},
		{"wide", wide, "a field of view of 8 x 5 pixels, the other of 7 x 5"},
		{"other spikes", quiet, "the activity of cell"},
		{"other footprints", shifted, "the footprint of cell"},
	} {
		refused(t, c.name, withRun(dir, c.run), "run", ".isxd", c.says)
	}
}

// Movies of other formats leave no start, and a period in whole milliseconds: the
// run knows the rate, and the traces where they belong.
func TestRunOfOtherMovies(t *testing.T) {
	cut := footer{"start": isxdtest.Time(0, 0), "period": isxdtest.Ratio(33, 1000)}
	first := &model{Cells: 3, Samples: 90, Seed: 4, Timing: cut}
	second := &model{Cells: 3, Samples: 90, Seed: 5, Timing: cut}
	dir := t.TempDir()
	for suffix, m := range map[string]*model{".000.isxd": second, ".001.isxd": first} {
		_, d, r := m.Traces()
		isxdtest.Write(t, dir, "raw"+suffix, m.CellSet(r, nil))
		isxdtest.Write(t, dir, "denoised"+suffix, m.CellSet(d, nil))
	}
	put(t, dir)
	for i, m := range []*model{first, second} {
		result := run(first, second)
		result.Timing.Rate = 30
		q := withRun(dir, result)
		q.Which = i + 1
		seg := mustOpen(t, q)
		_, denoised, _ := m.Traces()
		if !same(trace(t, seg, session.Denoised), flat(denoised)) || seg.Timing.Rate != 30 || !hasRemark(seg, "the rate is the run's, 30 Hz") {
			t.Errorf("recording %d: rate %v, remarks %q", i+1, seg.Timing.Rate, seg.Remarks)
		}
	}
}

// Of a run some cells may have been taken out since: those that are left are told
// by their footprints.
func TestFewerCells(t *testing.T) {
	m := standard()
	spikes, denoised, raw := m.Traces()
	images := m.Images()
	keep := []int{3, 1}
	pick := func(all [][]float32) [][]float32 { return [][]float32{all[keep[0]], all[keep[1]]} }
	dir := t.TempDir()
	for name, traces := range map[string][][]float32{"r": raw, "d": denoised} {
		c := isxdtest.Cells{Width: width, Height: height, Images: pick(images), Traces: pick(traces), Footer: footer{
			"CellNames": []string{"late", "early"}, "CellStatuses": []int{2, 0}, "Matches": []int{7, 8},
		}}
		isxdtest.Write(t, dir, name+".isxd", c.Bytes())
	}
	few := *m
	few.Cells = 2
	isxdtest.Write(t, dir, "e.isxd", few.EventSet(pick(spikes), footer{"channel list": []string{"late", "early"}}))
	put(t, dir)
	result := run(m)
	result.Acceptance = &session.Acceptance{Accepted: []bool{true, false, true, true}, Rejected: make([]bool, 4)}
	seg := mustOpen(t, withRun(dir, result))
	if !slices.Equal(seg.IDs, []string{"0", "early", "2", "late"}) || !same(trace(t, seg, session.Denoised), flat(denoised)) {
		t.Errorf("ids %q", seg.IDs)
	}
	if a := seg.Acceptance; !slices.Equal(a.Accepted, []bool{true, true, true, false}) || !slices.Equal(a.Rejected, []bool{false, false, false, true}) {
		t.Errorf("acceptance %+v", a)
	}
	for _, c := range seg.Columns {
		if c.Name == "global_index" && !slices.Equal(c.Ints, []int64{-1, 8, -1, 7}) {
			t.Errorf("global index %v", c.Ints)
		}
	}
	rois := arraytest.ReadFloats(t, seg.Calcium.ROIs)
	if slices.Index(rois, 3) != 0 || !slices.Contains(rois, 1) || slices.Contains(rois, 0) {
		t.Errorf("events of %v", rois)
	}
	moved := run(m)
	moved.Footprints = imagesOf{[][]float32{images[0], images[2], images[2], images[3]}}
	refused(t, "two of one footprint", withRun(dir, moved), "the one has 4 ROIs, the other 2 cells")
	moved.Footprints = imagesOf{[][]float32{images[0], make([]float32, width*height), images[2], images[3]}}
	refused(t, "a footprint of none", withRun(dir, moved), `of which "early" has a footprint that no ROI has`)
}

// The run knows whether the only cell set beside it is the denoised one.
func TestRunWithOneSet(t *testing.T) {
	m := standard()
	_, denoised, raw := m.Traces()
	for name, traces := range map[string][][]float32{"denoised": denoised, "raw": raw} {
		dir := t.TempDir()
		isxdtest.Write(t, dir, "x.isxd", m.CellSet(traces, nil))
		put(t, dir)
		if seg := mustOpen(t, withRun(dir, run(m))); !hasRemark(seg, `"x.isxd" as its `) {
			t.Errorf("%s: remarks %q", name, seg.Remarks)
		}
	}
}
