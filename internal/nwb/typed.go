package nwb

import (
	"encoding/binary"
	"math"

	"roi2nwb/internal/chunkio"
)

// typed returns the attributes that make an object one of the schema's types.
// Its object_id is added when the whole tree stands.
func typed(namespace, name string) []Attr {
	return []Attr{{"namespace", namespace}, {"neurodata_type", name}}
}

func core(name, neurodataType string) *Group {
	return &Group{Name: name, Attrs: typed("core", neurodataType)}
}

// text is a scalar string.
func text(name, value string) *Dataset {
	return &Dataset{Name: name, Type: TextType(), Data: Texts{value}}
}

// putText appends a scalar string where there is one.
func (g *Group) putText(name, value string) {
	if value != "" {
		g.put(text(name, value))
	}
}

// putTexts appends a list of strings where there is one.
func (g *Group) putTexts(name string, values []string) {
	if len(values) > 0 {
		g.put(texts(name, values))
	}
}

func texts(name string, values []string) *Dataset {
	return &Dataset{Name: name, Type: TextType(), Shape: []int{len(values)}, Data: Texts(values)}
}

// date is a scalar ISO 8601 time: ASCII, as pynwb writes it.
func date(name, value string) *Dataset {
	d := text(name, value)
	d.Type = ASCIIType()
	return d
}

// number is a scalar float64.
func number(name string, v float64) *Dataset {
	return &Dataset{Name: name, Type: NumberType(chunkio.Float64), Data: Bytes(float64Bytes(v))}
}

func numbers(name string, v []float64) *Dataset {
	return &Dataset{Name: name, Type: NumberType(chunkio.Float64), Shape: []int{len(v)}, Data: Bytes(float64Bytes(v...))}
}

func float64Bytes(v ...float64) []byte {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(x))
	}
	return raw
}

func float32Bytes(v []float64) []byte {
	raw := make([]byte, 0, 4*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(x)))
	}
	return raw
}

func int64Bytes(v []int64) []byte {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(x))
	}
	return raw
}

func boolBytes(v []bool) []byte {
	raw := make([]byte, len(v))
	for i, b := range v {
		if b {
			raw[i] = 1
		}
	}
	return raw
}

// rows returns 0, 1, ... n-1.
func rows(n int) []int64 {
	v := make([]int64, n)
	for i := range v {
		v[i] = int64(i)
	}
	return v
}
