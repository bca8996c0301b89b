package zarr

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/chunkio"
)

// fillValue returns the fill value as ReadBlock delivers it, one element long.
// For text of any length it is the text itself. A value that is null, or not
// there, is zero: version 2 leaves such elements undefined.
func fillValue(e element, raw json.RawMessage) ([]byte, error) {
	out := make([]byte, e.delivered())
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return out, nil
	}
	var v any
	if err := decodeJSON(raw, &v); err != nil {
		return nil, fmt.Errorf("fill_value: %w", err)
	}
	ok := false
	switch {
	case e.isText():
		out, ok = fillText(e, v, out)
	case e.dtype == chunkio.Bool:
		ok = fillBool(v, out)
	case e.dtype.IsFloat():
		ok = fillFloat(e, v, out)
	default:
		ok = fillInt(e, v, out)
	}
	if !ok {
		return nil, fmt.Errorf("fill_value %s does not suit the data type", raw)
	}
	return out, nil
}

func fillText(e element, v any, out []byte) ([]byte, bool) {
	if n, ok := v.(json.Number); ok {
		return out, n == "0" // zarr-python 2 writes 0 for empty text
	}
	s, ok := v.(string)
	switch {
	case !ok:
		return nil, false
	case e.kind == vlen:
		return []byte(s), true
	case e.kind == utf32:
		if 4*utf8.RuneCountInString(s) > len(out) {
			return nil, false
		}
		for i, r := range []rune(s) {
			binary.LittleEndian.PutUint32(out[4*i:], uint32(r))
		}
	default: // base64 of the bytes
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil || len(b) > len(out) {
			return nil, false
		}
		copy(out, b)
	}
	return out, true
}

func fillBool(v any, out []byte) bool {
	switch v := v.(type) {
	case bool:
		if v {
			out[0] = 1
		}
		return true
	case json.Number:
		if v == "1" {
			out[0] = 1
		}
		return v == "0" || v == "1"
	}
	return false
}

func fillFloat(e element, v any, out []byte) bool {
	var f float64
	switch v := v.(type) {
	case json.Number:
		x, err := v.Float64()
		if err != nil {
			return false
		}
		f = x
	case string:
		switch v {
		case "NaN":
			f = math.Float64frombits(quietNaN)
		case "Infinity":
			f = math.Inf(1)
		case "-Infinity":
			f = math.Inf(-1)
		default:
			return fillBits(e, v, out)
		}
	default:
		return false
	}
	if e.dtype == chunkio.Float32 {
		binary.LittleEndian.PutUint32(out, math.Float32bits(float32(f)))
	} else {
		binary.LittleEndian.PutUint64(out, math.Float64bits(f))
	}
	return true
}

// quietNaN is the bits of the NaN that IEEE 754 arithmetic and NumPy make; math.NaN has
// another payload.
const quietNaN = 0x7ff8 << 48

// fillBits takes version 3's "0x7fc00000": the bits of the float, highest first.
func fillBits(e element, s string, out []byte) bool {
	digits, ok := strings.CutPrefix(s, "0x")
	bits, err := strconv.ParseUint(digits, 16, 8*e.size)
	if !ok || err != nil {
		return false
	}
	switch e.size {
	case 2:
		binary.LittleEndian.PutUint32(out, math.Float32bits(halfToFloat32(uint16(bits))))
	case 4:
		binary.LittleEndian.PutUint32(out, uint32(bits))
	default:
		binary.LittleEndian.PutUint64(out, bits)
	}
	return true
}

func fillInt(e element, v any, out []byte) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	var bits uint64
	if e.dtype.IsSigned() {
		i, err := strconv.ParseInt(n.String(), 10, 8*e.size)
		if err != nil {
			return fillWholeFloat(e, n, out)
		}
		bits = uint64(i)
	} else {
		u, err := strconv.ParseUint(n.String(), 10, 8*e.size)
		if err != nil {
			return fillWholeFloat(e, n, out)
		}
		bits = u
	}
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], bits)
	copy(out, b[:])
	return true
}

// fillWholeFloat takes an integer that was written as 0.0 or 1e3.
func fillWholeFloat(e element, n json.Number, out []byte) bool {
	f, err := n.Float64()
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 || !strings.ContainsAny(n.String(), ".eE") {
		return false
	}
	return fillInt(e, json.Number(strconv.FormatInt(int64(f), 10)), out)
}
