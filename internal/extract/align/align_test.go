package align

import (
	"math"
	"slices"
	"testing"

	"roi2nwb/internal/chunkio"
)

// Rows of more frames than are read at a time are NaN only where all are.
func TestAllNaN(t *testing.T) {
	const frames = 10_000
	nan := math.NaN()
	values := slices.Repeat([]float64{nan}, 4*frames)
	values[0] = 1                  // row 0 begins with a number
	values[2*frames-1] = 1         // row 1 ends with one
	values[2*frames+frames/2] = -1 // row 2 has one in between
	a := chunkio.FromFloat64s([]int{4, frames}, values)
	for _, step := range []int{4096, 1, 3, frames, frames + 1} {
		got, err := allNaN(t.Context(), a, []int{3, 0, 1, 2}, step)
		if want := []bool{true, false, false, false}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%d at a time: %v, %v", step, got, err)
		}
	}
	usual, err := AllNaN(t.Context(), a, []int{3, 2})
	if err != nil || !slices.Equal(usual, []bool{true, false}) {
		t.Errorf("as usual: %v, %v", usual, err)
	}
}
