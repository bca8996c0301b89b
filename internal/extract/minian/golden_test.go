package minian_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/sampletest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/session"
)

// dump tells what a session holds in the words of testdata/minian_dump.py,
// which reads it with other software.
type dump struct {
	t *testing.T
	strings.Builder
}

func (d *dump) line(format string, args ...any) { d.WriteString(fmt.Sprintf(format, args...) + "\n") }

// list writes numbers as Python does a list.
func list[T any](values []T) string {
	return "[" + strings.Join(strings.Fields(strings.Trim(fmt.Sprint(values), "[]")), ", ") + "]"
}

func crc(values []float64) uint32 {
	var raw []byte
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
	}
	return crc32.ChecksumIEEE(raw)
}

func (d *dump) array(label string, a chunkio.Array) {
	v := arraytest.ReadFloats(d.t, a)
	d.line("%s: %v %v crc %08x %.12e %.12e", label, a.DType(), a.Shape(), crc(v), v[0], v[len(v)-1])
}

func (d *dump) footprints(label string, f session.Footprints) {
	var fp session.Footprint
	for i := range f.Len() {
		if err := f.Footprint(context.Background(), i, &fp); err != nil {
			d.t.Fatal(err)
		}
		x, y := 0, 0
		for k := range fp.W {
			x, y = x+int(fp.X[k]), y+int(fp.Y[k])
		}
		d.line("%s %d: %d pixels, x %d y %d crc %08x", label, i, len(fp.W), x, y, crc(fp.W))
	}
}

func (d *dump) segmentation(name string, s *session.Segmentation) {
	d.line("%s", name)
	d.line("ids %s", list(s.IDs))
	d.line("field %d %d", s.Field.Width, s.Field.Height)
	first, last := int64(0), int64(s.Frames-1)
	if n := s.FrameNumbers; n != nil {
		first, last = n[0], n[len(n)-1]
	}
	d.line("frames %d %d %d", s.Frames, first, last)
	d.footprints("footprint", s.Footprints)
	for _, t := range s.Traces {
		if t.Kind != session.Transients {
			d.array(string(t.Kind), t.Array)
		}
	}
	if b := s.Background; b != nil {
		d.footprints("background", b.Footprints)
		d.array("background", b.Trace.Array)
	}
	for _, image := range s.Images {
		if image.Name == "background_mean_image" {
			v := arraytest.ReadFloats(d.t, image.Array)
			d.line("%s %v %.5e %.5e", image.Name, image.Array.Shape(), v[0], v[len(v)-1])
			continue
		}
		d.array(image.Name, image.Array)
	}
	if s.Shifts != nil {
		d.array("shifts", s.Shifts.Array)
	}
	for _, c := range s.Columns {
		if c.Name == "unit_labels" {
			d.line("unit_labels %s", list(c.Ints))
		}
	}
}

// runs writes the runs of values other than zero, as "first-end".
func runs(values []float64) string {
	var out []string
	for i := 0; i < len(values); i++ {
		first := i
		for i < len(values) && values[i] != 0 {
			i++
		}
		if i > first {
			out = append(out, fmt.Sprintf("%d-%d", first, i))
		}
	}
	return strings.Join(out, " ")
}

// which returns the ids that are marked.
func which(ids []string, marks []bool) []string {
	out := []string{}
	for i, m := range marks {
		if m {
			out = append(out, ids[i])
		}
	}
	return out
}

func (d *dump) calTrig(s *session.Segmentation) {
	d.line("transients")
	for _, t := range s.Traces {
		if t.Kind != session.Transients {
			continue
		}
		if t.Array.DType() != chunkio.Uint8 {
			d.t.Errorf("transients are of type %v, want %v", t.Array.DType(), chunkio.Uint8)
		}
		values := arraytest.ReadFloats(d.t, t.Array)
		for i, id := range s.IDs {
			d.line("  %s: %s", id, runs(values[i*s.Frames:(i+1)*s.Frames]))
		}
	}
	columns := map[string]session.Column{}
	for _, c := range s.Columns {
		columns[c.Name] = c
	}
	d.line("rejected %s", list(which(s.IDs, s.Acceptance.Rejected)))
	d.line("accepted %s", list(which(s.IDs, s.Acceptance.Accepted)))
	d.line("verified %s", list(which(s.IDs, columns["verified"].Bools)))
	d.line("missed %s", list(s.Missed.IDs))
	d.footprints("missed", s.Missed.Footprints)
	d.line("groups")
	for i, id := range s.IDs {
		d.line("  %s: %s", id, strings.Join(columns["cell_groups"].Lists[i], " "))
	}
	for _, e := range s.Events {
		d.line("%s %s", e.Name, eventText(e))
	}
	d.array("times", chunkio.FromFloat64s([]int{len(s.Timing.Timestamps)}, s.Timing.Timestamps))
}

func eventText(e session.Events) string {
	texts := make([]string, len(e.Times))
	for i := range e.Times {
		texts[i] = fmt.Sprintf("%.12e+%.12e", e.Times[i], e.Durations[i])
	}
	return strings.Join(texts, " ")
}

// openSession opens a session until the end of the test, and checks that
// nothing stays open.
func openSession(t *testing.T, path string) *session.Segmentation {
	t.Helper()
	before := h5.OpenIDs()
	s, err := extract.Open(context.Background(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if n := h5.OpenIDs(); n != before {
			t.Errorf("OpenIDs() = %d after Close, want %d", n, before)
		}
	})
	return s
}

func golden(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Results of each storage hold what Python reads of them.
func TestMinianGolden(t *testing.T) {
	d := &dump{t: t}
	for _, name := range []string{"minian/v202_subset/m01/s2/minian", "minian/netcdf/compressed4.nc", "minian/netcdf/classic3.nc"} {
		d.segmentation(name, openSession(t, sampletest.Own(t, name)))
	}
	if diff := cmp.Diff(golden(t, "minian.golden"), d.String()); diff != "" {
		t.Errorf("Python reads - , roi2nwb reads +:\n%s", diff)
	}
}

// What CalTrig added to a session is what Python reads of it, whichever way the
// madeSession is given.
func TestCalTrigGolden(t *testing.T) {
	dir := sampletest.Own(t, "caltrig/AA058/D1S4")
	for _, source := range []string{dir, dir + "/minian", dir + "/config.ini", dir + "/config_windows.ini"} {
		d := &dump{t: t}
		s := openSession(t, source)
		d.segmentation("caltrig/AA058/D1S4/minian", s)
		d.calTrig(s)
		if diff := cmp.Diff(golden(t, "caltrig.golden"), d.String()); diff != "" {
			t.Errorf("%s: Python reads - , roi2nwb reads +:\n%s", source, diff)
		}
		hints := map[string]any{}
		for _, h := range s.Hints {
			if _, known := hints[h.Path]; !known { // the first counts
				hints[h.Path] = h.Value
			}
		}
		if diff := cmp.Diff(map[string]any{"Subject.subject_id": "AA058", "NWBFile.session_id": "D1S4"}, hints); diff != "" {
			t.Errorf("%s: hints -want +got:\n%s", source, diff)
		}
		want := []session.LeftOut{{Source: `session_group_ids.json, group "place", unit_id 5`, Reason: "no longer there: CalTrig does not change groups when it merges units"}}
		if diff := cmp.Diff(want, s.LeftOut); diff != "" {
			t.Errorf("%s: left out -want +got:\n%s", source, diff)
		}
	}
}

// A folder of Zarr version 3 holds the numbers of its twin of version 2.
func TestMinianZarr3(t *testing.T) {
	var dumps [2]string
	for i, name := range []string{"v202_zarr", "emul_zarr3"} {
		d := &dump{t: t}
		d.segmentation("", openSession(t, sampletest.Outside(t, "minian/"+name+"/m01/s1/minian")))
		dumps[i] = d.String()
	}
	if diff := cmp.Diff(dumps[0], dumps[1]); diff != "" {
		t.Errorf("version 2 - , version 3 +:\n%s", diff)
	}
}

// Footprints are read by several at once, though they share chunks.
func TestMinianFootprintsConcurrent(t *testing.T) {
	s := openSession(t, sampletest.Own(t, "caltrig/AA058/D1S4"))
	want := make([]session.Footprint, s.Footprints.Len())
	for i := range want {
		if err := s.Footprints.Footprint(context.Background(), i, &want[i]); err != nil {
			t.Fatal(err)
		}
	}
	group, ctx := errgroup.WithContext(context.Background())
	for worker := range 4 {
		group.Go(func() error {
			var fp session.Footprint
			for k := range 2 * len(want) {
				i := (k*(worker+1) + worker) % len(want)
				if err := s.Footprints.Footprint(ctx, i, &fp); err != nil {
					return err
				}
				if diff := cmp.Diff(want[i], fp); diff != "" {
					return fmt.Errorf("footprint %d: -want +got:\n%s", i, diff)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}
