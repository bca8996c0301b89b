package nwb

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// checkedPlan lays out a session that has one of everything that is checked.
func checkedPlan(t *testing.T) *plan.Plan {
	t.Helper()
	seg := nwbtest.Drawing(session.Field{Width: 40, Height: 30}, 1000,
		session.Footprint{X: []uint32{1, 2}, Y: []uint32{1, 1}, W: []float64{1, 2}},
		session.Footprint{X: []uint32{30}, Y: []uint32{20}, W: []float64{1}})
	seg.Acceptance = &session.Acceptance{Accepted: []bool{true, false}, Rejected: []bool{false, true}}
	seg.Columns = []session.Column{{Name: "cell_groups", Lists: [][]string{{"a", "b"}, {}}}}
	o := nwbtest.Options(build.ImageMask, build.PixelMask)
	o.TraceChunk = []int{128, 2}
	return nwbtest.Planned(t, seg, o)
}

// writtenPlan writes a plan without checking it.
func writtenPlan(t *testing.T, plan *plan.Plan, codec chunkio.Codec) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plan.nwb")
	o := &Output{Codec: codec, Pipeline: chunkio.NewPipeline(chunkio.Options{Buffer: 4 << 20})}
	if err := write(t.Context(), plan, path, o, &Written{Pixels: map[string]int{}}); err != nil {
		t.Fatal(err)
	}
	return path
}

func reattr(attrs []plan.Attr, name string, value any) {
	for i := range attrs {
		if attrs[i].Name == name {
			attrs[i].Value = value
		}
	}
}

// A file that holds something else than what was planned is noticed: each case
// writes the plan with one fault and compares it with the plan without.
func TestCheckNotices(t *testing.T) {
	noHandles(t)
	const series = nwbtest.SeriesPath + "/data"
	for _, c := range []struct {
		name  string
		fault func(t *testing.T, p *plan.Plan)
		at    string // what the error must name
	}{
		{"group missing", func(t *testing.T, p *plan.Plan) { drop(p.Root, "analysis") }, "/analysis"},
		{"dataset for a group", func(t *testing.T, p *plan.Plan) { drop(p.Root, "analysis"); p.Root.Put(plan.Text("analysis", "x")) }, "/analysis"},
		{"group for a dataset", func(t *testing.T, p *plan.Plan) {
			drop(p.Root, "identifier")
			p.Root.Add(&plan.Group{Name: "identifier"})
		}, "/identifier"},
		{"dataset missing", func(t *testing.T, p *plan.Plan) { drop(p.Root, "session_description") }, "/session_description"},
		{"link missing", func(t *testing.T, p *plan.Plan) { g, _ := nwbtest.Object(t, p, nwbtest.TablePath); g.Links = nil }, nwbtest.TablePath + "/imaging_plane"},
		{"link that leads nowhere", func(t *testing.T, p *plan.Plan) {
			g, _ := nwbtest.Object(t, p, nwbtest.TablePath)
			g.Links[0].Target += "x"
		}, nwbtest.TablePath + "/imaging_plane"},
		{"attribute missing", func(t *testing.T, p *plan.Plan) { p.Root.Attrs = p.Root.Attrs[1:] }, `"namespace"`},
		{"other text in an attribute", func(t *testing.T, p *plan.Plan) { reattr(p.Root.Attrs, "nwb_version", "2.10.0") }, `"nwb_version" of "/"`},
		{"other texts in an attribute", func(t *testing.T, p *plan.Plan) {
			g, _ := nwbtest.Object(t, p, nwbtest.TablePath)
			reattr(g.Attrs, "colnames", []string{"roi_name"})
		}, `"colnames" of "` + nwbtest.TablePath},
		{"other number in an attribute", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.SeriesPath+"/starting_time")
			reattr(d.Attrs, "rate", math.Nextafter(20, 21))
		}, `"rate" of "` + nwbtest.SeriesPath + `/starting_time"`},
		{"number as an integer", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, series)
			reattr(d.Attrs, "conversion", int64(1))
		}, `"conversion" of "` + series},
		{"reference to another object", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.SeriesPath+"/rois")
			reattr(d.Attrs, "table", plan.Reference(nwbtest.TablePath+"/id"))
		}, `"table" of "` + nwbtest.SeriesPath + `/rois"`},
		{"other text", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, "/session_description")
			d.Data = plan.Texts{"Calcium"}
		}, "/session_description"},
		{"other text in a column", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.TablePath+"/roi_name")
			d.Data = plan.Texts{"roi0", "roi2"}
		}, nwbtest.TablePath + "/roi_name"},
		{"other verdict", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.TablePath+"/is_accepted")
			d.Data = plan.Bytes{0, 0}
		}, nwbtest.TablePath + "/is_accepted"},
		{"number of another type", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.TablePath+"/id")
			d.Type = plan.NumberType(chunkio.Uint64)
		}, nwbtest.TablePath + "/id"},
		{"text of another kind", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, "/session_start_time")
			d.Type = plan.TextType()
		}, "/session_start_time"},
		{"column of other rows", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.TablePath+"/id")
			d.Shape, d.Data = []int{1}, d.Data.(plan.Bytes)[:8]
		}, nwbtest.TablePath + "/id"},
		{"list for a scalar", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, "/identifier")
			d.Shape = []int{1}
		}, "/identifier"},
		{"trace of other frames", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, series)
			a, err := chunkio.Range(d.Data.(plan.Streamed).Array, 0, 0, 999)
			if err != nil {
				t.Fatal(err)
			}
			d.Shape, d.Data = a.Shape(), plan.Streamed{Array: a}
		}, series},
		{"trace shifted by a frame", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, series)
			rows := make([]int, 1000)
			for i := range rows {
				rows[i] = min(i+1, 999)
			}
			a, err := chunkio.Select(d.Data.(plan.Streamed).Array, rows)
			if err != nil {
				t.Fatal(err)
			}
			d.Data = plan.Streamed{Array: a}
		}, series},
		{"ROIs of a trace in another order", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, series)
			inner, err := chunkio.Permute(d.Data.(plan.Streamed).Array, []int{1, 0})
			if err == nil {
				inner, err = chunkio.Select(inner, []int{1, 0})
			}
			if err == nil {
				inner, err = chunkio.Permute(inner, []int{1, 0})
			}
			if err != nil {
				t.Fatal(err)
			}
			d.Data = plan.Streamed{Array: inner}
		}, series},
		{"ends that fall", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.TablePath+"/pixel_mask_index")
			d.Data = plan.Bytes(plan.Int64Bytes([]int64{4, 3}))
		}, nwbtest.TablePath + "/pixel_mask_index"},
		{"ends before the column's", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.TablePath+"/pixel_mask_index")
			d.Data = plan.Bytes(plan.Int64Bytes([]int64{2, 2}))
		}, nwbtest.TablePath + "/pixel_mask_index"},
		{"ends beyond the column's", func(t *testing.T, p *plan.Plan) {
			_, d := nwbtest.Object(t, p, nwbtest.TablePath+"/pixel_mask_index")
			d.Data = plan.Bytes(plan.Int64Bytes([]int64{2, 4}))
		}, nwbtest.TablePath + "/pixel_mask_index"},
	} {
		t.Run(c.name, func(t *testing.T) {
			faulty := checkedPlan(t)
			c.fault(t, faulty)
			path := writtenPlan(t, faulty, nwbtest.Options().Codec)
			if err := verify(t.Context(), faulty, path); err != nil && !strings.Contains(c.name, "ends") && !strings.Contains(c.name, "nowhere") {
				t.Errorf("held against itself: %v", err)
			}
			err := verify(t.Context(), checkedPlan(t), path)
			if err == nil || !strings.Contains(err.Error(), c.at) {
				t.Errorf("got %v, want an error that names %s", err, c.at)
			}
		})
	}
}

// Bytes that change on the disk are noticed, and so is a file cut short.
func TestCheckNoticesDamage(t *testing.T) {
	noHandles(t)
	tree := checkedPlan(t)
	path := writtenPlan(t, tree, chunkio.Codec{})
	if err := verify(t.Context(), tree, path); err != nil {
		t.Fatalf("without damage: %v", err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Frame 999 of both ROIs, in the last chunk of the trace.
	last := bytes.Index(whole, plan.Float64Bytes(999.25, 1999.25))
	name := bytes.Index(whole, []byte("roi1"))
	if last < 0 || name < 0 {
		t.Fatalf("the sample is at %d, the name at %d", last, name)
	}
	for what, damaged := range map[string][]byte{
		"a sample":        slices.Concat(whole[:last+3], []byte{whole[last+3] ^ 1}, whole[last+4:]),
		"a letter":        slices.Concat(whole[:name], []byte("b"), whole[name+1:]),
		"the end":         whole[:len(whole)-100],
		"the second half": whole[:len(whole)/2],
		"the signature":   slices.Concat([]byte("no HDF5"), whole[7:]),
		"everything":      nil,
	} {
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := verify(t.Context(), tree, path); err == nil {
			t.Errorf("damage to %s is not noticed", what)
		}
	}
}

func TestCheckStops(t *testing.T) {
	plan := checkedPlan(t)
	path := writtenPlan(t, plan, nwbtest.Options().Codec)
	stop := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if err := verify(ctx, plan, path); !errors.Is(err, stop) {
		t.Errorf("got %v, want %v", err, stop)
	}
}
