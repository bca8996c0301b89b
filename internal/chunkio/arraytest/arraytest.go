// Package arraytest reads arrays for tests.
package arraytest

import (
	"testing"

	"roi2nwb/internal/chunkio"
)

// ReadFloats reads all of a.
func ReadFloats(t *testing.T, a chunkio.Array) []float64 {
	t.Helper()
	n, err := chunkio.Count(a.Shape(), 1)
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, n*a.DType().Size())
	if err := a.ReadBlock(t.Context(), raw, make([]int, len(a.Shape())), a.Shape()); err != nil {
		t.Fatal(err)
	}
	values := make([]float64, n)
	chunkio.Float64s(values, raw, a.DType())
	return values
}
