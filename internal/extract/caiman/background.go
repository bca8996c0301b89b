package caiman

import (
	"context"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// readBackground reads b, the background components of shape (pixels,
// components), dense or sparse, and f, their traces of shape (components,
// frames). With gnb=-1 CaImAn keeps the whole background movie in b and f.
func (r *reader) readBackground(ctx context.Context) error {
	path := r.take("b")
	matrix, err := r.file.sparse(path)
	if err != nil {
		return err
	}
	var dense chunkio.Array
	rows, components := 0, 0
	if matrix != nil {
		rows, components = matrix.rows, matrix.columns()
	} else {
		if dense, err = r.denseBackground(path); err != nil {
			return err
		}
		if dense != nil {
			rows, components = dense.Shape()[0], dense.Shape()[1]
		}
	}
	pixels := r.seg.Field.Pixels()
	switch {
	case components == 0:
		return r.readLoneBackgroundTrace()
	case rows != pixels:
		return session.ContentErrorf(path, "has %d rows for a field of view of %d pixels", rows, pixels)
	case components >= pixels:
		r.leaveOut(path, "%d columns for %d pixels: a full background movie, not components", components, pixels)
		r.leaveOut(r.take("f"), "trace of every pixel of the background movie, which is left out")
		return nil
	}
	r.background = components
	trace, err := r.backgroundTrace(components)
	if err != nil {
		return err
	}
	bg := &session.Background{Source: path, Description: "Background components found by CaImAn (b): where the background lies in the field of view."}
	if matrix != nil {
		bg.Footprints = &cscFootprints{matrix: matrix, field: r.field()}
	} else {
		bg.Footprints = newDenseFootprints(dense, r.field())
	}
	r.seg.Background = bg
	if trace == nil {
		return nil
	}
	bg.Trace = &session.Trace{
		Kind: session.BackgroundTrace, Source: "estimates/f", Unit: "a.u.", Array: trace,
		Description: "Fluorescence of each background component at each frame, as fitted by CaImAn (f), in units such that b times f is the background movie.",
	}
	return r.addBackgroundMean(ctx, matrix, dense, trace)
}

// readLoneBackgroundTrace deals with f where there are no components: None, or
// empty, unless something is amiss.
func (r *reader) readLoneBackgroundTrace() error {
	path := r.take("f")
	if d, err := r.file.filled(path); err != nil || d == nil {
		return err
	}
	r.leaveOut(path, "traces of background components that the file does not hold")
	return nil
}

// denseBackground returns b with two axes, nil where it is not there.
func (r *reader) denseBackground(path string) (chunkio.Array, error) {
	d, err := r.file.filled(path)
	if err != nil || d == nil {
		return nil, err
	}
	shape := d.Shape()
	switch {
	case d.DType() == chunkio.Invalid:
		r.leaveOut(path, "does not hold numbers")
		return nil, nil
	case len(shape) == 1:
		return chunkio.Reshape(d, []int{shape[0], 1})
	case len(shape) != 2:
		r.leaveOut(path, "shape %v, not pixels by components", shape)
		return nil, nil
	}
	return d, nil
}

// addBackgroundMean adds the mean of the background movie, b times the mean of
// f. The sum of b alone is no mean image: its columns have unit norm.
func (r *reader) addBackgroundMean(ctx context.Context, matrix *csc, dense, trace chunkio.Array) error {
	means, err := chunkio.Means(ctx, trace)
	if err != nil {
		return err
	}
	var image chunkio.Array
	if matrix != nil {
		image = &sparseImage{matrix: matrix, weights: means, field: r.field()}
	} else {
		flat, err := chunkio.WeightedSum(dense, 1, means)
		if err != nil {
			return err
		}
		if image, err = r.field().image(flat); err != nil {
			return err
		}
	}
	r.seg.Images = append(r.seg.Images, session.Image{
		Name: "background_mean_image", Source: "estimates/b, estimates/f", Array: image,
		Description: "Mean over time of the background that CaImAn fitted: the background components weighted with the means of their traces.",
	})
	return nil
}

// sparseImage is the weighted sum of the columns of a sparse matrix as an image
// of shape (width, height[, depth]).
type sparseImage struct {
	matrix  *csc
	weights []float64 // one a column
	field   fortranField
}

func (s *sparseImage) Shape() []int         { return s.field.shape() }
func (s *sparseImage) DType() chunkio.DType { return chunkio.Float64 }
func (s *sparseImage) Grain() []int         { return nil }

func (s *sparseImage) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	shape := s.Shape()
	if err := chunkio.CheckBox(shape, start, count, chunkio.Float64.Size(), len(dst)); err != nil {
		return err
	}
	box := make([]float64, len(dst)/chunkio.Float64.Size())
	var fp session.Footprint
	columns := &cscFootprints{matrix: s.matrix, field: s.field}
	for i, weight := range s.weights {
		if err := columns.Footprint(ctx, i, &fp); err != nil {
			return err
		}
		for k, w := range fp.W {
			at := []int{int(fp.X[k]), int(fp.Y[k]), 0}[:len(shape)]
			if len(shape) == 3 {
				at[2] = int(fp.Z[k])
			}
			if j, ok := indexInBox(at, start, count); ok {
				box[j] += weight * w
			}
		}
	}
	whole := chunkio.FromFloat64s(count, box)
	return whole.ReadBlock(ctx, dst, make([]int, len(count)), slices.Clone(count))
}

// indexInBox returns the C-order index of the element at within the box.
func indexInBox(at, start, count []int) (int, bool) {
	index := 0
	for i, a := range at {
		if a < start[i] || a >= start[i]+count[i] {
			return 0, false
		}
		index = index*count[i] + a - start[i]
	}
	return index, true
}
