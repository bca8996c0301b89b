package caiman_test

import (
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/readertest"
	"roi2nwb/internal/sampletest"
	"roi2nwb/internal/session"
)

// content is all numbers of a source.
type content struct {
	IDs        []string
	Field      session.Field
	Frames     int
	Footprints []session.Footprint
	Accepted   []bool
	Rejected   []bool
	Traces     map[session.TraceKind][]float64
}

func contentOf(t *testing.T, s *session.Segmentation) content {
	t.Helper()
	c := content{IDs: s.IDs, Field: s.Field, Frames: s.Frames, Traces: map[session.TraceKind][]float64{}}
	if s.Acceptance != nil {
		c.Accepted, c.Rejected = s.Acceptance.Accepted, s.Acceptance.Rejected
	}
	for i := range s.Footprints.Len() {
		var f session.Footprint
		if err := s.Footprints.Footprint(t.Context(), i, &f); err != nil {
			t.Fatal(err)
		}
		c.Footprints = append(c.Footprints, f)
	}
	for _, trace := range s.Traces {
		c.Traces[trace.Kind] = arraytest.ReadFloats(t, trace.Array)
	}
	return c
}

// A result that was saved again in a script's own way holds the same numbers.
func TestResaved(t *testing.T) {
	extracttest.CheckIDs(t)
	python, folder := readertest.Python(t), t.TempDir()
	source := extracttest.Genuine(t, "cnmf2p_full.hdf5")
	out, err := exec.Command(python, filepath.Join(sampletest.Root(t), "tests/readers/resave.py"), source, folder).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := contentOf(t, extracttest.MustOpen(t, source))
	names := strings.Fields(string(out))
	if len(names) < 30 {
		t.Fatalf("only %q were saved", names)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s := extracttest.MustOpen(t, filepath.Join(folder, name+".hdf5"))
			got, options := contentOf(t, s), cmp.Options{cmpopts.EquateNaNs(), cmpopts.EquateEmpty()}
			switch {
			case strings.HasPrefix(name, "rounded"):
				options = append(options, cmpopts.EquateApprox(0.01, 0.3))
			case name == "weights_f4_big":
				options = append(options, cmpopts.EquateApprox(1e-6, 0))
			}
			if d := cmp.Diff(want, got, options); d != "" {
				t.Errorf("(-original +resaved):\n%s", d[:min(len(d), 2000)])
			}
			// What was changed on the way is said.
			if strings.Contains(name, "f2") && !slices.ContainsFunc(s.Remarks, func(r string) bool { return strings.Contains(r, "float16 and written as float32") }) {
				t.Errorf("nothing is said of float16 in %q", s.Remarks)
			}
			if name == "leftover" && !slices.ContainsFunc(s.LeftOut, func(l session.LeftOut) bool { return l.Source == "estimates/R" }) {
				t.Errorf("nothing is said of R in %v", s.LeftOut)
			}
		})
	}
}

// A trace of another length is left out, unless it is C.
func TestTraceOfAnotherLength(t *testing.T) {
	short := rows(2, 1., 1)
	s := extracttest.MustOpen(t, smallCaiman().with(tree{"estimates/S": short}).write(t))
	if !slices.ContainsFunc(s.LeftOut, func(l session.LeftOut) bool {
		return l.Source == "estimates/S" && strings.Contains(l.Reason, "1 frames")
	}) {
		t.Errorf("left out: %v", s.LeftOut)
	}
	wide := rows(2, 1., 1, 1, 1, 2, 2, 2, 2)
	err := extracttest.OpenAndRead(smallCaiman().with(tree{"estimates/S": wide, "estimates/YrA": wide, "estimates/F_dff": wide}).write(t))
	if err == nil || !strings.Contains(err.Error(), `"estimates/C" has 3 frames, but the other traces have 4`) {
		t.Errorf("error %v, want one about C", err)
	}
}

// Sizes that are no whole numbers are refused.
func TestNotFinite(t *testing.T) {
	err := extracttest.OpenAndRead(smallCaiman().with(tree{"dims": vector(2., math.NaN())}).write(t))
	if err == nil || !strings.Contains(err.Error(), `"dims" holds NaN, expected an integer`) {
		t.Errorf("error %v", err)
	}
}
