package zarr

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"roi2nwb/internal/chunkio"
)

// shuffle undoes the byte shuffle of numcodecs: first bytes of all elements,
// then all second bytes, and so on. There is no remainder.
type shuffle struct {
	size int // bytes of an element
}

func newShuffle(n named) (codec, error) {
	c := struct {
		Size int `json:"elementsize"`
	}{Size: 4} // the default of numcodecs
	if err := n.configure(&c); err != nil {
		return nil, err
	}
	if c.Size < 1 || c.Size > maxText {
		return nil, fmt.Errorf("codec %q with elementsize %d", n.Name, c.Size)
	}
	return shuffle{size: c.Size}, nil
}

func (shuffle) encodedSize(n int) int { return n }

func (s shuffle) decode(dst, src []byte) (int, error) {
	if len(src) > len(dst) {
		return 0, errLong
	}
	if len(src)%s.size != 0 {
		return 0, fmt.Errorf("%d bytes are not whole elements of %d", len(src), s.size)
	}
	chunkio.Unshuffle(dst[:len(src)], src, s.size)
	return len(src), nil
}

// crc32c checks and removes the checksum that ends the bytes.
type crc32c struct{ table *crc32.Table }

func newCRC32C(n named) (codec, error) {
	var c struct {
		Location string `json:"location"`
	}
	if err := n.configure(&c); err != nil {
		return nil, err
	}
	if c.Location != "" && c.Location != "end" {
		return nil, fmt.Errorf("codec %q with its checksum at the %s is not supported", n.Name, c.Location)
	}
	return crc32c{crc32.MakeTable(crc32.Castagnoli)}, nil
}

func (crc32c) encodedSize(n int) int { return n + 4 }

func (c crc32c) decode(dst, src []byte) (int, error) {
	n := len(src) - 4
	if n < 0 {
		return 0, fmt.Errorf("%d bytes, too few for a checksum", len(src))
	}
	if n > len(dst) {
		return 0, errLong
	}
	if got, want := crc32.Checksum(src[:n], c.table), binary.LittleEndian.Uint32(src[n:]); got != want {
		return 0, fmt.Errorf("checksum is %08x, stored is %08x", got, want)
	}
	return copy(dst, src[:n]), nil
}
