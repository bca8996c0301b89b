package h5

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

func TestNumberTypes(t *testing.T) {
	for d := chunkio.Bool; d <= chunkio.Float64; d++ {
		number := NumberType(d)
		if number.DType() != d || number.String() != d.String() || number.Size != d.Size() {
			t.Errorf("NumberType(%s) is %s of %d bytes and DType %s", d, number, number.Size, number.DType())
		}
	}
	for _, tt := range []struct {
		stored Type
		want   chunkio.DType
	}{
		{Type{Class: ClassFloat, Size: 2}, chunkio.Float32},
		{Type{Class: ClassFloat, Size: 6}, chunkio.Float64},
		{Type{Class: ClassFloat, Size: 16}, chunkio.Invalid},
		{Type{Class: ClassInt, Size: 3}, chunkio.Int32},
		{Type{Class: ClassUint, Size: 5}, chunkio.Uint64},
		{Type{Class: ClassUint, Size: 16}, chunkio.Invalid},
		{Type{Class: ClassInt}, chunkio.Invalid},
		{TextType(), chunkio.Invalid},
		{NumberType(chunkio.Invalid), chunkio.Invalid},
	} {
		if got := tt.stored.DType(); got != tt.want {
			t.Errorf("DType of %s is %s, want %s", tt.stored, got, tt.want)
		}
	}
}

func TestValueNumbers(t *testing.T) {
	value := func(d chunkio.DType, shape []int, numbers any) Value {
		return Value{Type: NumberType(d), Shape: shape, Raw: little(t, numbers)}
	}
	largest := value(chunkio.Uint64, nil, uint64(math.MaxUint64))
	pair := value(chunkio.Int8, []int{2}, []int8{-1, 2})
	half := value(chunkio.Float32, nil, float32(0.5))
	text := Value{Type: TextType(), Texts: []string{"a"}}

	if got, err := pair.Int64s(); err != nil || !cmp.Equal(got, []int64{-1, 2}) {
		t.Errorf("Int64s() = %v, %v", got, err)
	}
	if got, err := half.Float64(); err != nil || got != 0.5 {
		t.Errorf("Float64() = %v, %v", got, err)
	}
	if got, err := text.Text(); err != nil || got != "a" {
		t.Errorf("Text() = %v, %v", got, err)
	}
	failure := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		"value 18446744073709551615 does not fit int64": failure(largest.Int64()),
		"value is float32, expected integers":           failure(half.Int64()),
		"value has shape [2], expected one element":     failure(pair.Float64()),
		"value is text, expected numbers":               failure(text.Float64s()),
		"value is int8, expected text":                  failure(pair.Text()),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
