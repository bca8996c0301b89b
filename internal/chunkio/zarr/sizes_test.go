package zarr

import (
	"bytes"
	"strings"
	"testing"
)

// A chunk of many tiles, of one, and of a part of one is unshuffled alike.
func TestShuffleTiles(t *testing.T) {
	const size, elements = 8, 1300 // more than two of the usual tiles
	want, shuffled := make([]byte, size*elements), make([]byte, size*elements)
	for i := range elements {
		for b := range size {
			want[i*size+b] = byte(i*7 + b*31 + i/256)
			shuffled[b*elements+i] = want[i*size+b]
		}
	}
	usual, err := newShuffle(named{Name: "shuffle"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tile := range []int{usual.(shuffle).tile, 1, 3, elements - 1, elements, elements + 1} {
		got := make([]byte, len(want))
		if n, err := (shuffle{size: size, tile: tile}).decode(got, shuffled); err != nil || n != len(want) || !bytes.Equal(got, want) {
			t.Errorf("tiles of %d elements: %d bytes, %v, or not in order", tile, n, err)
		}
	}
}

// A chunk above 64 MiB of which next to nothing is stored is none; a smaller one
// may be of a constant.
func TestChunkOutOfProportion(t *testing.T) {
	for _, tt := range []struct {
		size int
		n    int64
		ok   bool
	}{
		{largeChunk, 1, true},
		{largeChunk + maxRatio, largeChunk / maxRatio, false},
		{largeChunk + maxRatio, largeChunk/maxRatio + 1, true},
		{largeChunk, int64(slack(largeChunk)), true},
		{largeChunk, int64(slack(largeChunk)) + 1, false},
	} {
		c := chain{size: tt.size, file: slack(tt.size)}
		if err := c.fits(tt.n); (err == nil) != tt.ok {
			t.Errorf("%d bytes for a chunk of %d: %v", tt.n, tt.size, err)
		}
	}
}

// An array of more axes than numpy could have is none.
func TestBounds(t *testing.T) {
	for axes, ok := range map[int]bool{maxRank: true, maxRank + 1: false} {
		ones := strings.TrimSuffix(strings.Repeat("1,", axes), ",")
		_, err := parseV2("", []byte(`{"zarr_format":2,"shape":[`+ones+`],"chunks":[`+ones+`],"dtype":"<f8","compressor":null,"fill_value":0,"filters":null,"order":"C"}`))
		if (err == nil) != ok {
			t.Errorf("%d axes: %v", axes, err)
		}
	}
}
