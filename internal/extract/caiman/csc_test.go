package caiman

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

func int32s(values ...int32) chunkio.Array {
	var raw []byte
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint32(raw, uint32(v))
	}
	return chunkio.FromBytes([]int{len(values)}, chunkio.Int32, raw)
}

func float64s(values ...float64) chunkio.Array {
	return chunkio.FromFloat64s([]int{len(values)}, values)
}

func TestTidy(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		name       string
		pairs, out []pixelWeight
	}{
		{"nothing", nil, nil},
		{"sorted", []pixelWeight{{1, .5}, {4, .25}}, []pixelWeight{{1, .5}, {4, .25}}},
		{"unsorted keeps each weight with its pixel", []pixelWeight{{9, .9}, {2, .2}, {5, .5}}, []pixelWeight{{2, .2}, {5, .5}, {9, .9}}},
		{"explicit zeros", []pixelWeight{{0, 0}, {1, 1}, {2, 0}}, []pixelWeight{{1, 1}}},
		{"negative zero", []pixelWeight{{0, math.Copysign(0, -1)}}, nil},
		{"twice", []pixelWeight{{3, 1}, {1, 2}, {3, 4}}, []pixelWeight{{1, 2}, {3, 5}}},
		{"twice, in sum zero", []pixelWeight{{3, 1}, {3, -1}}, nil},
		{"not a number", []pixelWeight{{3, nan}, {1, 2}}, []pixelWeight{{1, 2}, {3, nan}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tidy(slices.Clone(tt.pairs))
			same := func(a, b pixelWeight) bool {
				return a.pixel == b.pixel && (a.weight == b.weight || math.IsNaN(a.weight) && math.IsNaN(b.weight))
			}
			if !slices.EqualFunc(got, tt.out, same) {
				t.Errorf("tidy(%v) = %v, want %v", tt.pairs, got, tt.out)
			}
		})
	}
}

func TestCSCRefuses(t *testing.T) {
	for _, tt := range []struct {
		name          string
		indptr        []int64
		data, indices chunkio.Array
		inside        string
	}{
		{"too few starts", []int64{0, 2}, float64s(1, 2), int32s(0, 1), "A/indptr"},
		{"no starts", nil, float64s(1, 2), int32s(0, 1), "A/indptr"},
		{"begins late", []int64{1, 1, 2}, float64s(1, 2), int32s(0, 1), "A/indptr"},
		{"begins below zero", []int64{-1, 1, 2}, float64s(1, 2), int32s(0, 1), "A/indptr"},
		{"falls", []int64{0, 3, 2}, float64s(1, 2), int32s(0, 1), "A/indptr"},
		{"ends early", []int64{0, 1, 1}, float64s(1, 2), int32s(0, 1), "A/indptr"},
		{"ends late", []int64{0, 1, 9}, float64s(1, 2), int32s(0, 1), "A/indptr"},
		{"more values than pixels", []int64{0, 0, 7}, float64s(1, 2, 3, 4, 5, 6, 7), int32s(0, 1, 2, 3, 4, 5, 5), "A/indptr"},
		{"lengths differ", []int64{0, 1, 2}, float64s(1, 2), int32s(0, 1, 2), "A/indices"},
		{"fractional indices", []int64{0, 1, 2}, float64s(1, 2), float64s(0, 1), "A/indices"},
		{"two axes", []int64{0, 1, 2}, chunkio.FromFloat64s([]int{1, 2}, []float64{1, 2}), int32s(0, 1), "A/data"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newCSC("A", 6, 2, tt.indptr, tt.data, tt.indices)
			var content *session.ContentError
			if !errors.As(err, &content) || content.Inside != tt.inside {
				t.Errorf("error %v, want one on %q", err, tt.inside)
			}
		})
	}
}

func TestCSCRefusesPixelsOutsideTheField(t *testing.T) {
	for _, pixel := range []int32{-1, 6, math.MaxInt32, math.MinInt32} {
		m, err := newCSC("A", 6, 1, []int64{0, 2}, float64s(1, 2), int32s(0, pixel))
		if err != nil {
			t.Fatal(err)
		}
		fp := &cscFootprints{m, fortranField{session.Field{Width: 2, Height: 3}}}
		var got session.Footprint
		err = fp.Footprint(context.Background(), 0, &got)
		var content *session.ContentError
		if !errors.As(err, &content) || content.Inside != "A/indices" {
			t.Errorf("pixel %d: error %v, want one on A/indices", pixel, err)
		}
	}
}

func TestFootprintRange(t *testing.T) {
	m, err := newCSC("A", 6, 1, []int64{0, 1}, float64s(1), int32s(0))
	if err != nil {
		t.Fatal(err)
	}
	field := fortranField{session.Field{Width: 2, Height: 3}}
	dense := chunkio.FromFloat64s([]int{6, 1}, make([]float64, 6))
	for _, f := range []session.Footprints{&cscFootprints{m, field}, newDenseFootprints(dense, field)} {
		for _, i := range []int{-1, 1} {
			if err := f.Footprint(context.Background(), i, new(session.Footprint)); err == nil {
				t.Errorf("%T: no error for footprint %d of 1", f, i)
			}
		}
	}
}

// A footprint is where NumPy puts it with order="F".
func TestFootprintPlaces(t *testing.T) {
	for _, tt := range []struct {
		name  string
		field session.Field
		pixel int32
		want  session.Footprint
	}{
		{"first", session.Field{Width: 4, Height: 3}, 0, session.Footprint{X: []uint32{0}, Y: []uint32{0}, W: []float64{1}}},
		{"down the first column", session.Field{Width: 4, Height: 3}, 2, session.Footprint{X: []uint32{0}, Y: []uint32{2}, W: []float64{1}}},
		{"top of the second column", session.Field{Width: 4, Height: 3}, 3, session.Footprint{X: []uint32{1}, Y: []uint32{0}, W: []float64{1}}},
		{"last", session.Field{Width: 4, Height: 3}, 11, session.Footprint{X: []uint32{3}, Y: []uint32{2}, W: []float64{1}}},
		{"second plane", session.Field{Width: 4, Height: 3, Depth: 2}, 12 + 3 + 1, session.Footprint{X: []uint32{1}, Y: []uint32{1}, Z: []uint32{1}, W: []float64{1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := newCSC("A", tt.field.Pixels(), 1, []int64{0, 1}, float64s(1), int32s(tt.pixel))
			if err != nil {
				t.Fatal(err)
			}
			var got session.Footprint
			if err := (&cscFootprints{m, fortranField{tt.field}}).Footprint(context.Background(), 0, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzCSC compares footprints with a dense matrix filled entry by entry.
func FuzzCSC(f *testing.F) {
	f.Add([]byte{0, 2, 3}, []byte{4, 1, 1}, []byte{8, 0, 5})
	f.Add([]byte{0, 1}, []byte{255}, []byte{1})
	f.Add([]byte{0, 3, 2}, []byte{1, 1, 1}, []byte{9, 9, 7})
	f.Fuzz(func(t *testing.T, starts, pixels, weights []byte) {
		field := session.Field{Width: 5, Height: 3, Depth: 2}
		indptr := make([]int64, len(starts))
		for i, s := range starts {
			indptr[i] = int64(int8(s))
		}
		indices := make([]int32, len(pixels))
		for i, p := range pixels {
			indices[i] = int32(int8(p))
		}
		data := make([]float64, len(weights))
		for i, w := range weights {
			data[i] = float64(int8(w))
		}
		columns := max(len(starts)-1, 0)
		m, err := newCSC("A", field.Pixels(), columns, indptr, float64s(data...), int32s(indices...))
		if err != nil {
			return
		}
		fp := &cscFootprints{m, fortranField{field}}
		var got session.Footprint
		for i := range columns {
			want := make(map[[3]uint32]float64)
			outside := false
			for k := indptr[i]; k < indptr[i+1]; k++ {
				p := int(indices[k])
				if p < 0 || p >= field.Pixels() {
					outside = true
					break
				}
				want[[3]uint32{uint32(p / 3 % 5), uint32(p % 3), uint32(p / 15)}] += data[k]
			}
			err := fp.Footprint(context.Background(), i, &got)
			if outside != (err != nil) {
				t.Fatalf("column %d: error %v, a pixel outside: %t", i, err, outside)
			}
			if outside {
				if !strings.Contains(err.Error(), "A/indices") {
					t.Fatalf("error %v does not name the place", err)
				}
				continue
			}
			for k, w := range got.W {
				at := [3]uint32{got.X[k], got.Y[k], got.Z[k]}
				if w == 0 || w != want[at] {
					t.Fatalf("column %d at %v: weight %v, want %v", i, at, w, want[at])
				}
				delete(want, at)
			}
			for at, w := range want {
				if w != 0 {
					t.Fatalf("column %d: weight %v at %v is missing", i, w, at)
				}
			}
		}
	})
}
