package zarr

import (
	"fmt"
	"strconv"
)

// keys names the files of an array's chunks.
type keys struct {
	prefix bool // version 3's "c" before the indices
	sep    byte
}

// append appends the key of the chunk at the given index of the grid.
func (k keys) append(b []byte, at []int) []byte {
	if k.prefix {
		b = append(b, 'c')
	}
	for i, n := range at {
		if k.prefix || i > 0 {
			b = append(b, k.sep)
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	if len(at) == 0 && !k.prefix {
		b = append(b, '0')
	}
	return b
}

func separator(s, otherwise string) (byte, error) {
	if s == "" {
		s = otherwise
	}
	if s != "." && s != "/" {
		return 0, fmt.Errorf("separator %q of chunk keys, want %q or %q", s, ".", "/")
	}
	return s[0], nil
}

// keysV3 parses a chunk_key_encoding of version 3.
func keysV3(n named) (k keys, err error) {
	var c struct {
		Separator string `json:"separator"`
	}
	if err := n.configure(&c); err != nil {
		return keys{}, err
	}
	switch n.Name {
	case "default":
		k.prefix = true
		k.sep, err = separator(c.Separator, "/")
	case "v2":
		k.sep, err = separator(c.Separator, ".")
	default:
		err = fmt.Errorf("chunk_key_encoding %q is not supported; default and v2 are", n.Name)
	}
	return k, err
}
