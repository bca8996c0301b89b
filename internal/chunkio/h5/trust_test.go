package h5

import (
	"context"
	"errors"
	"testing"

	"roi2nwb/internal/chunkio"
)

// sparseBytes returns a dataset of many bytes of which the first chunk is stored.
func sparseBytes(t *testing.T, shape, chunk int, stored bool) (*Dataset, error) {
	t.Helper()
	made := createFile(t)
	d, err := made.CreateDataset("/d", Spec{Type: NumberType(chunkio.Uint8), Shape: []int{shape}, Chunk: []int{chunk}})
	must(t, err)
	if stored {
		must(t, d.WriteChunk([]int{0}, 0, make([]byte, chunk)))
	}
	must(t, made.Close())
	return openFile(t, made.Path()).Dataset("/d")
}

// What was never stored is read up to mostHollow bytes, or where it is in
// proportion to what is stored: to mostRatio times its bytes, and to mostAbsent
// times its chunks.
func TestHollow(t *testing.T) {
	const element = mostRatio // so many more bytes than are stored in one chunk
	for name, c := range map[string]struct {
		shape, chunk int
		refused      bool
	}{
		"as much as may be":       {mostHollow, 8, false},
		"more than may be":        {mostHollow + 8, 8, true},
		"chunks in proportion":    {2 * mostHollow, 2 * mostHollow / mostAbsent, false},
		"chunks out of it":        {2*mostHollow + 2*mostAbsent, 2 * mostHollow / mostAbsent, true},
		"bytes in proportion":     {2 * mostHollow, 2 * mostHollow / element, false},
		"a longer one, few bytes": {8 * mostHollow, 2 * mostHollow / element, true},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := sparseBytes(t, c.shape, c.chunk, true)
			must(t, err)
			dst := make([]byte, 1)
			must(t, d.ReadBlock(context.Background(), dst, []int{0}, []int{1})) // what is stored
			err = d.ReadBlock(context.Background(), dst, []int{c.shape - 1}, []int{1})
			if errors.Is(err, ErrDamaged) != c.refused || err != nil && !c.refused {
				t.Errorf("what is not stored: %v, want an error: %v", err, c.refused)
			}
		})
	}
}

// A chunk of more than mostChunk bytes is not read.
func TestLargestChunk(t *testing.T) {
	for name, c := range map[string]struct {
		chunk   int
		refused bool
	}{
		"the largest": {mostChunk, false},
		"larger":      {mostChunk + 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := sparseBytes(t, c.chunk, c.chunk, false)
			must(t, err)
			err = d.ReadBlock(context.Background(), make([]byte, 1), []int{0}, []int{1})
			if errors.Is(err, chunkio.ErrTooLarge) != c.refused || err != nil && !c.refused {
				t.Errorf("%v, want an error: %v", err, c.refused)
			}
		})
	}
}
