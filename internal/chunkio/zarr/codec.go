package zarr

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// codec undoes one step of how the bytes of a chunk were stored. It is safe
// for concurrent use.
type codec interface {
	// decode writes the decoded form of src to dst, which it never outgrows,
	// and returns its length. Where it would be longer the error is errLong.
	decode(dst, src []byte) (int, error)
	// encodedSize returns the length of the encoded form of n bytes, or -1
	// where that depends on the bytes.
	encodedSize(n int) int
}

// errLong is returned where a decoded form is longer than what was asked for.
var errLong = errors.New("decodes to more bytes than expected")

// named is how metadata names a codec or an extension, with its settings.
type named struct {
	Name   string          `json:"name"`
	Config json.RawMessage `json:"configuration"`
}

// UnmarshalJSON takes the short form, a string, too.
func (n *named) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &n.Name)
	}
	type plain named
	return json.Unmarshal(data, (*plain)(n))
}

// configure decodes the settings into v.
func (n named) configure(v any) error {
	if len(n.Config) == 0 || string(n.Config) == "null" {
		return nil
	}
	if err := json.Unmarshal(n.Config, v); err != nil {
		return fmt.Errorf("configuration of %q: %w", n.Name, err)
	}
	return nil
}

// byteCodecs are the codecs from bytes to bytes, by the name that numcodecs
// and version 3 give them.
var byteCodecs = map[string]func(named) (codec, error){
	"blosc":   func(named) (codec, error) { return &blosc{}, nil },
	"bz2":     func(named) (codec, error) { return bz2{}, nil },
	"crc32c":  newCRC32C,
	"gzip":    func(named) (codec, error) { return newGzip(), nil },
	"lz4":     func(named) (codec, error) { return lz4{}, nil },
	"shuffle": newShuffle,
	"zlib":    func(named) (codec, error) { return newZlib(), nil },
	"zstd":    func(named) (codec, error) { return newZstd() },
}

// newCodec returns the codec that n names. Version 3 stores made with the
// codecs of numcodecs prefix their names.
func newCodec(n named) (codec, error) {
	makeCodec, ok := byteCodecs[strings.TrimPrefix(n.Name, "numcodecs.")]
	if !ok {
		return nil, unknownCodec(n.Name)
	}
	return makeCodec(n)
}

func unknownCodec(name string) error {
	known := slices.AppendSeq([]string{"bytes", "sharding_indexed", "transpose", "vlen-utf8"}, maps.Keys(byteCodecs))
	slices.Sort(known)
	return fmt.Errorf("codec %q is not supported; %s are", name, strings.Join(known, ", "))
}

// stage is a codec of a chain, and the length of what it decodes to.
type stage struct {
	codec codec
	name  string
	size  int  // bytes, at most
	exact bool // not fewer either
}

// chain is how a chunk's bytes are decoded, first stage first.
type chain struct {
	stages []stage
	size   int // bytes of the decoded chunk
	file   int // bytes of the stored chunk, at most
	exact  bool
}

// slack is how much longer than the chunk its encoded form may be: codecs that
// do not shrink the bytes add little, and anything beyond is no such chunk.
func slack(n int) int { return 2*n + 64<<10 }

// newChain returns the chain for chunks of size bytes, stored with codecs in
// the order in which they were applied.
func newChain(codecs []named, size int) (chain, error) {
	c := chain{size: size, file: size, exact: true}
	for _, n := range codecs {
		cd, err := newCodec(n)
		if err != nil {
			return chain{}, err
		}
		c.stages = append(c.stages, stage{codec: cd, name: n.Name, size: c.file, exact: c.exact})
		if next := cd.encodedSize(c.file); c.exact && next >= 0 {
			c.file = next
		} else {
			c.file, c.exact = slack(size), false
		}
	}
	slices.Reverse(c.stages)
	return c, nil
}

// fits tells whether a stored chunk of n bytes can be one of this chain.
func (c *chain) fits(n int64) error {
	switch {
	case c.exact && n != int64(c.file):
		return fmt.Errorf("holds %d bytes, want %d", n, c.file)
	case n > int64(c.file):
		return fmt.Errorf("holds %d bytes, more than a chunk of %d can take", n, c.size)
	case int64(c.size) > largeChunk && n < int64(c.size)/maxRatio:
		return fmt.Errorf("holds %d bytes, too few for a chunk of %d", n, c.size)
	}
	return nil
}

// A chunk above largeChunk must have at least one byte for every maxRatio that
// it decodes to. Nothing but bzip2 of a constant comes near that.
const (
	largeChunk = 64 << 20
	maxRatio   = 1 << 20
)

// decode writes the decoded chunk to dst, which has its size. between holds
// what passes between stages and is grown as needed.
func (c *chain) decode(dst, src []byte, between *[2][]byte) error {
	for i, s := range c.stages {
		out := dst
		if i < len(c.stages)-1 {
			buf := &between[i%2]
			*buf = slices.Grow((*buf)[:0], s.size)
			out = (*buf)[:s.size]
		}
		n, err := s.codec.decode(out, src)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if s.exact && n != s.size {
			return fmt.Errorf("%s: decodes to %d bytes, want %d", s.name, n, s.size)
		}
		src = out[:n]
	}
	return nil
}

// partial returns the blosc codec where that alone made the stored bytes, so
// that a part of a chunk can be decoded by itself.
func (c *chain) partial() (*blosc, bool) {
	if len(c.stages) != 1 {
		return nil, false
	}
	b, ok := c.stages[0].codec.(*blosc)
	return b, ok
}
