package chunkio

import (
	"math"
	"testing"
)

func TestWatch(t *testing.T) {
	nan, minus := math.NaN(), math.Copysign(0, -1)
	long := func(fill float64, at int, v float64) []float64 {
		all := make([]float64, 1000)
		for i := range all {
			all[i] = fill
		}
		if at >= 0 {
			all[at] = v
		}
		return all
	}
	last := len(long(0, -1, 0)) - 1
	for _, c := range []struct {
		name          string
		values        []float64
		allZero, none bool // no number but NaN
	}{
		{"zeros", long(0, -1, 0), true, false},
		{"negative zeros", long(minus, -1, 0), true, false},
		{"both zeros", long(0, 3, minus), true, false},
		{"a number at the end", long(0, last, 1e-300), false, false},
		{"a number in the middle", long(0, 500, 1), false, false},
		{"a negative zero, then a number", append([]float64{minus}, long(0, last, 1)...), false, false},
		{"NaN", long(nan, -1, 0), false, true},
		{"NaN with one zero", long(nan, last, 0), false, false},
		{"zeros with one NaN", long(0, last, nan), false, false},
		{"infinities", long(math.Inf(-1), -1, 0), false, false},
	} {
		for _, d := range []DType{Float32, Float64} {
			raw := make([]byte, len(c.values)*d.Size())
			for i, v := range c.values {
				if d == Float32 && v == 1e-300 {
					v = math.SmallestNonzeroFloat32
				}
				putNumber(raw[i*d.Size():], d, v)
			}
			view, content := Watch(FromBytes([]int{len(c.values)}, d, raw))
			if string(readAll(t, view)) != string(raw) {
				t.Errorf("%s: the view differs from the array", c.name)
			}
			if content.AllZero() != c.allZero || content.AllNaN() != c.none {
				t.Errorf("%v %s: all zero %v, all NaN %v, want %v, %v", d, c.name, content.AllZero(), content.AllNaN(), c.allZero, c.none)
			}
		}
	}
}

// Integers are never NaN, whatever their bytes; a value in any byte counts.
func TestWatchIntegers(t *testing.T) {
	for d := range goTypes {
		if d.IsFloat() {
			continue
		}
		for b := range d.Size() {
			raw := make([]byte, 5*d.Size())
			view, content := Watch(FromBytes([]int{5}, d, raw))
			readAll(t, view)
			if !content.AllZero() || content.AllNaN() {
				t.Errorf("%v zeros: all zero %v, all NaN %v", d, content.AllZero(), content.AllNaN())
			}
			raw[4*d.Size()+b] = 1
			readAll(t, view)
			if content.AllZero() || content.AllNaN() {
				t.Errorf("%v with one in byte %d: all zero %v, all NaN %v", d, b, content.AllZero(), content.AllNaN())
			}
		}
	}
}

// The pipeline takes permutations off, and what is below is watched still.
func TestWatchBelowPermutations(t *testing.T) {
	for _, value := range []float64{0, 3} {
		values := make([]float64, 24)
		values[23] = value
		view, err := Permute(FromFloat64s([]int{2, 3, 4}, values), []int{2, 0, 1})
		if err == nil {
			view, err = Permute(view, []int{1, 0, 2})
		}
		if err != nil {
			t.Fatal(err)
		}
		watched, content := Watch(view)
		if inner, _ := source(watched); inner == watched {
			t.Error("the pipeline would not see the permutation")
		}
		if string(readAll(t, watched)) != string(readAll(t, view)) {
			t.Error("the view differs from the array")
		}
		if content.AllZero() != (value == 0) {
			t.Errorf("with %v: all zero %v", value, content.AllZero())
		}
		s := storeInMemory(Layout{Shape: view.Shape(), Chunk: []int{1, 2, 2}, Size: 8}, Codec{Gzip, 1, true})
		watched, content = Watch(view)
		if err := NewPipeline(Options{}).Copy(t.Context(), watched, s.target); err != nil {
			t.Fatal(err)
		}
		if content.AllZero() != (value == 0) {
			t.Errorf("copied with %v: all zero %v", value, content.AllZero())
		}
	}
}

// Once a number other than zero is seen there is nothing left to look for. A
// tail that is no whole element tells: to look at it is to leave the slice.
func TestWatchStopsLooking(t *testing.T) {
	looks := func(c *Content) (looked bool) {
		defer func() { looked = recover() != nil }()
		c.note([]byte{1, 2, 3}, Float64)
		return false
	}
	c := new(Content)
	if !looks(c) {
		t.Fatal("what was not looked at yet is not looked at")
	}
	one := make([]byte, 8)
	putFloat64(one, 1)
	c = new(Content)
	c.note(one, Float64)
	if looks(c) {
		t.Error("a settled question is asked again")
	}
}
