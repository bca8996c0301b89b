package zarr

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"sync"

	"roi2nwb/internal/chunkio"
)

// maxChunk is the most bytes a decoded chunk may have, which is also
// libblosc's limit.
const maxChunk = math.MaxInt32 - 16

// Array is an array of numbers or of texts.
type Array struct {
	dir   string
	shape []int
	grain []int
	dims  []string
	attrs map[string]any
	elem  element
	fill  []byte // one element as delivered; for vlen the text

	keys   keys
	file   []int     // shape of the box that one file holds
	chunk  layout    // of what is decoded at once
	shards *sharding // nil where a file holds one chunk

	readers sync.Pool // of *reader
}

var _ chunkio.Array = (*Array)(nil)

// layout is how the elements of a chunk follow each other in its bytes.
type layout struct {
	shape   []int
	strides []int // elements between neighbours along each axis
	n       int   // elements
	cOrder  bool
	chain   chain
}

// OpenArray opens the array whose metadata lies in dir. Where there is none the
// error matches fs.ErrNotExist. Where a folder has both versions, version 3 is
// taken. No chunk is read.
func OpenArray(dir string) (*Array, error) {
	a, err := open(dir)
	if err != nil {
		return nil, fmt.Errorf("open zarr array %q: %w", dir, err)
	}
	return a, nil
}

func open(dir string) (*Array, error) {
	data, err := readMetadata(filepath.Join(dir, "zarr.json"))
	if err == nil {
		return parseV3(dir, data)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	data, err = readMetadata(filepath.Join(dir, ".zarray"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("neither zarr.json nor .zarray: %w", fs.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	a, err := parseV2(dir, data)
	if err != nil {
		return nil, err
	}
	if a.attrs, err = readAttrs(dir); err != nil {
		return nil, err
	}
	a.dims, err = arrayDimensions(a.attrs, len(a.shape))
	return a, err
}

// finish fills what follows from the rest, the same for both versions.
func (a *Array) finish(fill json.RawMessage) (err error) {
	if _, err := chunkio.Count(a.shape, max(a.elem.delivered(), 1)); err != nil {
		return err
	}
	if a.fill, err = fillValue(a.elem, fill); err != nil {
		return err
	}
	a.grain = make([]int, len(a.shape))
	for i, n := range a.shape {
		a.grain[i] = min(a.chunk.shape[i], max(n, 1))
	}
	a.readers.New = func() any { return newReader(a) }
	return nil
}

// newLayout returns the layout of chunks of the given shape, whose axes were
// stored in the given order, slowest first.
func newLayout(shape, order []int, e element, codecs []named) (layout, error) {
	n, err := chunkio.Count(shape, max(e.size, 1))
	if err != nil {
		return layout{}, err
	}
	if n > maxChunk/max(e.size, 1) {
		return layout{}, fmt.Errorf("chunk shape %v is %d bytes, at most %d can be", shape, n*max(e.size, 1), maxChunk)
	}
	l := layout{shape: shape, strides: make([]int, len(shape)), n: n, cOrder: true}
	stride := 1
	for i := len(order) - 1; i >= 0; i-- {
		l.strides[order[i]] = stride
		stride *= shape[order[i]]
		l.cOrder = l.cOrder && order[i] == i
	}
	l.chain, err = newChain(codecs, n*e.size)
	return l, err
}

// Shape returns the length of each axis.
func (a *Array) Shape() []int { return a.shape }

// DType returns the type that ReadBlock delivers, Invalid for text.
func (a *Array) DType() chunkio.DType { return a.elem.dtype }

// Grain returns the shape of a chunk, no longer than the array along any axis;
// in a sharded array that of the inner chunks.
func (a *Array) Grain() []int { return a.grain }

// IsText tells whether the elements are text.
func (a *Array) IsText() bool { return a.elem.isText() }

// DimensionNames returns a name for each axis, "" where an axis has none: the
// dimension_names of version 3 or xarray's attribute _ARRAY_DIMENSIONS. It
// returns nil where the store names no axes. The caller must not change it.
func (a *Array) DimensionNames() []string { return a.dims }

// Attrs returns the attributes as JSON has them, but whole numbers as int64 and
// others as float64; a bare NaN or Infinity is text. The caller must not
// change the map, which is empty where there are no attributes.
func (a *Array) Attrs() map[string]any { return a.attrs }

// arrayDimensions returns xarray's names of the axes, nil where there are none.
func arrayDimensions(attrs map[string]any, rank int) ([]string, error) {
	v, ok := attrs["_ARRAY_DIMENSIONS"]
	if !ok {
		return nil, nil
	}
	list, ok := v.([]any)
	if !ok || len(list) != rank {
		return nil, fmt.Errorf("attribute %q is %v, want %d names", "_ARRAY_DIMENSIONS", v, rank)
	}
	dims := make([]string, rank)
	for i := range list {
		if dims[i], ok = list[i].(string); !ok {
			return nil, fmt.Errorf("attribute %q is %v, want %d names", "_ARRAY_DIMENSIONS", v, rank)
		}
	}
	return dims, nil
}
