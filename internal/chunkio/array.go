package chunkio

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Array is an n-dimensional array of numbers that is read in boxes: an HDF5
// dataset, a Zarr array, or a view of such. Index order is C order, the last
// axis fastest. All methods are safe for concurrent use.
type Array interface {
	// Shape returns the length of each axis. The caller must not change it.
	Shape() []int
	// DType returns the type of the elements that ReadBlock delivers.
	DType() DType
	// Grain returns the shape of the boxes in which the array is stored, nil
	// where any box costs the same per byte. Boxes aligned to it are read
	// without decoding anything twice. The caller must not change it.
	Grain() []int
	// ReadBlock fills dst with the box that begins at start and spans count,
	// densely, in C order, little-endian. len(dst) must be the size of the
	// box in bytes. It keeps no reference to its arguments.
	ReadBlock(ctx context.Context, dst []byte, start, count []int) error
}

// ErrTooLarge is returned for a shape whose size in bytes does not fit an int,
// or for an array larger than the caller was ready to hold in memory.
var ErrTooLarge = errors.New("array too large")

// Count returns the number of elements of a box of the given shape (1 for a
// scalar), or ErrTooLarge where times size bytes it would not fit an int.
func Count(shape []int, size int) (int, error) {
	n := 1
	for _, s := range shape {
		if s < 0 {
			return 0, fmt.Errorf("negative axis in shape %v", shape)
		}
		if s != 0 && n > math.MaxInt/max(size, 1)/s {
			return 0, fmt.Errorf("%w: shape %v", ErrTooLarge, shape)
		}
		n *= s
	}
	return n, nil
}

// CheckBox reports whether the box that begins at start and spans count lies
// within shape and fills exactly dst bytes of elements of the given size.
func CheckBox(shape, start, count []int, size, dst int) error {
	if len(start) != len(shape) || len(count) != len(shape) {
		return fmt.Errorf("box %v+%v has another rank than shape %v", start, count, shape)
	}
	n := size
	for i := range shape {
		if start[i] < 0 || count[i] < 0 || start[i] > shape[i]-count[i] {
			return fmt.Errorf("box %v+%v leaves shape %v", start, count, shape)
		}
		n *= count[i]
	}
	if n != dst {
		return fmt.Errorf("box %v+%v is %d bytes, the buffer %d", start, count, n, dst)
	}
	return nil
}
