package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"roi2nwb/internal/chunkio/h5"
)

// JSONText writes a value as JSON: a scalar bare, an array nested by its shape.
// What JSON has no number for becomes a text, "NaN", "Infinity" or "-Infinity",
// and CaImAn's "NoneType" null.
func JSONText(v h5.Value) (string, error) {
	var element func(out []byte, i int) []byte
	var have int
	switch v.Type.Class {
	case h5.ClassString:
		have = len(v.Texts)
		element = func(out []byte, i int) []byte {
			if v.Texts[i] == "NoneType" && len(v.Shape) == 0 {
				return append(out, "null"...)
			}
			quoted, err := json.Marshal(v.Texts[i])
			if err != nil { // no string makes Marshal fail
				return append(out, `""`...)
			}
			return append(out, quoted...)
		}
	case h5.ClassBool, h5.ClassInt, h5.ClassUint:
		ints, err := v.Int64s()
		if err != nil {
			return "", err
		}
		have = len(ints)
		isBool := v.Type.Class == h5.ClassBool
		element = func(out []byte, i int) []byte {
			if isBool {
				return strconv.AppendBool(out, ints[i] != 0)
			}
			return strconv.AppendInt(out, ints[i], 10)
		}
	case h5.ClassFloat:
		floats, err := v.Float64s()
		if err != nil {
			return "", err
		}
		have = len(floats)
		bits := 64
		if v.Type.Size <= 4 {
			bits = 32
		}
		element = func(out []byte, i int) []byte { return AppendJSONFloat(out, floats[i], bits) }
	default:
		return "", fmt.Errorf("type %v has no form in JSON", v.Type)
	}
	want := 1
	for _, n := range v.Shape {
		want *= n
	}
	if want != have {
		return "", fmt.Errorf("%d values for shape %v", have, v.Shape)
	}
	next := 0
	return string(appendJSON(nil, v.Shape, &next, element)), nil
}

// appendJSON appends the elements from *next on, nested by shape.
func appendJSON(out []byte, shape []int, next *int, element func([]byte, int) []byte) []byte {
	if len(shape) == 0 {
		*next++
		return element(out, *next-1)
	}
	out = append(out, '[')
	for i := range shape[0] {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = appendJSON(out, shape[1:], next, element)
	}
	return append(out, ']')
}

// AppendJSONFloat writes the shortest number that reads back as the same value
// of so many bits, with a decimal point like Python.
func AppendJSONFloat(out []byte, v float64, bits int) []byte {
	switch {
	case math.IsNaN(v):
		return append(out, `"NaN"`...)
	case math.IsInf(v, 1):
		return append(out, `"Infinity"`...)
	case math.IsInf(v, -1):
		return append(out, `"-Infinity"`...)
	case v == math.Trunc(v) && math.Abs(v) < 1e15:
		return strconv.AppendFloat(out, v, 'f', 1, bits)
	}
	return strconv.AppendFloat(out, v, 'g', -1, bits)
}

// JSONLine writes a decoded value as JSON on one line.
func JSONLine(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil { // what was decoded can be encoded
		return "null"
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
