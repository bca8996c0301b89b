package chunkio

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// Sum returns a view of a + b, element by element, in the floating-point type
// that NumPy gives it, or float64 where both hold integers. The shapes must be
// equal; integers wider than 53 bits lose what a float64 cannot hold.
func Sum(a, b Array) (Array, error) {
	if !slices.Equal(a.Shape(), b.Shape()) {
		return nil, fmt.Errorf("sum of shapes %v and %v", a.Shape(), b.Shape())
	}
	if a.DType() == Invalid || b.DType() == Invalid {
		return nil, fmt.Errorf("sum of %v and %v", a.DType(), b.DType())
	}
	grain := a.Grain()
	if grain == nil {
		grain = b.Grain()
	}
	return &sum{a, b, promote(a.DType(), b.DType()), grain}, nil
}

// promote returns the type of a sum of two types as NumPy's rules for floats
// have it; what holds no float32 is computed in float64.
func promote(a, b DType) DType {
	small := func(d DType) bool { return d == Float32 || d.Size() <= 2 }
	if (a == Float32 || b == Float32) && small(a) && small(b) {
		return Float32
	}
	return Float64
}

type sum struct {
	a, b  Array
	dtype DType
	grain []int
}

func (s *sum) Shape() []int { return s.a.Shape() }
func (s *sum) DType() DType { return s.dtype }
func (s *sum) Grain() []int { return s.grain }

// addBytes is the most that a sum holds of its second term at a time.
const addBytes = 256 << 10

func (s *sum) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	size := s.dtype.Size()
	if err := CheckBox(s.Shape(), start, count, size, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	bufA, bufB := []byte(nil), make([]byte, 0, addBytes)
	return eachPart(start, count, addBytes/8, func(first, n int, start, count []int) error {
		out := dst[first*size : (first+n)*size]
		x := out
		if s.a.DType() != s.dtype {
			bufA = slices.Grow(bufA[:0], n*s.a.DType().Size())
			x = bufA[:n*s.a.DType().Size()]
		}
		if err := s.a.ReadBlock(ctx, x, start, count); err != nil {
			return err
		}
		bufB = slices.Grow(bufB[:0], n*s.b.DType().Size())
		y := bufB[:n*s.b.DType().Size()]
		if err := s.b.ReadBlock(ctx, y, start, count); err != nil {
			return err
		}
		addInto(out, s.dtype, x, s.a.DType(), y, s.b.DType())
		return nil
	})
}

// eachPart cuts a box into boxes of at most limit elements (at least one step
// of the last axis), in C order; first is the index of a part's first element
// in the dense box.
func eachPart(start, count []int, limit int, do func(first, n int, start, count []int) error) error {
	start, part := slices.Clone(start), slices.Clone(count)
	total, err := Count(count, 1)
	if err != nil {
		return err
	}
	// Cut along the outermost axis whose steps are small enough.
	axis, step := 0, total
	for axis < len(count) {
		step /= max(count[axis], 1)
		if step <= limit {
			break
		}
		axis++
	}
	if axis == len(count) { // a scalar
		return do(0, total, start, part)
	}
	at := make([]int, axis)
	origin := slices.Clone(start)
	for i := range axis {
		part[i] = 1
	}
	steps := max(limit/max(step, 1), 1)
	for first := 0; ; {
		for i := range at {
			start[i] = origin[i] + at[i]
		}
		for lo := 0; lo < count[axis]; lo += steps {
			start[axis], part[axis] = origin[axis]+lo, min(steps, count[axis]-lo)
			n := part[axis] * step
			if err := do(first, n, start, part); err != nil {
				return err
			}
			first += n
		}
		if !next(at, count[:axis]) {
			return nil
		}
	}
}

func addInto(out []byte, dtype DType, x []byte, xt DType, y []byte, yt DType) {
	switch {
	case dtype == Float64 && xt == Float64 && yt == Float64:
		for i := 0; i+8 <= len(out); i += 8 {
			putFloat64(out[i:], getFloat64(x[i:])+getFloat64(y[i:]))
		}
	case dtype == Float32 && xt == Float32 && yt == Float32:
		for i := 0; i+4 <= len(out); i += 4 {
			putFloat32(out[i:], getFloat32(x[i:])+getFloat32(y[i:]))
		}
	default:
		size := dtype.Size()
		for i := range len(out) / size {
			putNumber(out[i*size:], dtype, number(x[i*xt.Size():], xt)+number(y[i*yt.Size():], yt))
		}
	}
}

func getFloat64(b []byte) float64    { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
func getFloat32(b []byte) float32    { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }
func putFloat64(b []byte, v float64) { binary.LittleEndian.PutUint64(b, math.Float64bits(v)) }
func putFloat32(b []byte, v float32) { binary.LittleEndian.PutUint32(b, math.Float32bits(v)) }

// number returns the element at the head of b.
func number(b []byte, d DType) float64 {
	switch d {
	case Bool, Uint8:
		return float64(b[0])
	case Int8:
		return float64(int8(b[0]))
	case Int16:
		return float64(int16(binary.LittleEndian.Uint16(b)))
	case Uint16:
		return float64(binary.LittleEndian.Uint16(b))
	case Int32:
		return float64(int32(binary.LittleEndian.Uint32(b)))
	case Uint32:
		return float64(binary.LittleEndian.Uint32(b))
	case Int64:
		return float64(int64(binary.LittleEndian.Uint64(b)))
	case Uint64:
		return float64(binary.LittleEndian.Uint64(b))
	case Float32:
		return float64(getFloat32(b))
	case Float64:
		return getFloat64(b)
	}
	return math.NaN()
}

// putNumber stores v, which is of a floating-point type, at the head of b.
func putNumber(b []byte, d DType, v float64) {
	if d == Float32 {
		putFloat32(b, float32(v))
	} else {
		putFloat64(b, v)
	}
}

// Float64s converts the little-endian elements in raw to dst, which must have
// as many elements.
func Float64s(dst []float64, raw []byte, d DType) {
	size := d.Size()
	if d == Float64 {
		for i := range dst {
			dst[i] = getFloat64(raw[i*8:])
		}
		return
	}
	for i := range dst {
		dst[i] = number(raw[i*size:], d)
	}
}

// WeightedSum returns a view of the sum of a over one axis, each step of which
// is multiplied by its weight: float32 where a is, otherwise float64. It is
// computed in float64.
func WeightedSum(a Array, axis int, weights []float64) (Array, error) {
	shape := a.Shape()
	if axis < 0 || axis >= len(shape) || shape[axis] != len(weights) {
		return nil, fmt.Errorf("weighted sum of shape %v over axis %d with %d weights", shape, axis, len(weights))
	}
	dtype := Float64
	if a.DType() == Float32 {
		dtype = Float32
	}
	return &weighted{a, axis, slices.Clone(weights), slices.Delete(slices.Clone(shape), axis, axis+1), dtype}, nil
}

type weighted struct {
	Array
	axis    int
	weights []float64
	shape   []int
	dtype   DType
}

func (w *weighted) Shape() []int { return w.shape }
func (w *weighted) DType() DType { return w.dtype }

func (w *weighted) Grain() []int {
	if g := w.Array.Grain(); g != nil {
		return slices.Delete(slices.Clone(g), w.axis, w.axis+1)
	}
	return nil
}

func (w *weighted) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	size := w.dtype.Size()
	if err := CheckBox(w.shape, start, count, size, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	in := w.Array.DType()
	limit := max(addBytes/8/max(len(w.weights), 1), w.grainElements(), 1)
	var raw []byte
	var sums []float64
	return eachPart(start, count, limit, func(first, n int, start, count []int) error {
		inStart := slices.Insert(slices.Clone(start), w.axis, 0)
		inCount := slices.Insert(slices.Clone(count), w.axis, len(w.weights))
		raw = slices.Grow(raw[:0], n*len(w.weights)*in.Size())[:n*len(w.weights)*in.Size()]
		if err := w.Array.ReadBlock(ctx, raw, inStart, inCount); err != nil {
			return err
		}
		sums = slices.Grow(sums[:0], n)[:n]
		clear(sums)
		inner := 1 // elements per step of the summed axis
		for _, c := range inCount[w.axis+1:] {
			inner *= c
		}
		for i := range n * len(w.weights) {
			outer, rest := i/(inner*len(w.weights)), i%(inner*len(w.weights))
			sums[outer*inner+rest%inner] += w.weights[rest/inner] * number(raw[i*in.Size():], in)
		}
		for i, v := range sums {
			putNumber(dst[(first+i)*size:], w.dtype, v)
		}
		return nil
	})
}

// mostGrain is the largest grain, in bytes, that a sum reads whole: part by part it
// would be decoded as often as there are parts.
const mostGrain = 8 << 20

// grainElements returns how many sums the grain of the array makes, 0 where it has
// none or one that is too large.
func (w *weighted) grainElements() int {
	g := w.Grain()
	if g == nil {
		return 0
	}
	n, err := Count(g, 1)
	if err != nil || n > mostGrain/w.Array.DType().Size()/max(len(w.weights), 1) {
		return 0
	}
	return n
}

// Means returns the mean of each row of a two-dimensional array, NaN for rows
// without elements. It streams the array.
func Means(ctx context.Context, a Array) ([]float64, error) {
	shape := a.Shape()
	if len(shape) != 2 {
		return nil, fmt.Errorf("means of the rows of shape %v", shape)
	}
	means := make([]float64, shape[0])
	size := a.DType().Size()
	var raw []byte
	err := eachPart([]int{0, 0}, shape, addBytes/8, func(first, n int, start, count []int) error {
		raw = slices.Grow(raw[:0], n*size)[:n*size]
		if err := a.ReadBlock(ctx, raw, start, count); err != nil {
			return err
		}
		for i := range n {
			means[start[0]+i/count[1]] += number(raw[i*size:], a.DType())
		}
		return nil
	})
	for i := range means {
		means[i] /= float64(shape[1])
	}
	return means, err
}
