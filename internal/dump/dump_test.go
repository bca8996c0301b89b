package dump

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/session"

	"github.com/google/go-cmp/cmp"
)

// grained is an array that is stored in boxes of a shape.
type grained struct {
	chunkio.Array
	grain []int
}

func (g grained) Grain() []int { return g.grain }

// sample is two ROIs with all that can be dumped.
func sample() *Source {
	seg := nwbtest.Drawing(session.Field{Width: 3, Height: 2}, 5,
		session.Footprint{X: []uint32{2, 0, 0}, Y: []uint32{1, 1, 0}, W: []float64{0.1, 1, 1e-60}},
		session.Footprint{X: []uint32{1}, Y: []uint32{0}, W: []float64{2}})
	seg.Traces[0].Array = grained{seg.Traces[0].Array, []int{1, 2}}
	marks := chunkio.FromBytes([]int{2, 5}, chunkio.Uint8, []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	seg.Traces = append([]session.Trace{{Kind: "own", Array: marks}}, seg.Traces...)
	seg.Background = &session.Background{Footprints: &nwbtest.Drawn{}, Trace: &session.Trace{Array: chunkio.FromFloat64s([]int{1, 5}, []float64{9, 8, 7, 6, 5})}}
	seg.Images = []session.Image{
		{Name: "mean", Array: chunkio.FromFloat64s([]int{3, 2}, []float64{0, 1, 10, 11, 20, 21})},
		{Name: "deep", Array: chunkio.FromBytes([]int{1, 1, 11}, chunkio.Uint8, []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})},
	}
	seg.Acceptance = &session.Acceptance{Accepted: []bool{true, false}, Rejected: []bool{false, false}}
	seg.Columns = []session.Column{
		{Name: "snr", Floats: []float64{0.1, math.NaN()}, DType: chunkio.Float32},
		{Name: "g", Floats: []float64{1, 2, 3, 4}, DType: chunkio.Float64, Width: 2},
		{Name: "n", Ints: []int64{1, -2}}, {Name: "ok", Bools: []bool{true, false}}, {Name: "say", Texts: []string{"a", "b,c"}},
		{Name: "groups", Lists: [][]string{nil, {"a", "b"}}},
	}
	seg.Events = []session.Events{{Name: "RNF", Times: []float64{1.5}, Durations: []float64{0.25}}, {Name: "ALP", Times: []float64{2}, Durations: []float64{1}}, {Name: "none"}}
	seg.Calcium = &session.CalciumEvents{
		ROIs:  chunkio.FromBytes([]int{3}, chunkio.Int64, []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0}),
		Times: chunkio.FromFloat64s([]int{3}, []float64{0.5, 1, 2}), Amplitudes: chunkio.FromFloat64s([]int{3}, []float64{3, 4, 5}),
	}
	seg.Background.Footprints = &nwbtest.Drawn{All: []session.Footprint{{X: []uint32{1, 0}, Y: []uint32{0, 1}, W: []float64{3, 0.5}}}}
	seg.Missed = &session.MissedCells{IDs: []string{"seen"}, Footprints: &nwbtest.Drawn{All: []session.Footprint{{X: []uint32{2}, Y: []uint32{0}, W: []float64{1}}}}}
	seg.Shifts = &session.Shifts{Array: chunkio.FromFloat64s([]int{5, 2}, []float64{0, 1, -0.5, 2, 0, 0, 3, 3, 4, 0.25})}
	seg.Parameters = []session.Parameter{{Group: "data", Name: "fr", Value: "30"}, {Group: "init", Name: "K", Value: "[1,2]"}}
	meta := &metadata.Metadata{File: metadata.File{SessionID: "D1", Keywords: []string{"a", "b"}}, Planes: []metadata.ImagingPlane{{ExcitationLambda: 920, ImagingRate: math.NaN()}}}
	return &Source{Segmentation: seg, Metadata: meta, Budget: 1 << 20}
}

func csvOf(t *testing.T, s *Source, what What) string {
	t.Helper()
	table, err := s.Table(what)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := table.WriteTo(t.Context(), NewDelimited(&b, ',')); err != nil {
		t.Fatal(err)
	}
	if rows := strings.Count(b.String(), "\n") - 1; table.Rows >= 0 && table.Rows != rows {
		t.Errorf("%s: %d rows were announced, %d written", what, table.Rows, rows)
	}
	return b.String()
}

func tables() map[What]string {
	return map[What]string{
		Traces: "frame,time,raw_roi0,raw_roi1,background_0,own_roi0,own_roi1\n" +
			"0,0,0.25,5.25,9,0,5\n1,0.05,1.25,6.25,8,1,6\n2,0.1,2.25,7.25,7,2,7\n3,0.15,3.25,8.25,6,3,8\n4,0.2,4.25,9.25,5,4,9\n",
		Masks: "roi,x,y,weight\nroi0,0,1,1\nroi0,2,1,0.1\nroi1,1,0,2\n",
		Images: "image,x,y,value\ndeep_z0,0,0,0\ndeep_z1,0,0,1\ndeep_z2,0,0,2\ndeep_z3,0,0,3\ndeep_z4,0,0,4\ndeep_z5,0,0,5\ndeep_z6,0,0,6\n" +
			"deep_z7,0,0,7\ndeep_z8,0,0,8\ndeep_z9,0,0,9\ndeep_z10,0,0,10\nmean,0,0,0\nmean,0,1,1\nmean,1,0,10\nmean,1,1,11\nmean,2,0,20\nmean,2,1,21\n",
		Columns: "roi,is_accepted,is_rejected,snr,g_0,g_1,n,ok,say,groups\nroi0,true,false,0.1,1,2,1,true,a,[]\n" +
			`roi1,false,false,nan,3,4,-2,false,"b,c","[""a"",""b""]"` + "\n",
		Events: "event,roi,time,duration,amplitude\nALP,,2,1,nan\nRNF,,1.5,0.25,nan\nCalciumEvents,roi1,0.5,nan,3\nCalciumEvents,roi0,1,nan,4\nCalciumEvents,,2,nan,5\n",
		Times:  "frame,time\n0,0\n1,0.05\n2,0.1\n3,0.15\n4,0.2\n",
		Metadata: "path,value\nNWBFile.session_id,D1\nNWBFile.keywords[0],a\nNWBFile.keywords[1],b\n" +
			"Ophys.ImagingPlane[0].excitation_lambda,920\n",
		IDs:        "roi\nroi0\nroi1\n",
		Background: "component,x,y,weight\n0,0,1,0.5\n0,1,0,3\n",
		Missed:     "cell,x,y,weight\nseen,2,0,1\n",
		Shifts:     "frame,time,y,x\n0,0,0,1\n1,0.05,-0.5,2\n2,0.1,0,0\n3,0.15,3,3\n4,0.2,4,0.25\n",
		Parameters: "group,parameter,value\ndata,fr,30\ninit,K,\"[1,2]\"\n",
	}
}

// Tables are the same however little may be held.
func TestTables(t *testing.T) {
	for what, want := range tables() {
		for _, budget := range []int{1, 60, 150, 1 << 20} {
			s := sample()
			s.Budget = budget
			if d := cmp.Diff(want, csvOf(t, s, what)); d != "" {
				t.Errorf("%s with %d bytes:\n%s", what, budget, d)
			}
		}
	}
	if len(tables()) != len(Whats())-1 {
		t.Errorf("%d tables of %d", len(tables()), len(Whats())-1)
	}
}

// The table of contents names what the other tables hold.
func TestContents(t *testing.T) {
	got := csvOf(t, sample(), Contents)
	for _, line := range []string{"traces,raw,5 x 2,float64", "traces,own,5 x 2,uint8", "masks,,2,float32", "images,deep_z10,1 x 1,uint8",
		"columns,g,2 x 2,float64", "columns,snr,2,float32", "columns,groups,2,texts", "events,ALP,1,", "events,CalciumEvents,3,", "times,,5,float64", "ids,,2,text",
		"background,,1,float32", "missed,,1,float32", "shifts,,5 x 2,float64", "parameters,,2,text"} {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("no %q in\n%s", line, got)
		}
	}
}

// A view's frames keep their places, and times that are almost even are those of
// the grid.
func TestFrames(t *testing.T) {
	s := sample()
	s.Segmentation.Sliced = session.Sliced{Of: 100, First: 40}
	s.Segmentation.Timing = session.Timing{Timestamps: []float64{2, 3, 4.0000004, 5, 6}}
	if got, want := csvOf(t, s, Times), "frame,time\n40,2\n41,3\n42,4\n43,5\n44,6\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.Segmentation.Timing.Timestamps[2] = 4.5
	if got, want := csvOf(t, s, Times), "frame,time\n40,2\n41,3\n42,4.5\n43,5\n44,6\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.Segmentation.Timing = session.Timing{}
	s.Traces = []session.TraceKind{session.BackgroundTrace}
	if got, want := csvOf(t, s, Traces), "frame,time,background_0\n40,nan,9\n41,nan,8\n42,nan,7\n43,nan,6\n44,nan,5\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := s.Table(Times); !errors.Is(err, build.ErrNoTiming) {
		t.Errorf("times that are not known: %v", err)
	}
}

func TestWriteNPY(t *testing.T) {
	for _, budget := range []int{1, 1 << 20} {
		for what, want := range map[What]struct {
			shape string
			bytes int
			last  []byte
		}{
			Traces:     {"(5, 2)", 10, []byte{0, 5, 1, 6, 2, 7, 3, 8, 4, 9}},
			Images:     {"(1, 1)", 1, []byte{4}},
			Masks:      {"(2, 3, 2)", 48, []byte{0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
			Background: {"(1, 3, 2)", 24, []byte{0, 0, 0, 0x3f, 0, 0, 0x40, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
			Missed:     {"(1, 3, 2)", 24, []byte{0, 0, 0x80, 0x3f, 0, 0, 0, 0}},
			Shifts:     {"(5, 2)", 80, []byte{0, 0, 0, 0, 0, 0, 0xd0, 0x3f}},
			Times:      {"(5,)", 40, []byte{0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xc9, 0x3f}},
		} {
			s := sample()
			s.Budget, s.Traces, s.Images = budget, []session.TraceKind{"own"}, []string{"deep_z4"}
			var b bytes.Buffer
			if err := s.WriteNPY(t.Context(), &b, what); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), "'shape': "+want.shape+",") || b.Len() != 128+want.bytes || !bytes.HasSuffix(b.Bytes(), want.last) {
				t.Errorf("%s: %q", what, b.String())
			}
		}
	}
}

// What cannot be had is told.
func TestMistakes(t *testing.T) {
	s := sample()
	var shape *ShapeError
	if err := s.WriteNPY(t.Context(), &bytes.Buffer{}, Columns); !errors.As(err, &shape) {
		t.Errorf("columns as an array: %v", err)
	}
	var choice *ChoiceError
	if err := s.WriteNPY(t.Context(), &bytes.Buffer{}, Traces); !errors.As(err, &choice) || len(choice.Have) != 3 {
		t.Errorf("three traces as an array: %v", err)
	}
	s.Traces, s.Images = []session.TraceKind{"dff"}, []string{"max"}
	var absent *AbsentError
	for _, what := range []What{Traces, Images} {
		if _, err := s.Table(what); !errors.As(err, &absent) || len(absent.Have) < 3 {
			t.Errorf("%s: %v", what, err)
		}
	}
	s = sample()
	s.Segmentation.Shifts, s.Segmentation.Background, s.Segmentation.Missed = nil, nil, nil
	if err := s.WriteNPY(t.Context(), &bytes.Buffer{}, Shifts); !errors.As(err, &absent) || absent.Error() != "there are no shifts" {
		t.Errorf("shifts that are not there: %v", err)
	}
	for _, what := range []What{Shifts, Background, Missed} {
		if text := csvOf(t, s, what); strings.Count(text, "\n") != 1 {
			t.Errorf("%s that are not there: %q", what, text)
		}
	}
	s = sample()
	s.Segmentation.Field.Height = 1
	var content *session.ContentError
	if err := s.WriteNPY(t.Context(), &bytes.Buffer{}, Masks); !errors.As(err, &content) {
		t.Errorf("a pixel outside of the field: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, what := range []What{Traces, Masks, Images, Events, Times} {
		table, err := sample().Table(what)
		if err != nil {
			t.Fatal(err)
		}
		if err := table.WriteTo(ctx, NewDelimited(&bytes.Buffer{}, ',')); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, cancelled: %v", what, err)
		}
	}
}
