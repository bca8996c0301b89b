package plan

import (
	"encoding/binary"
	"math"

	"roi2nwb/internal/chunkio"
)

// Typed returns the attributes that make an object one of the schema's types.
// Identify adds the object_id when the tree is complete.
func Typed(namespace, name string) []Attr {
	return []Attr{{"namespace", namespace}, {"neurodata_type", name}}
}

// Core returns a group of one of the types of the NWB core schema.
func Core(name, neurodataType string) *Group {
	return &Group{Name: name, Attrs: Typed("core", neurodataType)}
}

// Text returns a scalar string.
func Text(name, value string) *Dataset {
	return &Dataset{Name: name, Type: TextType(), Data: Texts{value}}
}

// PutText appends a scalar string, and nothing for "".
func (g *Group) PutText(name, value string) {
	if value != "" {
		g.Put(Text(name, value))
	}
}

// PutTexts appends a list of strings, and nothing for an empty one.
func (g *Group) PutTexts(name string, values []string) {
	if len(values) > 0 {
		g.Put(TextList(name, values))
	}
}

// TextList returns a list of UTF-8 strings.
func TextList(name string, values []string) *Dataset {
	return &Dataset{Name: name, Type: TextType(), Shape: []int{len(values)}, Data: Texts(values)}
}

// Date returns a scalar ISO 8601 time. It is ASCII, as pynwb writes it.
func Date(name, value string) *Dataset {
	d := Text(name, value)
	d.Type = ASCIIType()
	return d
}

// Number returns a scalar float64.
func Number(name string, v float64) *Dataset {
	return &Dataset{Name: name, Type: NumberType(chunkio.Float64), Data: Bytes(Float64Bytes(v))}
}

// Numbers returns a list of float64.
func Numbers(name string, v []float64) *Dataset {
	return &Dataset{Name: name, Type: NumberType(chunkio.Float64), Shape: []int{len(v)}, Data: Bytes(Float64Bytes(v...))}
}

// Float64Bytes returns float64s, little-endian.
func Float64Bytes(v ...float64) []byte {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(x))
	}
	return raw
}

// Float32Bytes returns numbers as float32s, little-endian.
func Float32Bytes(v []float64) []byte {
	raw := make([]byte, 0, 4*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(x)))
	}
	return raw
}

// Int64Bytes returns int64s, little-endian.
func Int64Bytes(v []int64) []byte {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(x))
	}
	return raw
}

// BoolBytes returns one byte for each truth value, 1 for true.
func BoolBytes(v []bool) []byte {
	raw := make([]byte, len(v))
	for i, b := range v {
		if b {
			raw[i] = 1
		}
	}
	return raw
}

// Indices returns 0, 1, ... n-1.
func Indices(n int) []int64 {
	v := make([]int64, n)
	for i := range v {
		v[i] = int64(i)
	}
	return v
}
