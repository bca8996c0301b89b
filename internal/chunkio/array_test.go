package chunkio

import (
	"errors"
	"math"
	"testing"
)

func TestCount(t *testing.T) {
	for _, c := range []struct {
		shape []int
		size  int
		want  int
	}{
		{nil, 8, 1},
		{[]int{3, 4}, 8, 12},
		{[]int{0, math.MaxInt}, 8, 0},
		{[]int{math.MaxInt / 8}, 8, math.MaxInt / 8},
		{[]int{math.MaxInt}, 0, math.MaxInt},
	} {
		if got, err := Count(c.shape, c.size); err != nil || got != c.want {
			t.Errorf("Count(%v, %d) = %d, %v, want %d", c.shape, c.size, got, err, c.want)
		}
	}
	for _, shape := range [][]int{{math.MaxInt/8 + 1}, {1 << 31, 1 << 31}, {math.MaxInt, math.MaxInt}, {2, math.MaxInt/16 + 1}} {
		if n, err := Count(shape, 8); !errors.Is(err, ErrTooLarge) {
			t.Errorf("Count(%v, 8) = %d, %v, want %v", shape, n, err, ErrTooLarge)
		}
	}
	if n, err := Count([]int{2, -1}, 8); err == nil {
		t.Errorf("a negative axis has %d elements", n)
	}
}

func TestDType(t *testing.T) {
	for _, c := range []struct {
		d             DType
		name          string
		size          int
		float, signed bool
	}{
		{Invalid, "invalid", 0, false, false},
		{Bool, "bool", 1, false, false},
		{Int8, "int8", 1, false, true},
		{Int16, "int16", 2, false, true},
		{Int32, "int32", 4, false, true},
		{Int64, "int64", 8, false, true},
		{Uint8, "uint8", 1, false, false},
		{Uint16, "uint16", 2, false, false},
		{Uint32, "uint32", 4, false, false},
		{Uint64, "uint64", 8, false, false},
		{Float32, "float32", 4, true, false},
		{Float64, "float64", 8, true, false},
		{200, "dtype(200)", 0, false, false},
	} {
		if c.d.String() != c.name || c.d.Size() != c.size || c.d.IsFloat() != c.float || c.d.IsSigned() != c.signed {
			t.Errorf("%v: %d bytes, float %v, signed %v, want %+v", c.d, c.d.Size(), c.d.IsFloat(), c.d.IsSigned(), c)
		}
	}
}
