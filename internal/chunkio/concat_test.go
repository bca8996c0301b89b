package chunkio_test

import (
	"slices"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/arraytest"
)

// part returns an array whose values count from first on.
func part(first float64, shape ...int) chunkio.Array {
	n := 1
	for _, s := range shape {
		n *= s
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = first + float64(i)
	}
	return chunkio.FromFloat64s(shape, values)
}

func TestConcat(t *testing.T) {
	for _, c := range []struct {
		axis  int
		parts []chunkio.Array
		shape []int
		want  []float64
	}{
		{0, []chunkio.Array{part(0, 2), part(10, 3)}, []int{5}, []float64{0, 1, 10, 11, 12}},
		{1, []chunkio.Array{part(0, 2, 2), part(10, 2, 1), part(20, 2, 3)}, []int{2, 6}, []float64{0, 1, 10, 20, 21, 22, 2, 3, 11, 23, 24, 25}},
		{0, []chunkio.Array{part(0, 1, 2), part(10, 0, 2), part(20, 2, 2)}, []int{3, 2}, []float64{0, 1, 20, 21, 22, 23}},
		{1, []chunkio.Array{part(0, 2, 1, 2), part(10, 2, 2, 2)}, []int{2, 3, 2}, []float64{0, 1, 10, 11, 12, 13, 2, 3, 14, 15, 16, 17}},
	} {
		a, err := chunkio.Concat(c.axis, c.parts...)
		if err != nil {
			t.Fatal(err)
		}
		if got := arraytest.ReadFloats(t, a); !slices.Equal(a.Shape(), c.shape) || !slices.Equal(got, c.want) {
			t.Errorf("%v of shape %v, want %v of %v", got, a.Shape(), c.want, c.shape)
		}
		arraytest.CheckBoxes(t, a)
	}
}

func TestConcatRefuses(t *testing.T) {
	for _, c := range []struct {
		axis  int
		parts []chunkio.Array
	}{
		{0, nil},
		{1, []chunkio.Array{part(0, 2)}},
		{0, []chunkio.Array{part(0, 2, 3), part(0, 2, 4)}},
		{0, []chunkio.Array{part(0, 2), part(0, 2, 1)}},
	} {
		if a, err := chunkio.Concat(c.axis, c.parts...); err == nil {
			t.Errorf("along axis %d: %v", c.axis, a.Shape())
		}
	}
}
