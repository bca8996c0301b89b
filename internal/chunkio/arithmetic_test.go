package chunkio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// NumPy's result_type of each pair: the first word names the row, and the columns
// are in the order of the rows.
const numpyPromotion = `
bool    bool    int8    int16   int32   int64   uint8   uint16  uint32  uint64  float32 float64
int8    int8    int8    int16   int32   int64   int16   int32   int64   float64 float32 float64
int16   int16   int16   int16   int32   int64   int16   int32   int64   float64 float32 float64
int32   int32   int32   int32   int32   int64   int32   int32   int64   float64 float64 float64
int64   int64   int64   int64   int64   int64   int64   int64   int64   float64 float64 float64
uint8   uint8   int16   int16   int32   int64   uint8   uint16  uint32  uint64  float32 float64
uint16  uint16  int32   int32   int32   int64   uint16  uint16  uint32  uint64  float32 float64
uint32  uint32  int64   int64   int64   int64   uint32  uint32  uint32  uint64  float64 float64
uint64  uint64  float64 float64 float64 float64 uint64  uint64  uint64  uint64  float64 float64
float32 float32 float32 float32 float64 float64 float32 float32 float64 float64 float32 float64
float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64`

// goTypes are the Go types of the elements.
var goTypes = map[DType]reflect.Type{
	Bool: reflect.TypeFor[uint8](),
	Int8: reflect.TypeFor[int8](), Int16: reflect.TypeFor[int16](), Int32: reflect.TypeFor[int32](), Int64: reflect.TypeFor[int64](),
	Uint8: reflect.TypeFor[uint8](), Uint16: reflect.TypeFor[uint16](), Uint32: reflect.TypeFor[uint32](), Uint64: reflect.TypeFor[uint64](),
	Float32: reflect.TypeFor[float32](), Float64: reflect.TypeFor[float64](),
}

// numbersIn decodes elements without the help of this package.
func numbersIn(t *testing.T, raw []byte, d DType) []float64 {
	t.Helper()
	n := len(raw) / d.Size()
	typed := reflect.MakeSlice(reflect.SliceOf(goTypes[d]), n, n)
	if err := binary.Read(bytes.NewReader(raw), binary.LittleEndian, typed.Interface()); err != nil {
		t.Fatal(err)
	}
	all := make([]float64, n)
	for i := range all {
		all[i] = typed.Index(i).Convert(reflect.TypeFor[float64]()).Float()
	}
	return all
}

// randomNumbers returns n elements: any integers, and floats of either sign.
func randomNumbers(r *rand.Rand, d DType, n int) []byte {
	raw := randomBytes(r, n*d.Size())
	for i := range n {
		switch d {
		case Bool:
			raw[i] &= 1
		case Float32:
			binary.LittleEndian.PutUint32(raw[4*i:], math.Float32bits(float32(r.NormFloat64()*1e6)))
		case Float64:
			binary.LittleEndian.PutUint64(raw[8*i:], math.Float64bits(r.NormFloat64()*1e6))
		}
	}
	return raw
}

func TestSumOfTypes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	types := []DType{Bool, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64, Float32, Float64}
	for row, line := range strings.Split(strings.TrimSpace(numpyPromotion), "\n") {
		for column, name := range strings.Fields(line)[1:] { // the first names the row
			x, y := types[row], types[column]
			want := Float64 // also of two integers
			if name == "float32" {
				want = Float32
			}
			const n = 100
			a, b := randomNumbers(r, x, n), randomNumbers(r, y, n)
			s, err := Sum(FromBytes([]int{4, 25}, x, a), FromBytes([]int{4, 25}, y, b))
			if err != nil {
				t.Fatal(err)
			}
			if s.DType() != want {
				t.Errorf("%v + %v is %v, want %v", x, y, s.DType(), want)
				continue
			}
			sums := numbersIn(t, readAll(t, s), want)
			left, right := numbersIn(t, a, x), numbersIn(t, b, y)
			for i := range sums {
				v := left[i] + right[i]
				if want == Float32 {
					v = float64(float32(left[i]) + float32(right[i]))
				}
				if sums[i] != v {
					t.Errorf("%v %v + %v %v is %v, want %v", x, left[i], y, right[i], sums[i], v)
					break
				}
			}
		}
	}
}

func TestSumOfSpecials(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, d := range []DType{Float32, Float64} {
		pack := func(v ...float64) Array {
			raw := make([]byte, len(v)*d.Size())
			for i := range v {
				putNumber(raw[i*d.Size():], d, v[i])
			}
			return FromBytes([]int{len(v)}, d, raw)
		}
		s, err := Sum(pack(inf, inf, nan, 1, math.Copysign(0, -1)), pack(1, -inf, 1, nan, math.Copysign(0, -1)))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(numbersIn(t, readAll(t, s), d))
		if want := "[+Inf NaN NaN NaN -0]"; got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// Large boxes are summed part by part: no read is larger than addBytes.
func TestSumInParts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const limit = addBytes / 8
	for _, shape := range [][]int{{limit}, {limit + 1}, {3, limit + 1}, {2*limit + 1, 1}, {7, 100, 100}, {3, 1, 2*limit + 7}} {
		most := 0
		record := func(_, count []int) error {
			most = max(most, product(count)*8)
			return nil
		}
		a, b := randomNumbers(r, Float64, product(shape)), randomNumbers(r, Float64, product(shape))
		s, err := Sum(&stub{FromBytes(shape, Float64, a), nil, record}, &stub{FromBytes(shape, Float64, b), nil, record})
		if err != nil {
			t.Fatal(err)
		}
		// All but the first and the last step of each axis that has three.
		start, count := make([]int, len(shape)), slices.Clone(shape)
		for i, n := range shape {
			if n > 2 {
				start[i], count[i] = 1, n-2
			}
		}
		got := make([]byte, product(count)*8)
		if err := s.ReadBlock(t.Context(), got, start, count); err != nil {
			t.Fatal(err)
		}
		x := numbersIn(t, dense{shape, 8, a}.box(start, count).raw, Float64)
		y := numbersIn(t, dense{shape, 8, b}.box(start, count).raw, Float64)
		for i, v := range numbersIn(t, got, Float64) {
			if v != x[i]+y[i] {
				t.Fatalf("%v: element %d is %v, want %v", shape, i, v, x[i]+y[i])
			}
		}
		if most > addBytes {
			t.Errorf("%v: reads up to %d bytes, want at most %d", shape, most, addBytes)
		}
	}
}

// The parts of a box follow each other in C order and fill it.
func TestEachPart(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 2000 {
		count := randomShape(r, 6)
		start := make([]int, len(count))
		for i := range start {
			start[i] = r.IntN(5)
		}
		limit := 1 + r.IntN(40)
		var places []string
		err := eachPart(start, count, limit, func(first, n int, at, span []int) error {
			if first != len(places) || n != product(span) || n > limit {
				return fmt.Errorf("part %v+%v is %d elements from %d on, after %d, limit %d", at, span, n, first, len(places), limit)
			}
			for k := range n {
				in := index(span, k)
				for i := range in {
					in[i] += at[i]
				}
				places = append(places, fmt.Sprint(in))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for k := range product(count) {
			in := index(count, k)
			for i := range in {
				in[i] += start[i]
			}
			want = append(want, fmt.Sprint(in))
		}
		if !slices.Equal(places, want) {
			t.Fatalf("box %v+%v in parts of %d visits %v", start, count, limit, places)
		}
	}
	visits := 0
	if err := eachPart(nil, nil, 1, func(first, n int, _, _ []int) error { visits += 10*first + n; return nil }); err != nil || visits != 1 {
		t.Errorf("a scalar is visited %d times: %v", visits, err)
	}
}

func TestWeightedSum(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, d := range []DType{Int16, Uint8, Float32, Float64} {
		for range 200 {
			shape := randomShape(r, 6)
			if r.IntN(10) == 0 {
				shape = []int{3, 200, 400} // more than one part
			}
			axis := r.IntN(len(shape))
			values := make([]float64, product(shape))
			raw := make([]byte, len(values)*d.Size())
			for i := range values {
				values[i] = float64(r.IntN(100)) // small, so that no order of sums rounds
				switch d {
				case Int16:
					binary.LittleEndian.PutUint16(raw[2*i:], uint16(values[i]))
				case Uint8:
					raw[i] = byte(values[i])
				default:
					putNumber(raw[i*d.Size():], d, values[i])
				}
			}
			weights := make([]float64, shape[axis])
			for i := range weights {
				weights[i] = float64(r.IntN(9)) - 4.5
			}
			s, err := WeightedSum(FromBytes(shape, d, raw), axis, weights)
			if err != nil {
				t.Fatal(err)
			}
			outer := slices.Delete(slices.Clone(shape), axis, axis+1)
			wantType := Float64
			if d == Float32 {
				wantType = Float32
			}
			if !slices.Equal(s.Shape(), outer) || s.DType() != wantType {
				t.Fatalf("%v %v over axis %d is %v %v", d, shape, axis, s.DType(), s.Shape())
			}
			want := make([]float64, product(outer))
			for k, v := range values {
				at := index(shape, k)
				weight := weights[at[axis]]
				want[position(outer, slices.Delete(at, axis, axis+1))] += weight * v
			}
			if got := numbersIn(t, readAll(t, s), wantType); !slices.Equal(got, want) {
				t.Fatalf("%v %v over axis %d is %v, want %v", d, shape, axis, got, want)
			}
		}
	}
}

func TestMeans(t *testing.T) {
	const frames = addBytes/8 + 1 // more than one part
	values := make([]float64, 3*frames)
	for i := range frames {
		values[i], values[frames+i], values[2*frames+i] = 2, float64(i), -1
	}
	values[2*frames] = math.NaN()
	for _, c := range []struct {
		name  string
		array Array
		want  string
	}{
		{"long rows", FromFloat64s([]int{3, frames}, values), fmt.Sprint([]float64{2, (frames - 1) / 2, math.NaN()})},
		{"short rows", FromFloat64s([]int{3, 2}, []float64{1, 2, 3, 4, 5, 6}), "[1.5 3.5 5.5]"},
		{"integers", FromBytes([]int{2, 2}, Int8, []byte{1, 2, 0xff, 0xfe}), "[1.5 -1.5]"},
		{"no columns", FromFloat64s([]int{2, 0}, nil), "[NaN NaN]"},
		{"no rows", FromFloat64s([]int{0, 2}, nil), "[]"},
	} {
		got, err := Means(t.Context(), c.array)
		if err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v (%v), want %s", c.name, got, err, c.want)
		}
	}
	if _, err := Means(t.Context(), FromFloat64s([]int{2}, []float64{1, 2})); err == nil {
		t.Error("the rows of a vector have means")
	}
}

// A view that reads in parts passes on the error of any part, of either term.
func TestViewsPassErrorsOn(t *testing.T) {
	broken := errors.New("broken")
	const n = 2 * addBytes / 8
	whole := randomArray(Float64, n)
	for fail := range 2 {
		later := func() Array {
			reads := 0
			return &stub{whole, nil, func(_, _ []int) error {
				if reads++; reads > fail {
					return broken
				}
				return nil
			}}
		}
		for name, make := range map[string]func() (Array, error){
			"first term":  func() (Array, error) { return Sum(later(), whole) },
			"second term": func() (Array, error) { return Sum(whole, later()) },
			"nonzero":     func() (Array, error) { return Nonzero(later()), nil },
			"weighted sum": func() (Array, error) {
				a, err := Reshape(later(), []int{n, 1})
				if err != nil {
					return nil, err
				}
				return WeightedSum(a, 1, []float64{1})
			},
			"means": func() (Array, error) {
				a, err := Reshape(later(), []int{2, n / 2})
				if err != nil {
					return nil, err
				}
				_, err = Means(context.Background(), a)
				return nil, err
			},
		} {
			a, err := make()
			if err == nil {
				err = a.ReadBlock(t.Context(), bytes.Repeat([]byte{0}, n*a.DType().Size()), []int{0}, []int{n})
			}
			if !errors.Is(err, broken) {
				t.Errorf("%s, read %d: %v, want %v", name, fail, err, broken)
			}
		}
	}
}

func TestFloat64s(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for d := range goTypes {
		raw := randomNumbers(r, d, 50)
		got := make([]float64, 50)
		Float64s(got, raw, d)
		if want := numbersIn(t, raw, d); !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", d, got, want)
		}
	}
	if v := number([]byte{1}, Invalid); !math.IsNaN(v) {
		t.Errorf("an element of no type is %v", v)
	}
}
