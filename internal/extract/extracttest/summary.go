package extracttest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// Summarise tells all of a Segmentation in text: what is small in full, of
// arrays the shape, the type, the sum and the last value.
func Summarise(t *testing.T, s *session.Segmentation) string {
	t.Helper()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	array := func(label string, a chunkio.Array) {
		values := arraytest.ReadFloats(t, a)
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		line("%s: %v %v, sum %.7g, last %.7g", label, a.DType(), a.Shape(), sum, values[len(values)-1])
	}
	line("%s %q, imaging %d, field %v, %d frames, timing {%v %v %v %s}", s.Program, s.Version, s.Imaging, s.Field, s.Frames, s.Timing.Rate, s.Timing.Start, s.Timing.Timestamps, s.Timing.Origin)
	line("ids %v", s.IDs)
	footprints(t, line, "footprint", s.Footprints)
	if s.Acceptance != nil {
		line("accepted %v", marked(s.Acceptance.Accepted))
		line("rejected %v", marked(s.Acceptance.Rejected))
	}
	for _, c := range s.Columns {
		line("column %s from %s: %v, width %d, %.7g", c.Name, c.Source, c.DType, c.Width, c.Floats)
	}
	for _, tr := range s.Traces {
		array(fmt.Sprintf("trace %s from %s in %s", tr.Kind, tr.Source, tr.Unit), tr.Array)
		line("  %s", tr.Description)
	}
	if bg := s.Background; bg != nil {
		line("background from %s", bg.Source)
		footprints(t, line, "background", bg.Footprints)
		if bg.Trace != nil {
			array("trace of background from "+bg.Trace.Source, bg.Trace.Array)
		}
	}
	for _, im := range s.Images {
		array("image "+im.Name+" from "+im.Source, im.Array)
	}
	for _, p := range s.Parameters {
		line("parameter %q %s = %s", p.Group, p.Name, p.Value)
	}
	for _, h := range s.Hints {
		line("hint %s = %v (%T) from %s", h.Path, h.Value, h.Value, h.Origin)
	}
	for _, l := range s.LeftOut {
		line("left out %s: %s", l.Source, l.Reason)
	}
	for _, r := range s.Remarks {
		line("remark: %s", r)
	}
	return b.String()
}

// footprints writes for each the number of pixels, the corners of the box
// around it, and its weights' sum.
func footprints(t *testing.T, line func(string, ...any), label string, f session.Footprints) {
	t.Helper()
	var fp session.Footprint
	for i := range f.Len() {
		if err := f.Footprint(context.Background(), i, &fp); err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, w := range fp.W {
			sum += w
		}
		corners := ""
		for _, axis := range [][]uint32{fp.X, fp.Y, fp.Z} {
			if len(axis) > 0 {
				corners += fmt.Sprintf(" %d-%d", slices.Min(axis), slices.Max(axis))
			}
		}
		line("%s %d: %d pixels in%s, sum %.7g", label, i, len(fp.W), corners, sum)
	}
}

func marked(marks []bool) []int {
	at := []int{}
	for i, m := range marks {
		if m {
			at = append(at, i)
		}
	}
	return at
}
