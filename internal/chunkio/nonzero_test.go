package chunkio

import (
	"bytes"
	"context"
	"math"
	"testing"
)

func TestNonzero(t *testing.T) {
	a := FromFloat64s([]int{2, 3}, []float64{0, 1, math.NaN(), -0.5, math.Copysign(0, -1), math.Inf(1)})
	turned, err := Permute(a, []int{1, 0})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name         string
		array        Array
		start, count []int
		want         []byte
	}{
		{"whole", a, []int{0, 0}, []int{2, 3}, []byte{0, 1, 0, 1, 0, 1}},
		{"part", a, []int{1, 1}, []int{1, 2}, []byte{0, 1}},
		{"transposed", turned, []int{0, 0}, []int{3, 2}, []byte{0, 1, 1, 0, 0, 1}},
		{"integers", FromBytes([]int{3}, Int16, []byte{0, 0, 0, 1, 255, 255}), []int{0}, []int{3}, []byte{0, 1, 1}},
	} {
		view := Nonzero(c.array)
		if view.DType() != Uint8 {
			t.Errorf("%s: DType() = %v, want %v", c.name, view.DType(), Uint8)
		}
		got := bytes.Repeat([]byte{9}, len(c.want))
		if err := view.ReadBlock(context.Background(), got, c.start, c.count); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if !bytes.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if err := Nonzero(a).ReadBlock(context.Background(), make([]byte, 5), []int{0, 0}, []int{2, 3}); err == nil {
		t.Error("a buffer of another size than the box was accepted")
	}
}
