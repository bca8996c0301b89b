package caiman

import (
	"context"
	"math"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// Each form of an image that CaImAn files hold becomes the same one, x first.
// The value of a pixel tells where it belongs: 100 x + 10 y + z.
func TestImageForms(t *testing.T) {
	flat, volume := session.Field{Width: 4, Height: 3}, session.Field{Width: 4, Height: 3, Depth: 2}
	for _, tt := range []struct {
		name  string
		field session.Field
		shape []int
		axes  string // which coordinate each axis of the stored array counts
	}{
		{"rows and columns", flat, []int{3, 4}, "yx"},
		{"columns and rows", flat, []int{4, 3}, "xy"},
		{"by pixel number", flat, []int{12}, "p"},
		{"by pixel number, a column", flat, []int{12, 1}, "p1"},
		{"by pixel number, a row", flat, []int{1, 12}, "1p"},
		{"volume", volume, []int{3, 4, 2}, "yxz"},
		{"volume by voxel number", volume, []int{24}, "p"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := fortranField{tt.field}
			n, err := chunkio.Count(tt.shape, 1)
			if err != nil {
				t.Fatal(err)
			}
			values := make([]float64, n)
			for i := range values {
				rest := i
				var x, y, z int
				for k := len(tt.shape) - 1; k >= 0; k-- {
					at := rest % tt.shape[k]
					rest /= tt.shape[k]
					switch tt.axes[k] {
					case 'x':
						x = at
					case 'y':
						y = at
					case 'z':
						z = at
					case 'p':
						y, x, z = at%3, at/3%4, at/12
					}
				}
				values[i] = float64(100*x + 10*y + z)
			}
			a, err := f.image(chunkio.FromFloat64s(tt.shape, values))
			if err != nil {
				t.Fatal(err)
			}
			i := 0
			got := arraytest.ReadFloats(t, a)
			for x := range 4 {
				for y := range 3 {
					for z := range max(tt.field.Depth, 1) {
						if want := float64(100*x + 10*y + z); got[i] != want {
							t.Fatalf("at %d, %d, %d: %v, want %v", x, y, z, got[i], want)
						}
						i++
					}
				}
			}
			if i != len(got) {
				t.Errorf("%d values, want %d", len(got), i)
			}
		})
	}
}

func TestImageRefusesOtherShapes(t *testing.T) {
	f := fortranField{session.Field{Width: 4, Height: 3}}
	for _, shape := range [][]int{{}, {11}, {2, 6}, {3, 4, 1}, {3, 5}} {
		n, err := chunkio.Count(shape, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.image(chunkio.FromFloat64s(shape, make([]float64, n))); err == nil {
			t.Errorf("shape %v passes for an image of 3 rows and 4 columns", shape)
		}
	}
}

// Columns of a matrix too large to be kept at once, asked for in any order.
func TestDenseFootprints(t *testing.T) {
	for name, sizes := range map[string]denseSizes{
		"81 columns kept":               {kept: 4 << 20, pass: 1 << 20},
		"two columns kept, row by row":  {kept: 2 * 8 * 6400, pass: 1},
		"one column kept, rows in part": {kept: 8 * 6400, pass: 24},
		"none kept":                     {kept: 8*6400 - 1, pass: 1 << 20},
		"none kept, row by row":         {kept: 0, pass: 8},
	} {
		t.Run(name, func(t *testing.T) { testDenseFootprints(t, sizes) })
	}
}

func testDenseFootprints(t *testing.T, sizes denseSizes) {
	field := session.Field{Width: 64, Height: 100}
	const columns = 150
	values := make([]float64, field.Pixels()*columns)
	for i := range values {
		if p, c := i/columns, i%columns; (p+c)%7 == 0 {
			values[i] = float64(c) + float64(p)/1e4 + 1
		}
	}
	d := &denseFootprints{matrix: chunkio.FromFloat64s([]int{field.Pixels(), columns}, values), field: fortranField{field}, sizes: sizes}
	var fp session.Footprint
	for _, c := range []int{0, 1, 149, 80, 81, 82, 3} {
		if err := d.Footprint(context.Background(), c, &fp); err != nil {
			t.Fatal(err)
		}
		k := 0
		for p := range field.Pixels() {
			want := values[p*columns+c]
			if want == 0 {
				continue
			}
			if k >= len(fp.W) || fp.W[k] != want || int(fp.X[k])*100+int(fp.Y[k]) != p {
				t.Fatalf("column %d, pixel %d: not at place %d with weight %v", c, p, k, want)
			}
			k++
		}
		if k != len(fp.W) {
			t.Errorf("column %d: %d pixels, want %d", c, len(fp.W), k)
		}
	}
}

func TestSparseImage(t *testing.T) {
	field := fortranField{session.Field{Width: 4, Height: 3}}
	m, err := newCSC("b", 12, 2, []int64{0, 3, 5}, float64s(1, 2, 3, 10, 20), int32s(11, 0, 4, 4, 1))
	if err != nil {
		t.Fatal(err)
	}
	s := &sparseImage{matrix: m, weights: []float64{2, .5}, field: field}
	want := make([]float64, 12)
	want[11], want[0], want[4], want[1] = 2, 4, 3*2+10*.5, 10 // pixel numbers are C order, x first
	got := arraytest.ReadFloats(t, s)
	for p := range want {
		if math.Abs(got[p]-want[p]) > 1e-12 {
			t.Errorf("pixel %d: %v, want %v", p, got[p], want[p])
		}
	}
	part, err := chunkio.Range(s, 0, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range arraytest.ReadFloats(t, part) {
		if v != want[3+i] {
			t.Errorf("pixel %d of a part: %v, want %v", 3+i, v, want[3+i])
		}
	}
}
