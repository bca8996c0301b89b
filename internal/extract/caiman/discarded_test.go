package caiman_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/session"
)

// withDiscarded opens a result with what select_components removed.
func withDiscarded(t *testing.T, path string) *session.Segmentation {
	t.Helper()
	s, err := extract.OpenSource(t.Context(), extract.Source{Path: path, Discarded: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	return s
}

// print returns all that is known of each ROI, as a text.
func prints(t *testing.T, s *session.Segmentation) []string {
	t.Helper()
	all := make([]string, len(s.IDs))
	var f session.Footprint
	for i := range s.IDs {
		if err := s.Footprints.Footprint(t.Context(), i, &f); err != nil {
			t.Fatal(err)
		}
		all[i] = fmt.Sprint(f, s.Acceptance.Rejected[i])
		for _, c := range s.Columns {
			width := max(c.Width, 1)
			all[i] += fmt.Sprint(c.Name, c.Floats[i*width:(i+1)*width])
		}
	}
	for _, trace := range s.Traces {
		values := arraytest.ReadFloats(t, trace.Array)
		for i := range s.IDs {
			all[i] += fmt.Sprint(trace.Kind, values[i*s.Frames:(i+1)*s.Frames])
		}
	}
	return all
}

// A result whose components were selected holds with the discarded ones what it
// held before: CaImAn made both files of one run.
func TestDiscardedAreThoseOfBefore(t *testing.T) {
	extracttest.CheckIDs(t)
	selected := withDiscarded(t, extracttest.Genuine(t, "cnmf2p_selected.hdf5"))
	full := extracttest.MustOpen(t, extracttest.Genuine(t, "cnmf2p_full.hdf5"))
	selected.Columns = slices.DeleteFunc(selected.Columns, func(c session.Column) bool { return c.Name == "cnn_preds" })
	a, b := prints(t, selected), prints(t, full)
	slices.Sort(a)
	slices.Sort(b)
	if !slices.Equal(a, b) {
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("ROI %d of %d and %d: %.300s\n%.300s", i, len(a), len(b), a[i], b[i])
			}
		}
	}
	if selected.Discarded != 5 || selected.IDs[12] != "12" || selected.IDs[13] != "discarded_0" {
		t.Errorf("%d discarded of %q", selected.Discarded, selected.IDs)
	}
}

// Where nothing was kept, all that there is was discarded.
func TestAllDiscarded(t *testing.T) {
	extracttest.CheckIDs(t)
	s := withDiscarded(t, extracttest.Genuine(t, "cnmf2p_zero_components.hdf5"))
	if len(s.IDs) != 18 || s.Frames != 600 || len(s.Traces) != 4 || slices.Contains(s.Acceptance.Rejected, false) {
		t.Errorf("%d ROIs, %d frames, %d traces, rejected %v", len(s.IDs), s.Frames, len(s.Traces), s.Acceptance.Rejected)
	}
	if slices.Contains(s.Remarks, "the file holds no traces") {
		t.Errorf("remarks %q", s.Remarks)
	}
}

// discarded is one component that was taken away.
func discarded() tree {
	const at = "estimates/discarded_components/"
	return tree{
		at + "A/data": vector(2.), at + "A/indices": vector[int32](7), at + "A/indptr": vector[int32](0, 1), at + "A/shape": vector[int64](12, 1),
		at + "C": rows(1, 10., 20, 30), at + "YrA": rows(1, .25, .25, .25),
	}
}

// What kept or discarded components alone have is NaN or left out.
func TestDiscardedLacks(t *testing.T) {
	const at = "estimates/discarded_components/"
	for _, c := range []struct {
		what    string
		other   tree
		traces  string // of the discarded ROI: its last value of each
		columns string // of all ROIs
		leftOut string
	}{
		{"nothing", tree{}, "raw 30.25 denoised 30", "", ""},
		{"a trace", tree{at + "YrA": nil}, "raw NaN denoised 30", "", ""},
		{"all traces", tree{at + "YrA": nil, at + "C": nil}, "raw NaN denoised NaN", "", ""},
		{"the kept ones' trace", tree{at + "S": rows(1, 1., 2, 3)}, "raw 30.25 denoised 30", "", at + "S: the components that were kept have none"},
		{"a column", tree{"estimates/SNR_comp": vector(1., 2)}, "raw 30.25 denoised 30", "snr [1 2 NaN]", ""},
		{"the kept ones' column", tree{at + "bl": vector(9.)}, "raw 30.25 denoised 30", "", at + "bl: the components that were kept have none"},
		{"a column's width", tree{"estimates/g": rows(2, 1., 2, 3, 4), at + "g": rows(1, 5.)}, "raw 30.25 denoised 30", "g [1 2 3 4 NaN NaN]", at + "g: 1 values for each component"},
		{"a column's type", tree{"estimates/bl": vector[float32](1, 2), at + "bl": vector(.1)}, "raw 30.25 denoised 30", "bl [1 2 0.1]", ""},
		{"a trace's type", tree{at + "C": array{[]int{1, 3}, []float32{1, 2, 3}}}, "raw 3.25 denoised NaN", "", at + "C: is of type float32"},
		{"frames", tree{at + "C": rows(1, 1., 2)}, "raw NaN denoised NaN", "", at + "C: 2 frames"},
	} {
		t.Run(c.what, func(t *testing.T) {
			extracttest.CheckIDs(t)
			s := withDiscarded(t, smallCaiman().with(discarded()).with(c.other).write(t))
			var traces, columns []string
			for _, trace := range s.Traces {
				values := arraytest.ReadFloats(t, trace.Array)
				traces = append(traces, fmt.Sprint(trace.Kind, " ", values[len(values)-1]))
			}
			for _, column := range s.Columns {
				columns = append(columns, fmt.Sprint(column.Name, " ", column.Floats))
			}
			if got := strings.Join(traces, " "); got != c.traces {
				t.Errorf("traces %s, want %s", got, c.traces)
			}
			if got := strings.Join(columns, " "); got != c.columns {
				t.Errorf("columns %s, want %s", got, c.columns)
			}
			var told []string
			for _, l := range s.LeftOut {
				told = append(told, l.Source+": "+l.Reason)
			}
			if got := strings.Join(told, "\n"); c.leftOut == "" && strings.Contains(got, at) || !strings.Contains(got, c.leftOut) {
				t.Errorf("left out %q, want %q", got, c.leftOut)
			}
			if got := s.Acceptance; !slices.Equal(got.Rejected, []bool{false, false, true}) || slices.Contains(got.Accepted, true) {
				t.Errorf("verdicts %v", got)
			}
			var f session.Footprint
			if err := s.Footprints.Footprint(t.Context(), 2, &f); err != nil || f.X[0] != 2 || f.Y[0] != 1 || f.W[0] != 2 || math.IsNaN(f.W[0]) {
				t.Errorf("footprint %v, %v", f, err)
			}
		})
	}
}

// Footprints of a number that the file does not say otherwise are damage.
func TestDiscardedDamage(t *testing.T) {
	extracttest.CheckIDs(t)
	for what, other := range map[string]tree{
		"another field": {"estimates/discarded_components/A/shape": vector[int64](20, 1)},
		"starts":        {"estimates/discarded_components/A/indptr": vector[int32](0, 1, 1)},
		"pixels":        {"estimates/discarded_components/A/indices": vector[int32](1, 2)},
	} {
		_, err := extract.OpenSource(t.Context(), extract.Source{Path: smallCaiman().with(discarded()).with(other).write(t), Discarded: true})
		if err == nil || !strings.Contains(err.Error(), "estimates/discarded_components/A") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
