package zarr

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"roi2nwb/internal/chunkio"
)

// Float64s returns all numbers of the array in C order, whatever their type. An
// array of more than limit bytes as float64 is chunkio.ErrTooLarge. Integers
// above 2^53 are rounded.
func (a *Array) Float64s(ctx context.Context, limit int) ([]float64, error) {
	raw, n, err := a.readAll(ctx, limit)
	if err != nil {
		return nil, err
	}
	out := make([]float64, n)
	chunkio.Float64s(out, raw, a.elem.dtype)
	return out, nil
}

// Int64s returns all numbers of the array in C order. It takes floats that are
// whole numbers, as programs that know no other type write ids and flags; any
// other value, and one beyond int64, is an error. An array of more than limit
// bytes as int64 is chunkio.ErrTooLarge.
func (a *Array) Int64s(ctx context.Context, limit int) ([]int64, error) {
	if a.elem.dtype.IsFloat() {
		return a.wholeNumbers(ctx, limit)
	}
	raw, n, err := a.readAll(ctx, limit)
	if err != nil {
		return nil, err
	}
	out := make([]int64, n)
	size, d := a.elem.delivered(), a.elem.dtype
	for i := range out {
		out[i] = integer(raw[i*size:], d)
		if d == chunkio.Uint64 && out[i] < 0 {
			return nil, fmt.Errorf("zarr array %q: %d is beyond int64", a.dir, uint64(out[i]))
		}
	}
	return out, nil
}

// wholeNumbers is Int64s of floats.
func (a *Array) wholeNumbers(ctx context.Context, limit int) ([]int64, error) {
	floats, err := a.Float64s(ctx, limit)
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(floats))
	for i, f := range floats {
		if f != math.Trunc(f) || math.Abs(f) >= 1<<63 {
			return nil, fmt.Errorf("zarr array %q: value %d is %v, want a whole number", a.dir, i, f)
		}
		out[i] = int64(f)
	}
	return out, nil
}

// readAll returns the whole array and how many elements it has.
func (a *Array) readAll(ctx context.Context, limit int) ([]byte, int, error) {
	if a.IsText() {
		return nil, 0, fmt.Errorf("zarr array %q holds text, not numbers", a.dir)
	}
	n, err := chunkio.Count(a.shape, 8)
	if err != nil {
		return nil, 0, err
	}
	if n > limit/8 {
		return nil, 0, fmt.Errorf("%w: zarr array %q, shape %v", chunkio.ErrTooLarge, a.dir, a.shape)
	}
	raw := make([]byte, n*a.elem.delivered())
	return raw, n, a.ReadBlock(ctx, raw, make([]int, len(a.shape)), a.shape)
}

// integer returns the little-endian integer that b begins with; of a uint64
// only the bits.
func integer(b []byte, d chunkio.DType) int64 {
	le := binary.LittleEndian
	switch d {
	case chunkio.Int8:
		return int64(int8(b[0]))
	case chunkio.Int16:
		return int64(int16(le.Uint16(b)))
	case chunkio.Int32:
		return int64(int32(le.Uint32(b)))
	case chunkio.Uint16:
		return int64(le.Uint16(b))
	case chunkio.Uint32:
		return int64(le.Uint32(b))
	case chunkio.Int64, chunkio.Uint64:
		return int64(le.Uint64(b))
	}
	return int64(b[0])
}
