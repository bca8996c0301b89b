package chunkio

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// dense is an array that is rearranged element by element, as plainly as can
// be: what views are compared with.
type dense struct {
	shape []int
	size  int
	raw   []byte
}

// index returns the place of element k of a shape, in C order.
func index(shape []int, k int) []int {
	at := make([]int, len(shape))
	for i := len(shape) - 1; i >= 0; i-- {
		at[i] = k % shape[i]
		k /= shape[i]
	}
	return at
}

// position returns which element of a shape lies at a place, in C order.
func position(shape, at []int) int {
	k := 0
	for i := range shape {
		k = k*shape[i] + at[i]
	}
	return k
}

func product(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// rearranged returns the array of another shape whose element at a place is
// the one of d at from(place).
func (d dense) rearranged(shape []int, from func(at []int) []int) dense {
	out := dense{shape, d.size, nil}
	for k := range product(shape) {
		p := position(d.shape, from(index(shape, k))) * d.size
		out.raw = append(out.raw, d.raw[p:p+d.size]...)
	}
	return out
}

func (d dense) box(start, count []int) dense {
	return d.rearranged(count, func(at []int) []int {
		for i := range at {
			at[i] += start[i]
		}
		return at
	})
}

// randomBytes is the same for the same length.
func randomBytes(r *rand.Rand, n int) []byte {
	raw := make([]byte, n)
	for i := range raw {
		raw[i] = byte(r.Uint32())
	}
	return raw
}

func randomShape(r *rand.Rand, most int) []int {
	shape := make([]int, 1+r.IntN(4))
	for i := range shape {
		shape[i] = 1 + r.IntN(most)
	}
	if r.IntN(20) == 0 {
		shape[r.IntN(len(shape))] = 0
	}
	return shape
}

// otherShape spreads the prime factors of n over a few axes.
func otherShape(r *rand.Rand, n int) []int {
	shape := make([]int, 1+r.IntN(4))
	for i := range shape {
		shape[i] = 1
	}
	if n == 0 {
		shape[0] = 0
		return shape
	}
	for p := 2; n > 1; {
		if n%p != 0 {
			p++
			continue
		}
		shape[r.IntN(len(shape))] *= p
		n /= p
	}
	return shape
}

// randomView puts a random view over an array, and does the same to d.
func randomView(t *testing.T, r *rand.Rand, a Array, d dense) (string, Array, dense) {
	t.Helper()
	shape := a.Shape()
	axis := r.IntN(len(shape))
	var err error
	var what string
	switch r.IntN(4) {
	case 0:
		axes := r.Perm(len(shape))
		what = fmt.Sprint("permute ", axes)
		a, err = Permute(a, axes)
		moved := make([]int, len(shape))
		for i, ax := range axes {
			moved[i] = shape[ax]
		}
		d = d.rearranged(moved, func(at []int) []int {
			in := make([]int, len(at))
			for i, ax := range axes {
				in[ax] = at[i]
			}
			return in
		})
	case 1:
		other := otherShape(r, product(shape))
		what = fmt.Sprint("reshape ", other)
		a, err = Reshape(a, other)
		d = dense{other, d.size, d.raw}
	case 2:
		lo := r.IntN(shape[axis] + 1)
		hi := lo + r.IntN(shape[axis]-lo+1)
		what = fmt.Sprint("range ", axis, " ", lo, ":", hi)
		a, err = Range(a, axis, lo, hi)
		cut := slices.Clone(shape)
		cut[axis] = hi - lo
		d = d.rearranged(cut, func(at []int) []int { at[axis] += lo; return at })
	case 3:
		rows := make([]int, 0, 8)
		for shape[0] > 0 && len(rows) < cap(rows) && r.IntN(8) > 0 {
			if n := len(rows); n > 0 && rows[n-1]+1 < shape[0] && r.IntN(2) == 0 {
				rows = append(rows, rows[n-1]+1) // a run, which is read at once
			} else {
				rows = append(rows, r.IntN(shape[0]))
			}
		}
		what = fmt.Sprint("select ", rows)
		a, err = Select(a, rows)
		some := slices.Clone(shape)
		some[0] = len(rows)
		d = d.rearranged(some, func(at []int) []int { at[0] = rows[at[0]]; return at })
	}
	if err != nil {
		t.Fatalf("%s of %v: %v", what, shape, err)
	}
	return what, a, d
}

// Views of views of random arrays are read in random boxes.
func TestViews(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		d := dense{shape: randomShape(r, 7), size: []int{1, 2, 4, 8}[r.IntN(4)]}
		d.raw = randomBytes(r, product(d.shape)*d.size)
		a := FromBytes(d.shape, map[int]DType{1: Uint8, 2: Int16, 4: Float32, 8: Float64}[d.size], d.raw)
		history := fmt.Sprint(d.shape)
		for range r.IntN(4) {
			var what string
			what, a, d = randomView(t, r, a, d)
			history += ", " + what
		}
		if !slices.Equal(a.Shape(), d.shape) || a.DType().Size() != d.size {
			t.Fatalf("%s: %v of shape %v, want %v", history, a.DType(), a.Shape(), d.shape)
		}
		for range 4 {
			start, count := make([]int, len(d.shape)), make([]int, len(d.shape))
			for i, n := range d.shape {
				start[i] = r.IntN(n + 1)
				count[i] = r.IntN(n - start[i] + 1)
			}
			want := d.box(start, count)
			got := bytes.Repeat([]byte{0xaa}, len(want.raw))
			if err := a.ReadBlock(t.Context(), got, start, count); err != nil {
				t.Fatalf("%s: read %v+%v: %v", history, start, count, err)
			}
			if !bytes.Equal(got, want.raw) {
				t.Fatalf("%s: %v+%v is %x, want %x", history, start, count, got, want.raw)
			}
		}
	}
}

// Boxes that leave a view, and buffers of another size, are refused.
func TestViewsRefuseBoxes(t *testing.T) {
	base := randomArray(Int16, 4, 6)
	views := map[string]Array{"array": base}
	for name, make := range map[string]func() (Array, error){
		"permuted": func() (Array, error) { return Permute(base, []int{1, 0}) },
		"reshaped": func() (Array, error) { return Reshape(base, []int{6, 4}) },
		"ranged":   func() (Array, error) { return Range(base, 0, 1, 3) },
		"selected": func() (Array, error) { return Select(base, []int{3, 0}) },
		"sum":      func() (Array, error) { return Sum(base, base) },
		"weighted": func() (Array, error) { return WeightedSum(randomArray(Int16, 4, 2, 6), 1, []float64{1, 2}) },
		"nonzero":  func() (Array, error) { return Nonzero(base), nil },
	} {
		view, err := make()
		if err != nil {
			t.Fatal(err)
		}
		views[name] = view
	}
	for name, a := range views {
		s := a.Shape()
		size := a.DType().Size()
		for _, c := range []struct {
			start, count []int
			bytes        int
		}{
			{[]int{0, 0}, []int{s[0] + 1, 1}, (s[0] + 1) * size},
			{[]int{s[0], 0}, []int{1, 1}, size},
			{[]int{0, s[1] - 1}, []int{1, 2}, 2 * size},
			{[]int{-1, 0}, []int{1, 1}, size},
			{[]int{0, 0}, []int{-1, -1}, size},
			{[]int{0, 0}, []int{1, 2}, size},
			{[]int{0, 0}, []int{1, 1}, 2 * size},
			{[]int{0}, []int{1}, size},
		} {
			if err := a.ReadBlock(t.Context(), make([]byte, c.bytes), c.start, c.count); err == nil {
				t.Errorf("%s of shape %v gave box %v+%v in %d bytes", name, s, c.start, c.count, c.bytes)
			}
		}
	}
}

func TestViewsRefuse(t *testing.T) {
	a, point := randomArray(Int16, 4, 6), FromBytes(nil, Int16, []byte{1, 2})
	for name, make := range map[string]func() (Array, error){
		"permutation of another rank":  func() (Array, error) { return Permute(a, []int{0}) },
		"permutation with an axis out": func() (Array, error) { return Permute(a, []int{0, 2}) },
		"permutation with one twice":   func() (Array, error) { return Permute(a, []int{1, 1}) },
		"negative axis":                func() (Array, error) { return Permute(a, []int{-1, 0}) },
		"reshape to fewer":             func() (Array, error) { return Reshape(a, []int{23}) },
		"reshape to a negative axis":   func() (Array, error) { return Reshape(a, []int{-4, -6}) },
		"reshape to too many":          func() (Array, error) { return Reshape(a, []int{1 << 40, 1 << 40}) },
		"reshape of a scalar":          func() (Array, error) { return Reshape(point, []int{1}) },
		"range of no axis":             func() (Array, error) { return Range(a, 2, 0, 1) },
		"range that ends outside":      func() (Array, error) { return Range(a, 0, 0, 5) },
		"range that begins outside":    func() (Array, error) { return Range(a, 0, -1, 2) },
		"range backwards":              func() (Array, error) { return Range(a, 0, 3, 2) },
		"selected row outside":         func() (Array, error) { return Select(a, []int{0, 4}) },
		"negative row":                 func() (Array, error) { return Select(a, []int{-1}) },
		"row of a scalar":              func() (Array, error) { return Select(point, []int{0}) },
		"sum of shapes":                func() (Array, error) { return Sum(a, randomArray(Int16, 6, 4)) },
		"sum of nothing":               func() (Array, error) { return Sum(a, FromBytes([]int{4, 6}, Invalid, nil)) },
		"weights of another number":    func() (Array, error) { return WeightedSum(a, 0, []float64{1}) },
		"weights of no axis":           func() (Array, error) { return WeightedSum(a, 2, []float64{1}) },
	} {
		if view, err := make(); err == nil {
			t.Errorf("%s: got shape %v and no error", name, view.Shape())
		}
	}
}

// stub is an array of one shape in storage; reading it is recorded.
type stub struct {
	Array
	grain []int
	read  func(start, count []int) error
}

func (s *stub) Grain() []int { return s.grain }

func (s *stub) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if s.read != nil {
		if err := s.read(start, count); err != nil {
			return err
		}
	}
	return s.Array.ReadBlock(ctx, dst, start, count)
}

func TestGrainOfViews(t *testing.T) {
	plain := randomArray(Int16, 4, 6, 8)
	a := &stub{Array: plain, grain: []int{2, 3, 8}}
	for _, c := range []struct {
		name string
		make func() (Array, error)
		want []int
	}{
		{"permuted", func() (Array, error) { return Permute(a, []int{2, 0, 1}) }, []int{8, 2, 3}},
		{"permuted without", func() (Array, error) { return Permute(plain, []int{2, 0, 1}) }, nil},
		{"reshaped", func() (Array, error) { return Reshape(a, []int{24, 8}) }, nil},
		{"reshaped by a step", func() (Array, error) { return Reshape(a, []int{4, 1, 6, 8, 1}) }, []int{2, 1, 3, 8, 1}},
		{"reshaped by a step without", func() (Array, error) { return Reshape(plain, []int{1, 4, 6, 8}) }, nil},
		{"sum", func() (Array, error) { return Sum(a, plain) }, []int{2, 3, 8}},
		{"sum of the other", func() (Array, error) { return Sum(plain, a) }, []int{2, 3, 8}},
		{"weighted sum", func() (Array, error) { return WeightedSum(a, 1, make([]float64, 6)) }, []int{2, 8}},
		{"weighted sum without", func() (Array, error) { return WeightedSum(plain, 1, make([]float64, 6)) }, nil},
	} {
		view, err := c.make()
		if err != nil {
			t.Fatal(err)
		}
		if got := view.Grain(); !slices.Equal(got, c.want) {
			t.Errorf("%s: grain %v, want %v", c.name, got, c.want)
		}
	}
}

// Rows that follow each other are read at once, and a reshaped box of whole
// steps is one box of the source.
func TestFewReads(t *testing.T) {
	var reads []string
	a := &stub{Array: randomArray(Int16, 6, 5, 4), read: func(start, count []int) error {
		reads = append(reads, fmt.Sprint(start, count))
		return nil
	}}
	selected, err := Select(a, []int{2, 3, 4, 0, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, selected)
	if want := []string{"[2 0 0] [3 5 4]", "[0 0 0] [2 5 4]", "[1 0 0] [1 5 4]"}; !slices.Equal(reads, want) {
		t.Errorf("select reads %q, want %q", reads, want)
	}
	reads = nil
	reshaped, err := Reshape(a, []int{30, 4})
	if err != nil {
		t.Fatal(err)
	}
	if err := reshaped.ReadBlock(t.Context(), make([]byte, 2*60), []int{5, 0}, []int{15, 4}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"[1 0 0] [3 5 4]"}; !slices.Equal(reads, want) {
		t.Errorf("reshape reads %q, want %q", reads, want)
	}
	reads = nil
	stacked, err := Reshape(a, []int{1, 6, 5, 1, 4})
	if err != nil {
		t.Fatal(err)
	}
	if err := stacked.ReadBlock(t.Context(), make([]byte, 2*12), []int{0, 1, 2, 0, 1}, []int{1, 3, 2, 1, 2}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"[1 2 1] [3 2 2]"}; !slices.Equal(reads, want) {
		t.Errorf("reshape by steps reads %q, want %q", reads, want)
	}
}

// A weighted sum reads the grain of its source whole, unless that is large: what is
// packed together is unpacked once.
func TestGrainIsReadWhole(t *testing.T) {
	for rows, want := range map[int]int{400: 1, 2100: 33} {
		reads := 0
		a := &stub{Array: FromFloat64s([]int{1, rows, 512}, make([]float64, rows*512)), grain: []int{1, rows, 512}, read: func(_, _ []int) error {
			reads++
			return nil
		}}
		sum, err := WeightedSum(a, 0, []float64{2})
		if err != nil {
			t.Fatal(err)
		}
		if readAll(t, sum); reads != want {
			t.Errorf("%d rows are read in %d steps, want %d", rows, reads, want)
		}
	}
}
