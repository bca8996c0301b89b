package check

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// The checks of masks.
const (
	maskMissing = "mask-missing"
	maskInImage = "mask-in-image"
	maskSize    = "mask-size"
	maskWeight  = "mask-weight"
	maskEmpty   = "mask-empty"
)

// maskRule checks where the ROIs of a table are.
func maskRule() rule {
	return rule{
		checks: []Check{
			{Name: maskMissing, Doc: "a table of ROIs has neither image_mask, pixel_mask nor voxel_mask"},
			{Name: maskInImage, Doc: "a pixel of a sparse mask lies outside the image"},
			{Name: maskSize, Doc: "image masks have width and height the other way round than the images beside them"},
			{Name: maskWeight, Severity: Warning, Doc: "a weight of a sparse mask is no number"},
			{Name: maskEmpty, Severity: Warning, Doc: "all image masks of a table are zero"},
		},
		run: func(ctx context.Context, e *examination) error {
			for n := range e.typed("PlaneSegmentation") {
				if err := e.masks(ctx, n); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// masks checks the masks of one table.
func (e *examination) masks(ctx context.Context, table *node) error {
	dense, pixels, voxels := table.link("image_mask"), table.link("pixel_mask"), table.link("voxel_mask")
	if dense == nil && pixels == nil && voxels == nil {
		e.find(maskMissing, table.path, "image_mask, pixel_mask or voxel_mask; readers fail on such a table", "it has no column of masks")
		return nil
	}
	var images []int
	if !e.options.Structure { // the writer of the masks knows their image best
		images = e.imageSize(table)
	}
	field := images
	if mask := table.child("image_mask"); mask != nil && mask.data != nil && len(mask.data.Shape) > 2 {
		field = mask.data.Shape[1:]
		if len(images) == 2 && len(field) == 2 && images[0] != images[1] && images[0] == field[1] && images[1] == field[0] {
			e.find(maskSize, mask.path, "(ROI, x, y)", "its masks are %d x %d pixels, and the images of the same module %d x %d: x and y are exchanged in one of them",
				field[0], field[1], images[0], images[1])
		}
		if err := e.empty(ctx, mask); err != nil {
			return err
		}
	}
	for _, name := range []string{"pixel_mask", "voxel_mask"} {
		if err := e.sparse(ctx, table.child(name), field); err != nil {
			return err
		}
	}
	return nil
}

// imageSize returns the extent (x, y) of the images that the ROIs of a table
// were found in, nil where it is not known. It is that of the table's reference
// images, or of all summary images of the same processing module.
func (e *examination) imageSize(table *node) []int {
	if images := table.child("reference_images"); images != nil {
		for _, l := range images.links {
			data := l.target.childOf("data")
			if data != nil && data.data != nil && len(data.data.Shape) > 2 {
				return data.data.Shape[1:]
			}
		}
	}
	if table.parent == nil || table.parent.parent == nil || !table.parent.parent.is("ProcessingModule") {
		return nil
	}
	var size []int
	module := table.parent.parent
	for n := range e.typed("GrayscaleImage") {
		if n.data == nil || len(n.data.Shape) != 2 || n.parent == nil || n.parent.parent != module {
			continue
		}
		if size != nil && !slices.Equal(size, n.data.Shape) {
			return nil
		}
		size = n.data.Shape
	}
	return size
}

// childOf is child for a node that may be nil.
func (n *node) childOf(name string) *node {
	if n == nil {
		return nil
	}
	return n.child(name)
}

// maxEmpty is the most bytes of image masks that are read to see whether they
// are all zero. In most files the first that are stored are not.
const maxEmpty = 64 << 20

// empty looks whether all image masks are zero. It reads one stored part after the
// other, until one is not zero. Where nothing is stored, the fill value decides.
func (e *examination) empty(ctx context.Context, mask *node) error {
	kind := mask.data.Type.DType()
	if kind == chunkio.Invalid || mask.rows() == 0 || mask.data.Null {
		return nil
	}
	d, err := e.open(mask)
	if errors.Is(err, errElsewhere) {
		return nil
	}
	if err != nil {
		return e.failed(ctx, mask, err)
	}
	defer d.Close()
	if d.StoredBytes() == 0 || !d.Blank() {
		return nil
	}
	left := e.sizes.empty
	var raw []byte
	err = d.StoredBoxes(make([]int, len(mask.data.Shape)), mask.data.Shape, func(start, count []int) error {
		return chunkio.EachBox(start, count, boxOf(count, kind.Size(), e.sizes.block), func(start, count []int) error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if left <= 0 && !e.options.Deep {
				e.skip(mask, "whether all of its masks are zero is not known: the first %d bytes are", e.sizes.empty)
				return errDone
			}
			if err := readBox(ctx, d, start, count, &raw); err != nil {
				return err
			}
			n, _ := chunkio.Count(count, 1)
			left -= n * kind.Size()
			// All bytes of a zero are 0, but for the sign.
			if slices.ContainsFunc(raw[:n*kind.Size()], func(b byte) bool { return b&^0x80 != 0 }) {
				return errDone
			}
			return nil
		})
	})
	if err != nil {
		return e.failed(ctx, mask, unlessDone(err))
	}
	e.find(maskEmpty, mask.path, "pixels of ROIs above zero", "all of its %s are zero everywhere", plural(mask.rows(), "mask"))
	return nil
}

// sparse compares the pixels of a column of sparse masks with the image.
func (e *examination) sparse(ctx context.Context, column *node, field []int) error {
	if column == nil || column.data == nil || len(column.data.Shape) != 1 || e.skims(column) {
		return nil
	}
	if maskFields(column.data.Type.Type) == nil {
		return nil // the schema tells what it should be
	}
	err := e.eachBlock(ctx, column, func(d *h5.Dataset, start, count []int) error {
		if e.charged += int64(count[0]); e.charged > e.sizes.charged && !e.options.Deep {
			e.skip(column, "it is looked at in part: the file has more than %d values to look at", e.sizes.charged)
			return errDone
		}
		v, err := d.ReadElements(start, count, 4*blockBytes)
		if err == nil && !e.pixels(column, v, start[0], field) {
			err = errDone
		}
		return err
	})
	return e.failed(ctx, column, err)
}

// maskFields returns the coordinates and the weight of a mask's elements in
// this order, nil where they are not what they should be.
func maskFields(t h5.Type) (out []h5.Field) {
	for _, name := range []string{"x", "y", "z", "weight"} {
		i := slices.IndexFunc(t.Fields, func(f h5.Field) bool { return f.Name == name })
		switch {
		case i < 0 && name == "z":
			continue
		case i < 0 || t.Fields[i].Type.DType() == chunkio.Invalid || (t.Fields[i].Type.Class == h5.ClassFloat) != (name == "weight"):
			return nil
		}
		out = append(out, t.Fields[i])
	}
	return out
}

// pixels checks a block of pixels. It reports whether to go on.
func (e *examination) pixels(column *node, v h5.Value, first int, field []int) bool {
	fields, size := maskFields(v.Type), v.Type.Size
	for i := 0; (i+1)*size <= len(v.Raw); i++ {
		for axis, f := range fields {
			x := fieldOf(v.Raw[i*size:], f)
			switch {
			case f.Name == "weight" && (math.IsNaN(x) || math.IsInf(x, 0)):
				e.find(maskWeight, column.path, "numbers", "the weight of element %d is %g", first+i, x)
				return false
			case f.Name != "weight" && axis < len(field) && x >= float64(field[axis]):
				e.find(maskInImage, column.path, "pixels counted from 0", "element %d has %s %g, and the image is %d wide in %s",
					first+i, f.Name, x, field[axis], f.Name)
				return false
			}
		}
	}
	return true
}

// fieldOf returns a field of an element of a compound in memory.
func fieldOf(element []byte, f h5.Field) float64 {
	raw := element[f.Offset : f.Offset+f.Type.Size]
	switch {
	case f.Type.Size != 4 || f.Type.Class == h5.ClassInt:
		var one [1]float64
		chunkio.Float64s(one[:], raw, f.Type.DType())
		return one[0]
	case f.Type.Class == h5.ClassFloat:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(raw)))
	}
	return float64(binary.LittleEndian.Uint32(raw))
}
