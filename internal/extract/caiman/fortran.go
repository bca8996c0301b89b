package caiman

import (
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// fortranField is a field of view whose pixels are numbered down the columns:
// p = row + height * column + height * width * plane.
type fortranField struct{ session.Field }

// add appends pixel p with its weight to dst.
func (f fortranField) add(dst *session.Footprint, p int, weight float64) {
	rest := p / f.Height
	dst.X = append(dst.X, uint32(rest%f.Width))
	dst.Y = append(dst.Y, uint32(p%f.Height))
	if f.Depth > 0 {
		dst.Z = append(dst.Z, uint32(rest/f.Width))
	}
	dst.W = append(dst.W, weight)
}

// reserve makes room for n pixels in dst.
func (f fortranField) reserve(dst *session.Footprint, n int) {
	dst.X, dst.Y, dst.W = slices.Grow(dst.X, n), slices.Grow(dst.Y, n), slices.Grow(dst.W, n)
	if f.Depth > 0 {
		dst.Z = slices.Grow(dst.Z, n)
	}
}

// shape returns the shape of an image of the field, x first.
func (f fortranField) shape() []int {
	if f.Depth > 0 {
		return []int{f.Width, f.Height, f.Depth}
	}
	return []int{f.Width, f.Height}
}

// image returns a view of a as an image, x first. The array is either one
// value a pixel by number, or of shape (height, width[, depth]) as NumPy has
// images, or transposed, (width, height), as local_correlations returns them
// unless told otherwise. In a square field the second and third look alike;
// then it is the second.
func (f fortranField) image(a chunkio.Array) (chunkio.Array, error) {
	shape := a.Shape()
	pixels, err := chunkio.Count(shape, 1)
	flat := err == nil && pixels == f.Pixels() && slices.Max(append([]int{0}, shape...)) == pixels
	switch {
	case f.Depth > 0 && slices.Equal(shape, []int{f.Height, f.Width, f.Depth}):
		return chunkio.Permute(a, []int{1, 0, 2})
	case f.Depth == 0 && slices.Equal(shape, []int{f.Height, f.Width}):
		return chunkio.Permute(a, []int{1, 0})
	case f.Depth == 0 && slices.Equal(shape, f.shape()):
		return a, nil
	case flat && f.Depth == 0:
		return chunkio.Reshape(a, f.shape())
	case flat:
		planes, err := chunkio.Reshape(a, []int{f.Depth, f.Width, f.Height})
		if err != nil {
			return nil, err
		}
		return chunkio.Permute(planes, []int{1, 2, 0})
	}
	return nil, fmt.Errorf("shape %v is not that of the field of view, %d rows and %d columns", shape, f.Height, f.Width)
}
