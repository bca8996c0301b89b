package chunkio

import (
	"context"
	"slices"
)

// FromFloat64s returns an Array of the given shape over values held in memory.
// There must be as many values as the shape has elements.
func FromFloat64s(shape []int, v []float64) Array {
	raw := make([]byte, 8*len(v))
	for i, x := range v {
		putFloat64(raw[8*i:], x)
	}
	return FromBytes(shape, Float64, raw)
}

// FromBytes returns an Array over little-endian elements in C order, which it
// keeps.
func FromBytes(shape []int, d DType, raw []byte) Array {
	return &memory{slices.Clone(shape), d, raw}
}

type memory struct {
	shape []int
	dtype DType
	raw   []byte
}

func (m *memory) Shape() []int { return m.shape }
func (m *memory) DType() DType { return m.dtype }
func (m *memory) Grain() []int { return nil }

func (m *memory) ReadBlock(_ context.Context, dst []byte, start, count []int) error {
	size := m.dtype.Size()
	if err := CheckBox(m.shape, start, count, size, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	strides := denseStrides(m.shape)
	from := 0
	for i := range start {
		from += start[i] * strides[i]
	}
	copyStrided(dst, m.raw[from*size:], count, strides, size)
	return nil
}
