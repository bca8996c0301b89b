package chunkio

import (
	"slices"
	"testing"
)

// Each element of a box is changed once, and what is behind stays as it is.
func TestChanged(t *testing.T) {
	source := FromBytes([]int{2, 3}, Uint16, []byte{1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0})
	a := Changed(source, func(element []byte) { element[1] = element[0] })
	for range 2 {
		got := make([]byte, 8)
		if err := a.ReadBlock(t.Context(), got, []int{0, 1}, []int{2, 2}); err != nil {
			t.Fatal(err)
		}
		if want := []byte{2, 2, 3, 3, 5, 5, 6, 6}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}
