package view

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// values is all that a segmentation holds of ROIs, frames and events.
type values struct {
	Result struct {
		IDs        []string
		Footprints []uint32
		Accepted   []bool
		Columns    []session.Column
		Traces     [][]float64
		Shifts     []float64
		Events     []session.Events
		Calcium    [][]float64
	}
	Recording session.Recording
}

func valuesOf(t *testing.T, s *session.Segmentation) (v values) {
	t.Helper()
	v.Recording = s.Recording
	r := &v.Result
	r.IDs, r.Accepted, r.Columns = s.IDs, s.Acceptance.Accepted, s.Columns
	var f session.Footprint
	for i := range s.Footprints.Len() {
		if err := s.Footprints.Footprint(t.Context(), i, &f); err != nil {
			t.Fatal(err)
		}
		r.Footprints = append(r.Footprints, f.X...)
	}
	for _, trace := range append(slices.Clone(s.Traces), *s.Background.Trace) {
		r.Traces = append(r.Traces, read(t, trace.Array))
	}
	r.Shifts, r.Events = read(t, s.Shifts.Array), s.Events
	for _, a := range []chunkio.Array{s.Calcium.ROIs, s.Calcium.Times, s.Calcium.Amplitudes} {
		r.Calcium = append(r.Calcium, read(t, a))
	}
	return v
}

func sameValues(t *testing.T, what string, a, b *session.Segmentation) {
	t.Helper()
	if diff := cmp.Diff(valuesOf(t, a), valuesOf(t, b), cmpopts.EquateErrors()); diff != "" {
		t.Errorf("%s:\n%s", what, diff)
	}
}

func choose(t *testing.T, s *session.Segmentation, rows []int) *session.Segmentation {
	t.Helper()
	v, err := Choose(t.Context(), s, rows, "some")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func slice(t *testing.T, s *session.Segmentation, first, end int) *session.Segmentation {
	t.Helper()
	v, err := Slice(t.Context(), s, first, end)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Views of views are views, in any order; what they are made of stays as it is.
func TestViewsCompose(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 200 {
		s := sampleSegmentation()
		if random.IntN(2) == 0 {
			s.Timing.Timestamps, s.Timing.Lines = nil, nil
		}
		if random.IntN(2) == 0 {
			s.FrameNumbers = nil
		}
		rows := random.Perm(len(s.IDs))[:1+random.IntN(len(s.IDs))]
		again := random.Perm(len(rows))[:1+random.IntN(len(rows))]
		a, b := span(random, s.Frames)
		c, d := span(random, b-a)
		sameValues(t, "a choice of a choice", choose(t, s, pick(rows, again)), choose(t, choose(t, s, rows), again))
		sameValues(t, "a slice of a slice", slice(t, s, a+c, a+d), slice(t, slice(t, s, a, b), c, d))
		sameValues(t, "a slice of a choice", slice(t, choose(t, s, rows), a, b), choose(t, slice(t, s, a, b), rows))
	}
	s := sampleSegmentation()
	choose(t, slice(t, s, 2, 5), []int{3})
	sameValues(t, "what views were made of", sampleSegmentation(), s)
}

// span returns a part of n frames.
func span(random *rand.Rand, n int) (first, end int) {
	first = random.IntN(n)
	return first, first + 1 + random.IntN(n-first)
}

// Slices side by side hold each sample, and each event of an ROI, once.
func TestSlicesAddUp(t *testing.T) {
	s := sampleSegmentation()
	for cut := 1; cut < s.Frames; cut++ {
		a, b := slice(t, s, 0, cut), slice(t, s, cut, s.Frames)
		both, err := chunkio.Concat(1, a.Traces[0].Array, b.Traces[0].Array)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(read(t, both), read(t, s.Traces[0].Array)) {
			t.Errorf("at %d the traces are %v and %v", cut, read(t, a.Traces[0].Array), read(t, b.Traces[0].Array))
		}
		amplitudes := append(read(t, a.Calcium.Amplitudes), read(t, b.Calcium.Amplitudes)...)
		slices.Sort(amplitudes)
		if !slices.Equal(amplitudes, read(t, s.Calcium.Amplitudes)) {
			t.Errorf("at %d the events are %v", cut, amplitudes)
		}
	}
}

func TestChosen(t *testing.T) {
	v := choose(t, choose(t, sampleSegmentation(), []int{4, 0, 2}), []int{1, 0})
	if want := (session.Chosen{Of: 5, By: []string{"some", "some"}}); !cmp.Equal(v.Chosen, want) {
		t.Errorf("%+v, want %+v", v.Chosen, want)
	}
	if !slices.Equal(v.IDs, []string{"p", "t"}) || !slices.Equal(v.Columns[0].Floats, []float64{0, 0, 4, -4}) {
		t.Errorf("ids %q, columns %v", v.IDs, v.Columns[0].Floats)
	}
	if rois := read(t, v.Calcium.ROIs); slices.Max(rois) != 1 {
		t.Errorf("events are of ROIs %v", rois)
	}
	if bytes := session.FootprintBytes(v.Footprints); bytes != 200 {
		t.Errorf("footprints of %d bytes, want 200", bytes)
	}
}

func TestSliced(t *testing.T) {
	v := slice(t, slice(t, sampleSegmentation(), 3, 9), 2, 4)
	if v.Frames != 2 || v.Sliced != (session.Sliced{Of: 11, First: 5}) || v.Timing.Start != 100.625 {
		t.Errorf("%d frames, %+v from %v s", v.Frames, v.Sliced, v.Timing.Start)
	}
	if !slices.Equal(v.FrameNumbers, []int64{20, 22}) || !slices.Equal(v.Timing.Timestamps, []float64{100.625, 100.75}) {
		t.Errorf("numbers %v, times %v", v.FrameNumbers, v.Timing.Timestamps)
	}
	if want := []session.InvalidFrames{{First: 0, Last: 1, Reason: "dropped"}}; !slices.Equal(v.Invalid, want) {
		t.Errorf("invalid %v, want %v", v.Invalid, want)
	}
	// The events begin at frames 9, 12, 15, 18, 21, ... and are over in the next.
	if !slices.Equal(v.Events[0].First, []int64{21}) {
		t.Errorf("events from %v", v.Events[0].First)
	}
}

func TestNoViews(t *testing.T) {
	s := sampleSegmentation()
	for rows, want := range map[*[]int]string{{5}: "ROI 5 of 5", {-1}: "ROI -1 of 5", {1, 1}: "ROI 1 twice"} {
		if _, err := Choose(t.Context(), s, *rows, ""); err == nil || err.Error() != want {
			t.Errorf("choosing %v: %v, want %s", *rows, err, want)
		}
	}
	for _, c := range [][2]int{{-1, 3}, {3, 3}, {4, 3}, {0, 12}} {
		if _, err := Slice(t.Context(), s, c[0], c[1]); err == nil || !strings.Contains(err.Error(), "of 11") {
			t.Errorf("frames %v: %v", c, err)
		}
	}
}

// An index finds the same values, however many it has for each of its entries.
func TestIndexSteps(t *testing.T) {
	column := ramp(23)
	for _, step := range []int{1, 2, 5, 22, 23, 24, indexStep} {
		for _, every := range []byte{1, 2, 7, 255} {
			pass := func(raw []byte) bool { return raw[6]%every == 0 && raw[7] != 0 }
			x, err := newIndexOf(t.Context(), column, pass, step)
			if err != nil {
				t.Fatal(err)
			}
			a, all := x.of(column), []float64(nil)
			want, err := newIndex(t.Context(), column, pass)
			if err != nil {
				t.Fatal(err)
			}
			all = read(t, want.of(column))
			for first := range len(all) {
				for n := range len(all) - first {
					part, err := chunkio.Range(a, 0, first, first+n+1)
					if err != nil {
						t.Fatal(err)
					}
					if got := read(t, part); !slices.Equal(got, all[first:first+n+1]) {
						t.Fatalf("steps of %d: %v, want %v", step, got, all[first:first+n+1])
					}
				}
			}
			if fmt.Sprint(a.Shape()) != fmt.Sprint([]int{len(all)}) {
				t.Errorf("steps of %d: shape %v, want %d", step, a.Shape(), len(all))
			}
		}
	}
}
