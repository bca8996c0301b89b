package inscopix

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"sync"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// footprints are the images of cells, of shape (cells, rows, columns), as
// footprints. It is safe for concurrent use.
type footprints struct {
	images chunkio.Array
	rows   sync.Pool // of *[]byte
}

// bandBytes is how much of an image is read at once.
const bandBytes = 1 << 20

func (f *footprints) Len() int { return f.images.Shape()[0] }

// Bytes returns how many bytes are read for all footprints.
func (f *footprints) Bytes() int64 { return chunkio.Bytes(f.images) }

// Footprint implements session.Footprints.
func (f *footprints) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	shape := f.images.Shape()
	if i < 0 || i >= shape[0] {
		return fmt.Errorf("footprint %d of %d", i, shape[0])
	}
	height, width := shape[1], shape[2]
	if width == 0 {
		return nil
	}
	band := max(min(bandBytes/4/width, height), 1)
	buf, ok := f.rows.Get().(*[]byte)
	if !ok {
		buf = new([]byte)
		*buf = make([]byte, 4*band*width)
	}
	defer f.rows.Put(buf)
	for y := 0; y < height; y += band {
		n := min(band, height-y)
		raw := (*buf)[:4*n*width]
		if err := f.images.ReadBlock(ctx, raw, []int{i, y, 0}, []int{1, n, width}); err != nil {
			return fmt.Errorf("image of cell %d: %w", i, err)
		}
		addPixels(dst, raw, y, width)
	}
	return nil
}

// addPixels adds the pixels of some rows that are not zero; most are.
func addPixels(dst *session.Footprint, raw []byte, y, width int) {
	for at := 0; at < len(raw); at += 4 {
		if at+8 <= len(raw) && binary.LittleEndian.Uint64(raw[at:]) == 0 {
			at += 4
			continue
		}
		w := math.Float32frombits(binary.LittleEndian.Uint32(raw[at:]))
		if w == 0 {
			continue
		}
		pixel := at / 4
		dst.X = append(dst.X, uint32(pixel%width))
		dst.Y = append(dst.Y, uint32(y+pixel/width))
		dst.W = append(dst.W, float64(w))
	}
}
