package zarr

import (
	"strings"
	"testing"
)

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
