package h5

import (
	"encoding/binary"
	"fmt"
	"math"

	"roi2nwb/internal/chunkio"
)

// Value is a whole attribute or dataset in memory. Which of its last three
// fields is set depends on the class of Type.
type Value struct {
	Type  Type  // of the elements of Raw: little-endian, compounds without gaps
	Shape []int // nil for a scalar, (0) for HDF5's empty dataspace

	Raw     []byte   // numbers, bools and compounds in C order
	Texts   []string // strings, cut at the first NUL and without padding
	Targets []string // paths of the objects referred to, "" for null references
}

// Float64s returns the numbers or bools of v.
func (v Value) Float64s() ([]float64, error) {
	d := v.Type.DType()
	if d == chunkio.Invalid {
		return nil, fmt.Errorf("value is %s, expected numbers", v.Type)
	}
	out := make([]float64, len(v.Raw)/d.Size())
	for i := range out {
		b := v.Raw[i*d.Size():]
		switch {
		case d == chunkio.Float32:
			out[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
		case d == chunkio.Float64:
			out[i] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		case d.IsSigned():
			out[i] = float64(signed(b, d.Size()))
		default:
			out[i] = float64(unsigned(b, d.Size()))
		}
	}
	return out, nil
}

// Int64s returns the integers or bools of v. Floating-point numbers are an
// error, and so is an integer that does not fit.
func (v Value) Int64s() ([]int64, error) {
	d := v.Type.DType()
	if d == chunkio.Invalid || d.IsFloat() {
		return nil, fmt.Errorf("value is %s, expected integers", v.Type)
	}
	out := make([]int64, len(v.Raw)/d.Size())
	for i := range out {
		b := v.Raw[i*d.Size():]
		if d.IsSigned() {
			out[i] = signed(b, d.Size())
			continue
		}
		u := unsigned(b, d.Size())
		if u > math.MaxInt64 {
			return nil, fmt.Errorf("value %d does not fit int64", u)
		}
		out[i] = int64(u)
	}
	return out, nil
}

// Float64 returns the one number of v.
func (v Value) Float64() (float64, error) {
	all, err := v.Float64s()
	return single(v, all, err)
}

// Int64 returns the one integer of v.
func (v Value) Int64() (int64, error) {
	all, err := v.Int64s()
	return single(v, all, err)
}

// Text returns the one string of v.
func (v Value) Text() (string, error) {
	var err error
	if v.Type.Class != ClassString {
		err = fmt.Errorf("value is %s, expected text", v.Type)
	}
	return single(v, v.Texts, err)
}

func single[T any](v Value, all []T, err error) (one T, _ error) {
	if err != nil {
		return one, err
	}
	if len(all) != 1 {
		return one, fmt.Errorf("value has shape %v, expected one element", v.Shape)
	}
	return all[0], nil
}

func unsigned(b []byte, size int) uint64 {
	switch size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	default:
		return binary.LittleEndian.Uint64(b)
	}
}

func signed(b []byte, size int) int64 {
	unused := 64 - 8*size
	return int64(unsigned(b, size)<<unused) >> unused
}
