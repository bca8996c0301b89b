package zarr

import (
	"encoding/json"
	"fmt"
)

// metadataV2 is a .zarray file.
type metadataV2 struct {
	Format     int             `json:"zarr_format"`
	Shape      []int           `json:"shape"`
	Chunks     []int           `json:"chunks"`
	DType      json.RawMessage `json:"dtype"`
	Compressor *codecV2        `json:"compressor"`
	Filters    []codecV2       `json:"filters"`
	Fill       json.RawMessage `json:"fill_value"`
	Order      string          `json:"order"`
	Separator  string          `json:"dimension_separator"`
}

// codecV2 is a codec by its id; its settings lie beside that.
type codecV2 struct{ named }

// UnmarshalJSON keeps the whole object as the configuration.
func (c *codecV2) UnmarshalJSON(data []byte) error {
	var id struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(data, &id); err != nil {
		return err
	}
	c.named = named{Name: id.ID, Config: append(json.RawMessage(nil), data...)}
	return nil
}

// parseV2 returns the array that a .zarray file describes, without attributes.
func parseV2(dir string, data []byte) (*Array, error) {
	var m metadataV2
	if err := decodeJSON(data, &m); err != nil {
		return nil, fmt.Errorf("%q: %w", ".zarray", err)
	}
	if m.Format != 2 {
		return nil, fmt.Errorf(".zarray is of version %d, want 2", m.Format)
	}
	if err := checkShape(m.Shape, m.Chunks); err != nil {
		return nil, err
	}
	var codecs []named
	vlenText := false
	for i, f := range m.Filters {
		if f.Name == "vlen-utf8" && i == 0 {
			vlenText = true
			continue
		}
		codecs = append(codecs, f.named)
	}
	if m.Compressor != nil {
		codecs = append(codecs, m.Compressor.named)
	}
	var typestr string
	if err := json.Unmarshal(m.DType, &typestr); err != nil {
		return nil, fmt.Errorf("dtype %s is not supported; numbers, booleans and text are", m.DType)
	}
	e, err := elementV2(typestr, vlenText)
	if err != nil {
		return nil, err
	}
	if vlenText && e.kind != vlen {
		return nil, fmt.Errorf("dtype %q with the filter %q", typestr, "vlen-utf8")
	}
	order := make([]int, len(m.Shape))
	for i := range order {
		switch m.Order {
		case "C":
			order[i] = i
		case "F":
			order[i] = len(order) - 1 - i
		default:
			return nil, fmt.Errorf("order %q, want %q or %q", m.Order, "C", "F")
		}
	}
	chunk := atLeastOne(m.Chunks)
	a := &Array{dir: dir, shape: m.Shape, elem: e, file: chunk}
	if a.keys.sep, err = separator(m.Separator, "."); err != nil {
		return nil, err
	}
	if a.chunk, err = newLayout(chunk, order, e, codecs); err != nil {
		return nil, err
	}
	return a, a.finish(m.Fill)
}

// atLeastOne returns a chunk shape whose axes of no length have one element.
func atLeastOne(chunk []int) []int {
	out := make([]int, len(chunk))
	for i, n := range chunk {
		out[i] = max(n, 1)
	}
	return out
}
