package build

import (
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/plan"
)

// maskType returns the element type of a sparse mask: 32-bit unsigned
// coordinates and a float32 weight, without padding, as the schema has it.
func maskType(volume bool) plan.Type {
	fields := []plan.Field{{Name: "x", Type: chunkio.Uint32}, {Name: "y", Type: chunkio.Uint32}}
	if volume {
		fields = append(fields, plan.Field{Name: "z", Type: chunkio.Uint32})
	}
	return plan.RecordType(append(fields, plan.Field{Name: "weight", Type: chunkio.Float32})...)
}

// maskColumns appends the mask columns and the centroids of set to t.
func maskColumns(t *table, set *plan.FootprintSet, o *Options) {
	n, field := set.Source.Len(), plan.Axes(set.Field)
	volume := set.Field.Depth > 0
	for _, kind := range o.Masks {
		switch kind {
		case ImageMask:
			shape := append([]int{n}, field...)
			t.column(&plan.Dataset{
				Name: string(kind), Type: plan.NumberType(chunkio.Float32), Shape: shape,
				Chunk: chunkio.FitChunk(shape, maskTile[:len(shape)], 4, o.chunkBytes()),
				Data:  &plan.Footprints{Set: set, Column: plan.ImageMasks},
			}, "Weight of each "+pixelWord(volume)+" of the "+set.Label+", as an image with x first; 0 outside its footprint")
		case PixelMask, VoxelMask:
			element := maskType(volume)
			t.column(&plan.Dataset{
				Name: string(kind), Type: element, Shape: []int{plan.Unknown}, Chunk: []int{plan.PixelChunk},
				Data: &plan.Footprints{Set: set, Column: plan.SparseMasks},
			}, "Position (from 0) and weight of each "+pixelWord(volume)+" of the "+set.Label+"'s footprint")
			t.index(string(kind), n, &plan.Footprints{Set: set, Column: plan.SparseEnds})
		}
	}
	if len(o.Masks) == 0 {
		emptyMask(t, n, field, o)
	}
	if !o.NoCentroids {
		t.column(&plan.Dataset{
			Name: "ROICentroids", Type: plan.NumberType(chunkio.Float64), Shape: []int{n, len(field)},
			Data: &plan.Footprints{Set: set, Column: plan.Centroids},
		}, "Weighted centre of the "+set.Label+"'s footprint in pixels: "+axisWords(volume)+", from 0 at the centre of the first pixel")
	}
}

// emptyMask appends image masks without stored pixels: all read as zero. pynwb
// reads no table of ROIs without a mask.
func emptyMask(t *table, n int, field []int, o *Options) {
	shape := append([]int{n}, field...)
	t.column(&plan.Dataset{
		Name: string(ImageMask), Type: plan.NumberType(chunkio.Float32), Shape: shape,
		Chunk: chunkio.FitChunk(shape, maskTile[:len(shape)], 4, o.chunkBytes()), Data: plan.Unstored{},
	}, "Zero everywhere: the footprints were left out of this file")
}

func pixelWord(volume bool) string {
	if volume {
		return "voxel"
	}
	return "pixel"
}

func axisWords(volume bool) string {
	if volume {
		return "x (column), y (row), z (plane)"
	}
	return "x (column), y (row)"
}
