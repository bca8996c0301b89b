package nwb

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// Every pixel of a footprint is painted once, in the tile and at the place
// where it lies; tiles come in order, and none is empty.
func TestTiler(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var tiles tiler // one for all, as it reuses its memory
	for range 500 {
		field := session.Field{Width: 1 + r.IntN(200), Height: 1 + r.IntN(150)}
		if r.IntN(2) == 0 {
			field = session.Field{Width: 1 + r.IntN(30), Height: 1 + r.IntN(30), Depth: 1 + r.IntN(9)}
		}
		shape := plan.Axes(field)
		chunk := make([]int, len(shape))
		for i := range chunk {
			chunk[i] = 1 + r.IntN(shape[i]+10)
		}
		f := nwbtest.Scatter(r, field, r.IntN(min(field.Pixels(), 300)+1))
		painted := make([]int, len(f.W))
		var before []int
		for tile := range tiles.group(&f, shape, chunk) {
			if len(tile.pixels) == 0 {
				t.Fatalf("tile %v of %v in chunks of %v is empty", tile.at, shape, chunk)
			}
			if before != nil && !lessThan(before, tile.at) {
				t.Fatalf("tile %v comes after %v", tile.at, before)
			}
			before = append(before[:0], tile.at...)
			for _, p := range tile.pixels {
				painted[p.index]++
				place, rest := make([]uint32, len(chunk)), elementOf([][]uint32{f.X, f.Y, f.Z}[:len(chunk)], p.index, chunk)
				for i := len(chunk) - 1; i >= 0; i-- {
					place[i] = uint32(tile.at[i]*chunk[i] + rest%chunk[i])
					rest /= chunk[i]
				}
				want := []uint32{f.X[p.index], f.Y[p.index]}
				if field.Depth > 0 {
					want = append(want, f.Z[p.index])
				}
				if rest != 0 || fmt.Sprint(place) != fmt.Sprint(want) {
					t.Fatalf("pixel %v of %v is painted at %v (chunks of %v)", want, shape, place, chunk)
				}
			}
		}
		for i, times := range painted {
			if times != 1 {
				t.Fatalf("pixel %d of %v is painted %d times", i, shape, times)
			}
		}
	}
}

// Pixels are put in the order of their tiles where those are counted, and where they
// are too many for that.
func TestTilerSorts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, pixels := range []int{0, 1, 2, 50, 1000} {
		for _, tiles := range []int{1, 3, fewTiles*(pixels+1) - 1, fewTiles * (pixels + 1), 3000} {
			one := tiler{pixels: make([]tilePixel, pixels)}
			for i := range one.pixels {
				one.pixels[i] = tilePixel{uint32(r.IntN(tiles)), uint32(i)}
			}
			want := slices.Clone(one.pixels)
			one.sort([]int{tiles})
			if counted := one.end != nil; counted != (tiles < fewTiles*(pixels+1)) {
				t.Errorf("%d pixels in %d tiles: counted is %t", pixels, tiles, counted)
			}
			byTile := func(a, b tilePixel) int { return cmp.Or(cmp.Compare(a.tile, b.tile), cmp.Compare(a.index, b.index)) }
			if !slices.IsSortedFunc(one.pixels, func(a, b tilePixel) int { return cmp.Compare(a.tile, b.tile) }) {
				t.Errorf("%d pixels in %d tiles are not in order", pixels, tiles)
			}
			slices.SortFunc(want, byTile)
			slices.SortFunc(one.pixels, byTile)
			if !slices.Equal(one.pixels, want) {
				t.Errorf("%d pixels in %d tiles are not those that were there", pixels, tiles)
			}
		}
	}
}

func lessThan(a, b []int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

// Who stops asking for tiles gets no more.
func TestTilerStops(t *testing.T) {
	f := session.Footprint{X: []uint32{0, 9}, Y: []uint32{0, 9}, W: []float64{1, 1}}
	n := 0
	for range new(tiler).group(&f, []int{10, 10}, []int{5, 5}) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d tiles", n)
	}
}

func TestCentroid(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name      string
		footprint session.Footprint
		want      []float64
	}{
		{"one pixel", session.Footprint{X: []uint32{3}, Y: []uint32{7}, W: []float64{.25}}, []float64{3, 7}},
		{"by weight", session.Footprint{X: []uint32{0, 4}, Y: []uint32{10, 10}, W: []float64{1, 3}}, []float64{3, 10}},
		{"x is not y", session.Footprint{X: []uint32{1, 2, 3}, Y: []uint32{5, 5, 8}, W: []float64{1, 1, 1}}, []float64{2, 6}},
		{"volume", session.Footprint{X: []uint32{1, 3}, Y: []uint32{2, 4}, Z: []uint32{0, 8}, W: []float64{3, 1}}, []float64{1.5, 2.5, 2}},
		{"nothing", session.Footprint{}, []float64{nan, nan}},
		{"nothing in a volume", session.Footprint{}, []float64{nan, nan, nan}},
		{"weights that cancel", session.Footprint{X: []uint32{1, 2}, Y: []uint32{0, 0}, W: []float64{1, -1}}, []float64{nan, nan}},
	} {
		got := Centroid(&c.footprint, len(c.want))
		for i := range c.want {
			if len(got) != len(c.want) || !same(got[i], c.want[i]) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
}

// What a file holds of footprints is what was drawn: masks of both kinds,
// the ends in the sparse one, and centres.
func TestFootprintColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	flat, volume := session.Field{Width: 200, Height: 131}, session.Field{Width: 70, Height: 65, Depth: 9}
	for _, c := range []struct {
		name  string
		field session.Field
		sizes []int // pixels of each footprint
	}{
		{"none", flat, nil},
		{"all empty", flat, []int{0, 0, 0}},
		{"some empty", flat, []int{0, 5, 0, 7, 0}},
		{"one element", flat, []int{1}},
		{"one before the end of a chunk", flat, []int{plan.PixelChunk - 1}},
		{"a chunk in one", flat, []int{plan.PixelChunk}},
		{"a chunk in two", flat, []int{plan.PixelChunk - 3, 3}},
		{"a chunk, then empty ones", flat, []int{plan.PixelChunk, 0, 0}},
		{"across the end of a chunk", flat, []int{plan.PixelChunk - 3, 10, 1}},
		{"more than two chunks", flat, []int{plan.PixelChunk + 1, plan.PixelChunk, 100}},
		{"volume", volume, []int{300, 0, 4000, 1}},
		{"volume of more than a chunk", volume, []int{plan.PixelChunk, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			noHandles(t)
			footprints := make([]session.Footprint, 0, len(c.sizes))
			pixels := 0
			for _, n := range c.sizes {
				footprints = append(footprints, nwbtest.Scatter(r, c.field, n))
				pixels += n
			}
			masks, err := build.MaskKinds("both", c.field.Depth > 0)
			if err != nil {
				t.Fatal(err)
			}
			out := output(filepath.Join(t.TempDir(), "drawn.nwb"))
			plan := nwbtest.Planned(t, nwbtest.Drawing(c.field, 3, footprints...), nwbtest.Options(masks...))
			written, err := Write(t.Context(), plan, out)
			if err != nil {
				t.Fatal(err)
			}
			if written.Pixels[plan.Tables[0]] != pixels {
				t.Errorf("%d pixels are told, %d drawn", written.Pixels[plan.Tables[0]], pixels)
			}
			holdColumns(t, out.Path, c.field, footprints, string(masks[1]))
		})
	}
}

// holdColumns compares the columns of a file with the footprints.
func holdColumns(t *testing.T, path string, field session.Field, footprints []session.Footprint, sparse string) {
	t.Helper()
	image := make([]byte, 4*field.Pixels()*len(footprints))
	var list, ends, centres []byte
	pixels := uint64(0)
	for i, f := range footprints {
		for k, weight := range f.W {
			bits := math.Float32bits(float32(weight))
			at := int(f.X[k])*field.Height + int(f.Y[k])
			list = binary.LittleEndian.AppendUint32(list, f.X[k])
			list = binary.LittleEndian.AppendUint32(list, f.Y[k])
			if field.Depth > 0 {
				at = at*field.Depth + int(f.Z[k])
				list = binary.LittleEndian.AppendUint32(list, f.Z[k])
			}
			list = binary.LittleEndian.AppendUint32(list, bits)
			binary.LittleEndian.PutUint32(image[4*(i*field.Pixels()+at):], bits)
		}
		pixels += uint64(len(f.W))
		ends = binary.LittleEndian.AppendUint64(ends, pixels)
		for _, v := range Centroid(&f, len(plan.Axes(field))) {
			centres = binary.LittleEndian.AppendUint64(centres, math.Float64bits(v))
		}
	}
	for column, want := range map[string][]byte{"image_mask": image, sparse: list, sparse + "_index": ends, "ROICentroids": centres} {
		if got := stored(t, path, plan.Join(nwbtest.TablePath, column)).Raw; !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes that differ from the %d drawn", column, len(got), len(want))
		}
	}
}
