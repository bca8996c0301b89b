package caiman

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/session"
)

// Footprints stored pixel by pixel are those stored ROI by ROI, however few are
// kept and read at a time.
func TestPixelMajor(t *testing.T) {
	field := fortranField{session.Field{Width: 5, Height: 7}}
	const rois = 9
	r := rand.New(rand.NewPCG(1, 2))
	want := make([]session.Footprint, rois)
	var indices []int32
	var data []float64
	indptr := []int32{0}
	for p := range field.Pixels() {
		for _, roi := range r.Perm(rois)[:r.IntN(4)] {
			w := r.Float64() + 0.1
			indices, data = append(indices, int32(roi)), append(data, w)
			field.add(&want[roi], p, w)
		}
		indptr = append(indptr, int32(len(data)))
	}
	for _, limits := range []pixelMajorLimits{{kept: 1, step: 1}, {kept: 20, step: 3}, {kept: 1 << 20, step: 1 << 20}} {
		t.Run(fmt.Sprint(limits), func(t *testing.T) {
			m := &pixelMajor{path: "A", data: float64s(data...), indices: int32s(indices...), indptr: int32s(indptr...),
				pixels: field.Pixels(), rois: rois, field: field, limits: limits}
			for _, i := range append(r.Perm(rois), 0, rois-1) {
				var got session.Footprint
				if err := m.Footprint(t.Context(), i, &got); err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.W, want[i].W) || !slices.Equal(got.X, want[i].X) || !slices.Equal(got.Y, want[i].Y) {
					t.Errorf("ROI %d: %v, want %v", i, got, want[i])
				}
			}
		})
	}
}

// Parts that contradict each other end in one error.
func TestPixelMajorRefuses(t *testing.T) {
	field := fortranField{session.Field{Width: 1, Height: 2}}
	for says, parts := range map[string][2][]int32{
		"begins with 1, not 0":                     {{0, 1}, {1, 1, 2}},
		"holds 0 after 2, of 2 values stored":      {{0, 1}, {0, 2, 0}},
		"holds 5 after 0, of 2 values stored":      {{0, 1}, {0, 5, 5}},
		"ends with 1, not at the 2 values stored":  {{0, 1}, {0, 1, 1}},
		"holds 7 for pixel 0, outside the 3 ROIs":  {{7, 1}, {0, 1, 2}},
		"holds -1 for pixel 1, outside the 3 ROIs": {{0, -1}, {0, 1, 2}},
	} {
		m := &pixelMajor{path: "A", data: float64s(1, 2), indices: int32s(parts[0]...), indptr: int32s(parts[1]...),
			pixels: 2, rois: 3, field: field, limits: pixelMajorLimits{kept: 10, step: 10}}
		var f session.Footprint
		if err := m.Footprint(t.Context(), 0, &f); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want one that says %s", err, says)
		}
	}
}
