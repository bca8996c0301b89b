package dump

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// pixel is a pixel of a footprint, or a voxel.
type pixel struct {
	x, y, z uint32
	weight  float32
}

// eachFootprint gives the pixels of each ROI, x first, without those whose
// weight is zero as float32.
func eachFootprint(ctx context.Context, ids []string, footprints session.Footprints, do func(roi int, pixels []pixel) error) error {
	var f session.Footprint
	var pixels []pixel
	for roi := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		f.Reset()
		if err := footprints.Footprint(ctx, roi, &f); err != nil {
			return fmt.Errorf("read footprint of ROI %q: %w", ids[roi], err)
		}
		pixels = pixels[:0]
		for i, w := range f.W {
			p := pixel{x: f.X[i], y: f.Y[i], weight: float32(w)}
			if len(f.Z) > 0 {
				p.z = f.Z[i]
			}
			if p.weight != 0 {
				pixels = append(pixels, p)
			}
		}
		slices.SortFunc(pixels, func(a, b pixel) int {
			return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y), cmp.Compare(a.z, b.z))
		})
		if err := do(roi, pixels); err != nil {
			return err
		}
	}
	return nil
}

// maskTable has one row a pixel of an ROI: the ROI, x, y, z of a volume, and the
// weight. whose is what the ROIs are called.
func (s *Source) maskTable(whose string, ids []string, footprints session.Footprints) *Table {
	columns, volume := []string{whose, "x", "y", "weight"}, s.Segmentation.Field.Depth > 0
	if volume {
		columns = []string{whose, "x", "y", "z", "weight"}
	}
	return &Table{Columns: columns, Rows: -1, each: func(ctx context.Context, to Writer) error {
		return eachFootprint(ctx, ids, footprints, func(roi int, pixels []pixel) error {
			for _, p := range pixels {
				to.Text(ids[roi])
				to.Uint(uint64(p.x))
				to.Uint(uint64(p.y))
				if volume {
					to.Uint(uint64(p.z))
				}
				to.Float(float64(p.weight), 32)
				if err := to.EndRow(); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}

// writeMasks writes an image of each ROI, a column of the field at a time.
func (s *Source) writeMasks(ctx context.Context, to io.Writer, ids []string, footprints session.Footprints) error {
	field := s.Segmentation.Field
	shape := []int{len(ids), field.Width, field.Height}
	depth := max(field.Depth, 1)
	if field.Depth > 0 {
		shape = append(shape, field.Depth)
	}
	if err := writeHeader(to, shape, chunkio.Float32); err != nil {
		return err
	}
	column := make([]byte, 4*field.Height*depth)
	return eachFootprint(ctx, ids, footprints, func(roi int, pixels []pixel) error {
		for x := range field.Width {
			clear(column)
			for len(pixels) > 0 && int(pixels[0].x) == x {
				p := pixels[0]
				at := int(p.y)*depth + int(p.z)
				if int(p.y) >= field.Height || int(p.z) >= depth {
					break
				}
				binary.LittleEndian.PutUint32(column[4*at:], math.Float32bits(p.weight))
				pixels = pixels[1:]
			}
			if _, err := to.Write(column); err != nil {
				return err
			}
		}
		if len(pixels) > 0 {
			return session.ContentErrorf("ROI "+ids[roi], "has pixel (%d, %d), outside of the field of %d x %d",
				pixels[0].x, pixels[0].y, field.Width, field.Height)
		}
		return nil
	})
}
