package chunkio

import (
	"fmt"
	"slices"
)

// Layout is how a dataset is stored: in chunks of one shape, of elements of
// Size bytes. Chunks at the far edges reach beyond the shape and are padded.
type Layout struct {
	Shape, Chunk []int
	Size         int
}

// ChunkBytes returns the unpacked size of one chunk.
func (l Layout) ChunkBytes() int {
	n := l.Size
	for _, c := range l.Chunk {
		n *= c
	}
	return n
}

// Validate tells what makes a layout impossible.
func (l Layout) Validate() error {
	if len(l.Shape) == 0 || len(l.Chunk) != len(l.Shape) {
		return fmt.Errorf("chunk %v for shape %v", l.Chunk, l.Shape)
	}
	for _, c := range l.Chunk {
		if c < 1 {
			return fmt.Errorf("chunk %v has an empty axis", l.Chunk)
		}
	}
	if _, err := Count(l.Chunk, l.Size); err != nil {
		return err
	}
	return nil
}

// FitChunk returns a chunk for shape that is at most want along each axis and
// at most limit bytes. The last axes are halved first, then the ones before.
func FitChunk(shape, want []int, size, limit int) []int {
	chunk := make([]int, len(shape))
	for i := range shape {
		chunk[i] = max(min(want[i], shape[i]), 1)
	}
	for i := len(chunk) - 1; i >= 0; {
		if (Layout{Chunk: chunk, Size: size}).ChunkBytes() <= limit {
			break
		}
		if chunk[i] == 1 {
			i--
			continue
		}
		chunk[i] = (chunk[i] + 1) / 2
	}
	return chunk
}

// slabShape returns a box of whole chunks of at most limit bytes that covers
// the source's own chunks, of shape grain, where that fits; it is never less
// than one chunk.
func (l Layout) slabShape(grain []int, limit int) []int {
	slab := slices.Clone(l.Chunk)
	if grain == nil {
		return slab
	}
	for i, g := range grain {
		wide := slices.Clone(slab)
		wide[i] = min(roundUp(max(g, slab[i]), l.Chunk[i]), roundUp(max(l.Shape[i], 1), l.Chunk[i]))
		if n, err := Count(wide, l.Size); err == nil && n*l.Size <= limit {
			slab = wide
		}
	}
	return slab
}

func roundUp(n, step int) int { return (n + step - 1) / step * step }

// grid returns how many boxes of the given shape cover the layout, axis by
// axis, and in all.
func (l Layout) grid(box []int) (steps []int, total int) {
	steps, total = make([]int, len(box)), 1
	for i := range box {
		steps[i] = (l.Shape[i] + box[i] - 1) / box[i]
		total *= steps[i]
	}
	return steps, total
}

// unravel writes the C-order index of step k of a grid to at.
func unravel(at, steps []int, k int) {
	for i := len(steps) - 1; i >= 0; i-- {
		at[i], k = k%steps[i], k/steps[i]
	}
}
