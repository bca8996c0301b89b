package inspect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// footprints are ROIs of so many pixels each.
type footprints []int

func (f footprints) Len() int { return len(f) }

func (f footprints) Footprint(_ context.Context, i int, to *session.Footprint) error {
	if f[i] < 0 {
		return errors.New("torn")
	}
	to.X, to.Y, to.W = make([]uint32, f[i]), make([]uint32, f[i]), make([]float64, f[i])
	return nil
}

func ofFootprints(f session.Footprints) *session.Segmentation {
	seg := &session.Segmentation{}
	seg.Footprints = f
	return seg
}

// The usual median: of an even number of values the mean of the two in the
// middle.
func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{1, 2}, 1.5},
		{[]float64{1, 2, 10}, 2},
		{[]float64{1, 2, 3, 10}, 2.5},
		{[]float64{-math.MaxFloat64, math.MaxFloat64}, 0},
		{[]float64{math.MaxFloat64, math.MaxFloat64}, math.MaxFloat64},
	} {
		if got := median(tt.values); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.values, got, tt.want)
		}
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	for n := 1; n < 300; n++ {
		values := make([]float64, n)
		for i := range values {
			values[i] = random.NormFloat64()
		}
		slices.Sort(values)
		want := values[n/2]
		if n%2 == 0 {
			want = values[n/2-1]/2 + values[n/2]/2
		}
		if got := median(slices.Clone(values)); got != want {
			t.Errorf("seed %d, %d values: %v, want %v exactly", seed, n, got, want)
		}
	}
}

// Infinite and NaN values are counted and left out of the range.
func TestRangeOf(t *testing.T) {
	one, two, four := 1.0, 2.0, 4.0
	for _, tt := range []struct {
		column session.Column
		want   Range
	}{
		{session.Column{Name: "a", Source: "s", Floats: []float64{4, math.NaN(), 1, math.Inf(-1), 2, math.NaN()}}, Range{Name: "a", Source: "s", Min: &one, Median: &two, Max: &four, Infinite: 1, NaN: 2}},
		{session.Column{Name: "b", Ints: []int64{4, 1, 2}}, Range{Name: "b", Min: &one, Median: &two, Max: &four}},
		{session.Column{Name: "c", Floats: []float64{math.NaN()}}, Range{Name: "c", NaN: 1}},
	} {
		if d := cmp.Diff(tt.want, rangeOf(tt.column, valuesOf(tt.column))); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.column.Name, d)
		}
	}
}

// Every ROI has one verdict of three.
func TestCountROIs(t *testing.T) {
	seg := &session.Segmentation{}
	seg.IDs = []string{"0", "1", "2", "3"}
	if got, want := CountROIs(seg), (ROIs{Total: 4, NotEvaluated: 4}); got != want {
		t.Errorf("never evaluated: %+v", got)
	}
	seg.Acceptance = &session.Acceptance{Accepted: []bool{true, false, false, true}, Rejected: []bool{false, true, false, false}}
	if got, want := CountROIs(seg), (ROIs{Total: 4, Evaluated: true, Accepted: 2, Rejected: 1, NotEvaluated: 1}); got != want {
		t.Errorf("evaluated: %+v", got)
	}
}

// Rate and duration come from each other, or are not known.
func TestTiming(t *testing.T) {
	for _, tt := range []struct {
		name           string
		timing         session.Timing
		rate, duration float64 // 0 for not known
		regular        bool
	}{
		{"nothing", session.Timing{}, 0, 0, false},
		{"a rate", session.Timing{Rate: 20}, 20, 0.5, true},
		{"times", session.Timing{Timestamps: []float64{1, 1.5, 3}}, 1, 10, false},
		{"times of no length", session.Timing{Timestamps: []float64{1, 1}}, 0, 0, false},
	} {
		f := Facts{Frames: 10}
		f.timing(&tt.timing)
		value := func(v *float64) float64 {
			if v == nil {
				return 0
			}
			return *v
		}
		if value(f.Rate) != tt.rate || value(f.Duration) != tt.duration || f.Regular != tt.regular {
			t.Errorf("%s: %v Hz, %v s, regular %t", tt.name, value(f.Rate), value(f.Duration), f.Regular)
		}
	}
}

// A scan tells what it does, and how much of it, to the end.
func TestScanProgress(t *testing.T) {
	seg := ofFootprints(footprints{3, 0, 8, 5})
	seg.Traces = []session.Trace{{Kind: session.Raw, Array: chunkio.FromFloat64s([]int{2, 3}, make([]float64, 6))}}
	seg.Background = &session.Background{Trace: &session.Trace{Array: chunkio.FromFloat64s([]int{1, 3}, []float64{1, 2, 3})}, Footprints: footprints{}}
	var told []string
	done := map[Activity]int64{}
	f := Of(seg, &metadata.Metadata{}, nil, nil)
	err := f.Scan(t.Context(), seg, false, Progress{
		Begin:   func(doing Activity, total int64) { told = append(told, fmt.Sprint(doing, " of ", total)) },
		Advance: func(doing Activity, n int64) { done[doing] += n },
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"0 of 72", "1 of 4"}, told); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[Activity]int64{ReadingTraces: 72, ReadingMasks: 4}, done); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if f.MedianSize == nil || *f.MedianSize != 4 {
		t.Errorf("median size %v", f.MedianSize)
	}
	want := []Array{
		{Name: "raw", Shape: []int{3, 2}, Type: "float64", Content: AllZero},
		{Name: "background", Shape: []int{3, 1}, Type: "float64", Content: Values},
	}
	if d := cmp.Diff(want, f.Traces); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Nobody needs to listen, no ROI needs a pixel, and a scan ends where a mask
// cannot be read or nobody waits for it any more.
func TestScanEnds(t *testing.T) {
	f := &Facts{}
	if err := f.Scan(t.Context(), ofFootprints(footprints{0, 0}), false, Progress{}); err != nil || f.MedianSize != nil {
		t.Errorf("%v, median size %v", err, f.MedianSize)
	}
	if err := f.Scan(t.Context(), ofFootprints(footprints{1, -1}), false, Progress{}); err == nil || !strings.Contains(err.Error(), "ROI 1: torn") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Scan(ctx, ofFootprints(footprints{1}), false, Progress{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// What is unknown is null, and lists are lists.
func TestFactsOfNothing(t *testing.T) {
	seg := ofFootprints(footprints{})
	got, err := json.Marshal(Of(seg, &metadata.Metadata{}, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"traces", "images", "quality", "events", "remarks", "left_out", "metadata_problems"} {
		if !strings.Contains(string(got), `"`+list+`":[]`) {
			t.Errorf("%s is no list in %s", list, got)
		}
	}
	for _, unknown := range []string{"rate_hz", "duration_s", "median_roi_pixels", "nwb_bytes"} {
		if !strings.Contains(string(got), `"`+unknown+`":null`) {
			t.Errorf("%s is known in %s", unknown, got)
		}
	}
}

// Where nothing else tells, the wavelength does, up to the edges of what it can
// tell.
func TestImagingByLight(t *testing.T) {
	for _, c := range []struct {
		light float64
		want  string
	}{
		{470, "one-photon"}, {350, "one-photon"}, {349, "unknown"}, {640, "one-photon"}, {641, "unknown"},
		{689, "unknown"}, {690, "two-photon"}, {920, "two-photon"}, {1200, "two-photon"}, {1300, "unknown"},
		{math.NaN(), "unknown"}, {math.Inf(1), "unknown"},
	} {
		n := &Facts{}
		n.imaging(session.ImagingUnknown, &metadata.Metadata{Planes: []metadata.ImagingPlane{{ExcitationLambda: c.light}}})
		if n.Imaging != c.want {
			t.Errorf("%v nm: got %q, want %q", c.light, n.Imaging, c.want)
		}
	}
	for _, meta := range []*metadata.Metadata{nil, {}} {
		n := &Facts{}
		if n.imaging(session.ImagingUnknown, meta); n.Imaging != UnknownImaging || n.Light != 0 {
			t.Errorf("got %q of nothing", n.Imaging)
		}
	}
	n := &Facts{}
	if n.imaging(session.TwoPhoton, &metadata.Metadata{Planes: []metadata.ImagingPlane{{ExcitationLambda: 470}}}); n.Imaging != TwoPhoton || n.Light != 0 {
		t.Errorf("got %q by %v nm where the source says two-photon", n.Imaging, n.Light)
	}
}

// An array is read on while all is zero, and no further than that.
func TestContentOf(t *testing.T) {
	const n = 3 * scanBytes / 8
	for _, tt := range []struct {
		name  string
		last  float64
		want  Content
		grain []int
	}{
		{"zero", 0, "all zero", nil},
		{"zero but for the last", 1, "values", nil},
		{"zero, in chunks", 0, "all zero", []int{2, 1000}},
		{"zero but for the last, in chunks", 1, "values", []int{2, 1000}},
		{"zero but for a NaN", math.NaN(), "values", nil},
	} {
		values := make([]float64, n)
		values[n-1] = tt.last
		read := int64(0)
		got, err := contentOf(t.Context(), chunked{chunkio.FromFloat64s([]int{3, n / 3}, values), tt.grain}, nil, func(n int64) { read += n })
		if got != tt.want || err != nil {
			t.Errorf("%s: %q, %v, want %q", tt.name, got, err, tt.want)
		}
		if read != int64(8*n) {
			t.Errorf("%s: %d bytes of %d are told of", tt.name, read, 8*n)
		}
	}
}

type chunked struct {
	chunkio.Array
	grain []int
}

func (c chunked) Grain() []int { return c.grain }
