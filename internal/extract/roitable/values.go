package roitable

import (
	"math"
	"strconv"
	"strings"

	"roi2nwb/internal/chunkio"
)

// float64Type is what numbers are kept as.
const float64Type = chunkio.Float64

// maxExact is the whole number up to which a float64 has all of them.
const maxExact = 1 << 53

// wholeNumber reads a cell that is a whole number as it would be written.
func wholeNumber(cell string) (int64, bool) {
	v, err := strconv.ParseInt(cell, 10, 64)
	return v, err == nil && strconv.FormatInt(v, 10) == cell
}

// number reads a cell that is a number, or nothing.
func number(cell string) (float64, bool) {
	switch strings.ToLower(cell) {
	case "", "nan":
		return math.NaN(), true
	case "inf", "+inf":
		return math.Inf(1), true
	case "-inf":
		return math.Inf(-1), true
	}
	if strings.Trim(cell, "0123456789+-.eE") != "" {
		return 0, false // Go's numbers of base 16 and with underscores
	}
	v, err := strconv.ParseFloat(cell, 64)
	digits := strings.TrimLeft(cell, "+-")
	switch {
	case err != nil:
		return 0, false
	case len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9':
		return 0, false // 007 is a name
	case !strings.ContainsAny(cell, ".eE") && math.Abs(v) >= maxExact:
		return 0, false
	}
	return v, true
}

// truth reads a cell that says whether something is so.
func truth(cell string) (is, ok bool) {
	switch strings.ToLower(cell) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}
