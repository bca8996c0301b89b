package nwb

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

const (
	calciumPath = "/processing/ophys/CalciumEvents"
	rnfPath     = "/events/RNF"
)

// withEvents plans a file of a source that has events of both kinds.
func withEvents(t *testing.T) *plan.Plan {
	t.Helper()
	source, meta := opened(t, aSource)
	rate := source.Timing.Rate
	source.Events = []session.Events{{Name: "RNF", Source: "behavior.csv", Times: []float64{2 / rate, 5 / rate}, Durations: []float64{3 / rate, 0}}}
	source.Calcium = &session.CalciumEvents{
		Source: "events", Unit: "a.u.", ROIs: chunkio.FromBytes([]int{2}, chunkio.Int64, plan.Int64Bytes([]int64{7, 2})),
		Times: chunkio.FromFloat64s([]int{2}, []float64{0.5, 1.25}), Amplitudes: chunkio.FromBytes([]int{2}, chunkio.Float32, plan.Float32Bytes([]float64{3, 4})),
	}
	p, err := nwbtest.BuildOne(source, meta, nwbtest.Options(build.PixelMask))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Events are read as they were written, and placed in their frames.
func TestReadEvents(t *testing.T) {
	noHandles(t)
	seg, _, err := reopened(t, withEvents(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(seg.Events) != 1 || seg.Calcium == nil || len(seg.LeftOut) > 0 {
		t.Fatalf("events %v, %v, left out %v", seg.Events, seg.Calcium, seg.LeftOut)
	}
	e := seg.Events[0]
	if d := cmp.Diff([][]int64{{2, 5}, {5, 5}}, [][]int64{e.First, e.End}); e.Name != "RNF" || d != "" {
		t.Errorf("%q: %s", e.Name, d)
	}
	c := seg.Calcium
	for _, column := range []struct {
		array chunkio.Array
		want  []float64
	}{{c.ROIs, []float64{7, 2}}, {c.Times, []float64{0.5, 1.25}}, {c.Amplitudes, []float64{3, 4}}} {
		if d := cmp.Diff(column.want, arraytest.ReadFloats(t, column.array)); d != "" {
			t.Error(d)
		}
	}
}

// A table that is no table of events is left out, and says why.
func TestOddEvents(t *testing.T) {
	for want, change := range map[string]func(t *testing.T, p *plan.Plan){
		"RNF: it has no times that are numbers": func(t *testing.T, p *plan.Plan) { drop(groupAt(t, p, rnfPath), "timestamp") },
		"RNF: its durations have shape [1] for 2 times": func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, rnfPath), "duration")
			d.Type, d.Shape, d.Data = int64s(1)
		},
		`CalciumEvents: it has no column "amplitude" of numbers`: func(t *testing.T, p *plan.Plan) { drop(groupAt(t, p, calciumPath), "amplitude") },
		`CalciumEvents: its column "timestamp" is of int64`: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, calciumPath), "timestamp")
			d.Type, d.Shape, d.Data = int64s(1, 2)
			d.Chunk = nil
		},
		`CalciumEvents: its column "amplitude" has 3 rows, and others 2`: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, calciumPath), "amplitude")
			d.Type, d.Shape, d.Chunk, d.Data = plan.NumberType(chunkio.Float64), []int{3}, nil, plan.Bytes(plan.Float64Bytes(1, 2, 3))
		},
		"CalciumEvents: its events are not those of": func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, calciumPath), "roi")
			for i := range d.Attrs {
				if d.Attrs[i].Name == "table" {
					d.Attrs[i].Value = plan.Reference(aSeries)
				}
			}
		},
	} {
		t.Run(want, func(t *testing.T) {
			noHandles(t)
			p := withEvents(t)
			change(t, p)
			seg, _, err := reopened(t, p)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, l := range seg.LeftOut {
				out = append(out, l.Source+": "+l.Reason)
			}
			if has := strings.Join(out, "\n"); !strings.Contains(has, want) {
				t.Errorf("left out is %q, want %q in it", has, want)
			}
		})
	}
	t.Run("no durations", func(t *testing.T) {
		noHandles(t)
		p := withEvents(t)
		drop(groupAt(t, p, rnfPath), "duration")
		seg, _, err := reopened(t, p)
		if err != nil || len(seg.Events) != 1 || len(seg.Events[0].Durations) != 2 || seg.Events[0].Durations[0] == seg.Events[0].Durations[0] {
			t.Errorf("%v: %v", seg.Events, err)
		}
	})
}
