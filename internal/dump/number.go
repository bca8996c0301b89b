package dump

import (
	"encoding/binary"
	"math"
	"strconv"

	"roi2nwb/internal/chunkio"
)

// appendFloat appends the shortest text that reads as v in a type of so many
// bits.
func appendFloat(to []byte, v float64, bits int) []byte {
	switch {
	case math.IsNaN(v):
		return append(to, "nan"...)
	case math.IsInf(v, 1):
		return append(to, "inf"...)
	case math.IsInf(v, -1):
		return append(to, "-inf"...)
	}
	return strconv.AppendFloat(to, v, 'g', -1, bits)
}

// element writes the first element of b, which is little-endian, as a cell.
func element(to Writer, b []byte, d chunkio.DType) {
	le := binary.LittleEndian
	switch d {
	case chunkio.Bool:
		to.Bool(b[0] != 0)
	case chunkio.Int8:
		to.Int(int64(int8(b[0])))
	case chunkio.Int16:
		to.Int(int64(int16(le.Uint16(b))))
	case chunkio.Int32:
		to.Int(int64(int32(le.Uint32(b))))
	case chunkio.Int64:
		to.Int(int64(le.Uint64(b)))
	case chunkio.Uint8:
		to.Uint(uint64(b[0]))
	case chunkio.Uint16:
		to.Uint(uint64(le.Uint16(b)))
	case chunkio.Uint32:
		to.Uint(uint64(le.Uint32(b)))
	case chunkio.Uint64:
		to.Uint(le.Uint64(b))
	case chunkio.Float32:
		to.Float(float64(math.Float32frombits(le.Uint32(b))), 32)
	case chunkio.Float64:
		to.Float(math.Float64frombits(le.Uint64(b)), 64)
	}
}
