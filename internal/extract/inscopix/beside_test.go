package inscopix_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"roi2nwb/internal/chunkio/isxd/isxdtest"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/session"
)

// An event set that is given alone takes its cells from the cell sets beside it,
// whatever else lies there.
func TestEventsAlone(t *testing.T) {
	earlier, later := two()
	dir := t.TempDir()
	earlier.Write(t, dir, ".001.isxd")
	later.Write(t, dir, ".000.isxd")
	isxdtest.Write(t, dir, "movie.isxd", isxdtest.Movie(width, height, 3, 3, nil))
	isxdtest.Write(t, dir, "damaged.isxd", []byte("not an .isxd file"))
	for _, c := range []struct {
		m      *model
		suffix string
	}{{earlier, ".001.isxd"}, {later, ".000.isxd"}} {
		path := filepath.Join(dir, "a"+c.suffix)
		seg := mustOpen(t, inscopix.Request{Path: path})
		spikes, denoised, raw := c.m.Traces()
		if !same(trace(t, seg, session.Raw), flat(raw)) || !same(trace(t, seg, session.Denoised), flat(denoised)) || !same(trace(t, seg, session.Deconvolved), flat(spikes)) {
			t.Errorf("%s: traces differ", c.suffix)
		}
		checkEvents(t, seg, spikes, 0)
		b, d := filepath.Join(dir, "b"+c.suffix), filepath.Join(dir, "c"+c.suffix)
		if !slices.Equal(seg.Beside, []string{b, d}) || !hasRemark(seg, `its cells are taken from "b`+c.suffix+`" and "c`+c.suffix+`" beside it`) {
			t.Errorf("%s: beside %q, remarks %q", c.suffix, seg.Beside, seg.Remarks)
		}
		content, err := os.ReadFile(b)
		if err != nil {
			t.Fatal(err)
		}
		isxdtest.Write(t, dir, "b"+c.suffix, content[:len(content)-1])
		if seg.Unchanged() == nil {
			t.Errorf("%s: a cell set changed and nobody noticed", c.suffix)
		}
		isxdtest.Write(t, dir, "b"+c.suffix, content)
	}
}

// Files without a start are told apart by the numbers in their names.
func TestEventsAloneWithoutStart(t *testing.T) {
	unknown := footer{"start": isxdtest.Time(0, 0)}
	first := &model{Cells: 4, Samples: 100, Seed: 2, Timing: unknown}
	second := &model{Cells: 4, Samples: 100, Seed: 3, Timing: unknown}
	dir := t.TempDir()
	first.Write(t, dir, ".000.isxd")
	second.Write(t, dir, ".001.isxd")
	for suffix, m := range map[string]*model{"000": first, "001": second} {
		seg := mustOpen(t, inscopix.Request{Path: filepath.Join(dir, "a."+suffix+".isxd")})
		if _, denoised, _ := m.Traces(); !same(trace(t, seg, session.Denoised), flat(denoised)) {
			t.Errorf("%s: traces differ", suffix)
		}
	}
}

// Without a cell set that fits the error says which one would, and why those that
// lie there do not.
func TestEventsWithoutCells(t *testing.T) {
	m := standard()
	spikes, denoised, raw := m.Traces()
	later, more := *m, *m
	later.StartMillis++
	more.Cells = 5
	_, _, moreRaw := more.Traces()
	for _, c := range []struct {
		name  string
		cells map[string][]byte
		says  string
		hint  string
	}{
		{"none", nil, "has no footprints", "it has 4 cells and begins at 2024-08-26T03:08:40.278000-07:00"},
		{"later", map[string][]byte{"b": later.CellSet(raw, nil)}, "has no footprints", `of "b.isxd" and the events the one begins at 2024-08-26T03:08:40.279000-07:00, the other at`},
		{"the nearest first", map[string][]byte{"b": later.CellSet(raw, nil), "c": more.CellSet(moreRaw, nil)}, "has no footprints", `of "c.isxd" and the events the one has 5 cells, the other 4 channels, which are not the accepted cells (and 1 more)`},
		{"damaged", map[string][]byte{"b": m.CellSet(raw, nil)[10:]}, "has no footprints", `"b.isxd" cannot be read`},
		{"copies", map[string][]byte{"b": m.CellSet(raw, nil), "c": m.CellSet(raw, nil)}, `several cell sets beside it fit that are not a raw and a denoised one: "b.isxd", "c.isxd"`, `b.isxd"`},
		{"three", map[string][]byte{"b": m.CellSet(raw, nil), "c": m.CellSet(denoised, nil), "d": m.CellSet(spikes, nil)}, `"b.isxd", "c.isxd", "d.isxd"`, `b.isxd"`},
	} {
		dir := t.TempDir()
		for name, content := range c.cells {
			isxdtest.Write(t, dir, name+".isxd", content)
		}
		q := inscopix.Request{Path: isxdtest.Write(t, dir, "events.isxd", m.EventSet(spikes, nil))}
		refused(t, c.name, q, "events.isxd", c.says)
		hinted(t, c.name, q, c.hint)
	}
}
