package minian

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// chunked is an array that is stored in chunks.
type chunked struct {
	chunkio.Array
	chunk []int
}

func (c chunked) Grain() []int { return c.chunk }

// Images larger than what is read at a time come in strips, which are cut to
// chunks, and small ones several together.
func TestStackInStrips(t *testing.T) {
	const images, height, width = 7, 13, 5
	values := make([]float64, images*height*width)
	for i := range values {
		if i%3 == 0 {
			values[i] = float64(i) + 0.5
		}
	}
	plain := chunkio.FromFloat64s([]int{images, height, width}, values)
	rows := []int{6, 0, 3}
	for _, grain := range [][]int{nil, {1, height, width}, {3, 4, width}, {2, 1, 1}, {images, 5, 2}} {
		for _, limit := range []int{stackBytes, 1, 8 * width, 3 * 8 * width, 8 * height * width, 2 * 8 * height * width} {
			t.Run(fmt.Sprintf("%v within %d", grain, limit), func(t *testing.T) {
				s := stackFootprintsWithin(limit, "A", chunked{plain, grain}, rows)
				for i, image := range rows {
					var got, want session.Footprint
					if err := s.Footprint(t.Context(), i, &got); err != nil {
						t.Fatal(err)
					}
					for p, w := range values[image*height*width:][:height*width] {
						if w != 0 {
							want.X, want.Y, want.W = append(want.X, uint32(p%width)), append(want.Y, uint32(p/width)), append(want.W, w)
						}
					}
					if d := cmp.Diff(want, got); d != "" {
						t.Errorf("image %d (-want +got):\n%s", image, d)
					}
				}
			})
		}
	}
}
