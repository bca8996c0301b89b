package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// namespaceDocument is the document "namespace" of a cached schema.
type namespaceDocument struct {
	Namespaces []struct {
		Name    string `json:"name"`
		Version any    `json:"version"`
		Schema  []struct {
			Source    string   `json:"source"`
			Namespace string   `json:"namespace"`
			NWBTypes  []string `json:"neurodata_types"`
			DataTypes []string `json:"data_types"`
		} `json:"schema"`
	} `json:"namespaces"`
}

// typesDocument is any other document: the types that it defines.
type typesDocument struct {
	Groups   []*entry `json:"groups"`
	Datasets []*entry `json:"datasets"`
}

// entry is a group, a dataset, a link or an attribute as a document has it.
type entry struct {
	Name        *string `json:"name"`
	DefaultName string  `json:"default_name"`
	NWBDef      string  `json:"neurodata_type_def"`
	DataDef     string  `json:"data_type_def"`
	NWBInc      string  `json:"neurodata_type_inc"`
	DataInc     string  `json:"data_type_inc"`
	TargetType  string  `json:"target_type"`

	Quantity quantity `json:"quantity"`
	Required *bool    `json:"required"`
	Linkable *bool    `json:"linkable"`

	DType   json.RawMessage `json:"dtype"`
	Shape   json.RawMessage `json:"shape"`
	Dims    json.RawMessage `json:"dims"`
	Value   any             `json:"value"`
	Default any             `json:"default_value"`

	Attributes []*entry `json:"attributes"`
	Groups     []*entry `json:"groups"`
	Datasets   []*entry `json:"datasets"`
	Links      []*entry `json:"links"`
}

func (e *entry) def() string {
	if e.NWBDef != "" {
		return e.NWBDef
	}
	return e.DataDef
}

func (e *entry) inc() string {
	if e.NWBInc != "" {
		return e.NWBInc
	}
	return e.DataInc
}

func (e *entry) name() string {
	if e.Name == nil {
		return ""
	}
	return *e.Name
}

// quantity is how many there may be of what an entry describes. Nothing said
// is one.
type quantity struct {
	known     bool
	min, most int // most < 0: any number
}

// UnmarshalJSON reads a number or one of the words of the language.
func (q *quantity) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	q.known = v != nil
	switch v := v.(type) {
	case float64:
		q.min, q.most = int(v), int(v)
	case string:
		switch v {
		case "?", "zero_or_one":
			q.min, q.most = 0, 1
		case "+", "one_or_many":
			q.min, q.most = 1, -1
		case "1":
			q.min, q.most = 1, 1
		default: // "*", zero_or_many
			q.min, q.most = 0, -1
		}
	default:
		q.known = false
	}
	return nil
}

// dtypeOf reads a dtype: a word, a reference, or the fields of a compound.
func dtypeOf(raw json.RawMessage) (DType, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return DType{}, nil
	}
	switch raw[0] {
	case '"':
		var word string
		if err := json.Unmarshal(raw, &word); err != nil {
			return DType{}, err
		}
		return DType{Word: normal(word)}, nil
	case '{':
		var ref struct {
			TargetType string `json:"target_type"`
			RefType    string `json:"reftype"`
		}
		if err := json.Unmarshal(raw, &ref); err != nil {
			return DType{}, err
		}
		word := Object
		if ref.RefType == "region" {
			word = Region
		}
		return DType{Word: word, Target: ref.TargetType}, nil
	case '[':
		var fields []struct {
			Name  string          `json:"name"`
			DType json.RawMessage `json:"dtype"`
		}
		if err := json.Unmarshal(raw, &fields); err != nil {
			return DType{}, err
		}
		d := DType{Word: Compound}
		for _, f := range fields {
			t, err := dtypeOf(f.DType)
			if err != nil {
				return DType{}, fmt.Errorf("field %q: %w", f.Name, err)
			}
			d.Fields = append(d.Fields, Field{Name: f.Name, DType: t})
		}
		return d, nil
	}
	return DType{}, fmt.Errorf("dtype %.40q is neither a word, nor an object, nor a list", raw)
}

// shapesOf reads the shapes that a dataset or an attribute may have: one, or
// alternatives. dims stand for as many axes of any length where there is no
// shape.
func shapesOf(shape, dims json.RawMessage) ([][]int, error) {
	for _, raw := range []json.RawMessage{shape, dims} {
		var list []any
		if len(raw) == 0 {
			continue
		}
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("shape %.40q is no list", raw)
		}
		if len(list) == 0 {
			continue
		}
		if _, several := list[0].([]any); !several {
			return [][]int{axesOf(list)}, nil
		}
		var all [][]int
		for _, one := range list {
			axes, ok := one.([]any)
			if !ok {
				// A mere name beside lists, as in old schemas: one axis.
				axes = []any{one}
			}
			all = append(all, axesOf(axes))
		}
		return all, nil
	}
	return nil, nil
}

// axesOf reads lengths; what is no number may be of any length.
func axesOf(list []any) []int {
	axes := make([]int, len(list))
	for i, v := range list {
		axes[i] = Any
		if n, ok := v.(float64); ok && n >= 0 {
			axes[i] = int(n)
		}
	}
	return axes
}
