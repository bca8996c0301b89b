package zarr

import (
	"encoding/json"
	"fmt"
	"slices"
)

// metadataV3 is a zarr.json file of an array.
type metadataV3 struct {
	Format       int               `json:"zarr_format"`
	Node         string            `json:"node_type"`
	Shape        []int             `json:"shape"`
	Type         named             `json:"data_type"`
	Grid         named             `json:"chunk_grid"`
	Keys         named             `json:"chunk_key_encoding"`
	Fill         json.RawMessage   `json:"fill_value"`
	Codecs       []named           `json:"codecs"`
	Attributes   map[string]any    `json:"attributes"`
	Dimensions   []*string         `json:"dimension_names"`
	Transformers []json.RawMessage `json:"storage_transformers"`
}

// parseV3 returns the array that a zarr.json file describes.
func parseV3(dir string, data []byte) (*Array, error) {
	var m metadataV3
	if err := decodeJSON(data, &m); err != nil {
		return nil, fmt.Errorf("%q: %w", "zarr.json", err)
	}
	if m.Format != 3 || m.Node != "array" {
		return nil, fmt.Errorf("zarr.json is of an %q of version %d, want an array of version 3", m.Node, m.Format)
	}
	if err := checkExtensions(data); err != nil {
		return nil, err
	}
	if len(m.Transformers) > 0 {
		return nil, fmt.Errorf("storage_transformers %s are not supported", m.Transformers[0])
	}
	if m.Grid.Name != "regular" {
		return nil, fmt.Errorf("chunk_grid %q is not supported; regular is", m.Grid.Name)
	}
	var grid struct {
		Shape []int `json:"chunk_shape"`
	}
	if err := m.Grid.configure(&grid); err != nil {
		return nil, err
	}
	if err := checkShape(m.Shape, grid.Shape); err != nil {
		return nil, err
	}
	e, err := elementV3(m.Type)
	if err != nil {
		return nil, err
	}
	file := atLeastOne(grid.Shape)
	p, err := newPipeline(m.Codecs, e, file)
	if err != nil {
		return nil, err
	}
	e.big = p.big
	a := &Array{
		dir: dir, shape: m.Shape, elem: e, attrs: plainNumbers(m.Attributes),
		file: file, chunk: p.layout, shards: p.shards,
	}
	if a.keys, err = keysV3(m.Keys); err != nil {
		return nil, err
	}
	if a.dims, err = dimensionNames(m.Dimensions, len(m.Shape)); err != nil {
		return nil, err
	}
	return a, a.finish(m.Fill)
}

// checkExtensions refuses a member of an array's metadata that is not known and
// does not say that it may be passed over.
func checkExtensions(data []byte) error {
	var members map[string]json.RawMessage
	if err := decodeJSON(data, &members); err != nil {
		return err
	}
	for name, value := range members {
		switch name {
		case "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding", "fill_value",
			"codecs", "attributes", "dimension_names", "storage_transformers":
			continue
		}
		e := struct {
			Must bool `json:"must_understand"`
		}{Must: true}
		if json.Unmarshal(value, &e) != nil || e.Must && string(value) != "null" {
			return fmt.Errorf("extension %q is not supported", name)
		}
	}
	return nil
}

func dimensionNames(names []*string, rank int) ([]string, error) {
	if names == nil {
		return nil, nil
	}
	if len(names) != rank {
		return nil, fmt.Errorf("%d dimension_names for %d axes", len(names), rank)
	}
	dims := make([]string, rank)
	for i, n := range names {
		if n != nil {
			dims[i] = *n
		}
	}
	return dims, nil
}

// pipeline is what the codecs of version 3 say about a file of an array.
type pipeline struct {
	layout layout // of a chunk, or of the inner chunks of a shard
	shards *sharding
	big    bool
}

// newPipeline follows codecs, in the order in which they were applied: those
// that move axes, then one that makes bytes, then those that change bytes.
func newPipeline(codecs []named, e element, shape []int) (pipeline, error) {
	order := make([]int, len(shape))
	for i := range order {
		order[i] = i
	}
	for i, n := range codecs {
		rest := codecs[i+1:]
		switch n.Name {
		case "transpose":
			var err error
			if order, err = transpose(n, order); err != nil {
				return pipeline{}, err
			}
			continue
		case "sharding_indexed":
			if i > 0 || len(rest) > 0 || e.kind == vlen {
				return pipeline{}, fmt.Errorf("codec %q beside others, or of text of any length, is not supported", n.Name)
			}
			return newSharding(n, e, shape)
		case "bytes", "vlen-utf8":
			if (n.Name == "vlen-utf8") != (e.kind == vlen) {
				return pipeline{}, fmt.Errorf("codec %q does not suit the data type", n.Name)
			}
			big, err := bigEndian(n, e)
			if err != nil {
				return pipeline{}, err
			}
			l, err := newLayout(shape, order, e, rest)
			return pipeline{layout: l, big: big}, err
		}
		if _, err := newCodec(n); err != nil {
			return pipeline{}, err
		}
		return pipeline{}, fmt.Errorf("codec %q before one that makes bytes", n.Name)
	}
	return pipeline{}, fmt.Errorf("no codec that makes bytes among %d", len(codecs))
}

// transpose applies the codec's order to the axes as they are so far: axis i
// of what it makes is axis order[i] of what it was given.
func transpose(n named, axes []int) ([]int, error) {
	var c struct {
		Order []int `json:"order"`
	}
	if err := n.configure(&c); err != nil {
		return nil, err
	}
	sorted := slices.Sorted(slices.Values(c.Order))
	for i, ax := range sorted {
		if ax != i {
			return nil, fmt.Errorf("codec %q with order %v", n.Name, c.Order)
		}
	}
	if len(sorted) != len(axes) {
		return nil, fmt.Errorf("codec %q with order %v of %d axes", n.Name, c.Order, len(axes))
	}
	out := make([]int, len(axes))
	for i, ax := range c.Order {
		out[i] = axes[ax]
	}
	return out, nil
}

func bigEndian(n named, e element) (bool, error) {
	if e.kind == vlen || e.kind == chars || e.unit() == 1 {
		return false, nil
	}
	var c struct {
		Endian string `json:"endian"`
	}
	if err := n.configure(&c); err != nil {
		return false, err
	}
	if c.Endian != "little" && c.Endian != "big" {
		return false, fmt.Errorf("codec %q with endian %q, want %q or %q", n.Name, c.Endian, "little", "big")
	}
	return c.Endian == "big", nil
}
