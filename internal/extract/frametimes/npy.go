package frametimes

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"roi2nwb/internal/session"
)

// npyMagic is what a file that numpy.save wrote begins with.
const npyMagic = "\x93NUMPY"

// maxNPYHeader is the most bytes that the header of an array of one axis can have:
// NumPy itself writes 118.
const maxNPYHeader = 64 << 10

// isNPY reports whether a file is a NumPy array, and leaves it at its beginning.
func isNPY(f io.ReadSeeker) (bool, error) {
	head := make([]byte, len(npyMagic))
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return string(head[:n]) == npyMagic, err
}

// npyNumber says how a number of an array is written.
type npyNumber struct {
	order binary.ByteOrder
	kind  byte // 'f', 'i' or 'u'
	size  int
}

// readNPY reads times, in seconds, from an array of NumPy of one axis, of floats or
// of whole numbers. The format is that of
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
func readNPY(path string, f io.ReadSeeker, frames int) (t session.Timing, err error) {
	bytes, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return t, err
	}
	number, n, header, err := readNPYHeader(path, f, bytes)
	if err != nil {
		return t, err
	}
	if have := bytes - header; n > have/int64(number.size) || n*int64(number.size) != have {
		return t, npyErrorf("%s: %d numbers of %d bytes each, by the header, and %d bytes behind it", session.ShownPath(path), n, number.size, have)
	}
	if n != int64(frames) {
		return t, npyErrorf("%q has %d times for the %d frames of the source", path, n, frames)
	}
	t = session.Timing{Timestamps: make([]float64, n), Lines: make([]int, n), Indexed: true, File: path, Origin: path}
	raw := make([]byte, 4096*number.size)
	for first := 0; first < frames; {
		part := raw[:min(len(raw), (frames-first)*number.size)]
		if _, err := io.ReadFull(f, part); err != nil {
			return t, fmt.Errorf("read timestamps %q: %w", path, err)
		}
		for ; len(part) > 0; part = part[number.size:] {
			v := number.value(part)
			if !session.IsSeconds(v) {
				return t, npyErrorf("%s[%d]: %v is not a time in seconds", session.ShownPath(path), first, v)
			}
			t.Timestamps[first], t.Lines[first] = v, first
			first++
		}
	}
	return t, nil
}

// readNPYHeader reads the header of an array in a file of so many bytes, and
// returns how its numbers are written, how many there are, and where they begin.
func readNPYHeader(path string, f io.Reader, bytes int64) (number npyNumber, n, header int64, err error) {
	damaged := func(what string, args ...any) error {
		return npyErrorf("%s: %s", session.ShownPath(path), fmt.Sprintf(what, args...))
	}
	head := make([]byte, 12)
	if _, err := io.ReadFull(f, head[:10]); err != nil {
		return number, 0, 0, damaged("the file ends within its header")
	}
	length, before := int64(binary.LittleEndian.Uint16(head[8:])), int64(10)
	switch version := head[6]; version {
	case 1:
	case 2, 3:
		if _, err := io.ReadFull(f, head[10:]); err != nil {
			return number, 0, 0, damaged("the file ends within its header")
		}
		length, before = int64(binary.LittleEndian.Uint32(head[8:])), 12
	default:
		return number, 0, 0, damaged("version %d of NumPy's format is not known; 1, 2 and 3 are", version)
	}
	if length > maxNPYHeader || length > bytes-before {
		return number, 0, 0, damaged("a header of %d bytes, in a file of %d", length, bytes)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(f, text); err != nil {
		return number, 0, 0, fmt.Errorf("read timestamps %q: %w", path, err)
	}
	descr, shape, err := parseNPYHeader(text)
	if err != nil {
		return number, 0, 0, damaged("%v", err)
	}
	if number, err = npyNumberOf(descr); err != nil {
		return number, 0, 0, damaged("%v", err)
	}
	if len(shape) != 1 {
		return number, 0, 0, damaged("an array of %d axes, expected one: a time for each frame", len(shape))
	}
	return number, shape[0], before + length, nil
}

// The entries of a header, which is a dict of Python. A type of several fields is a
// list, and not matched.
var (
	npyDescr   = regexp.MustCompile(`['"]descr['"]\s*:\s*['"]([^'"]*)['"]`)
	npyShape   = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([0-9L,\s]*)\)`)
	npyFortran = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
)

// parseNPYHeader returns the type and the shape of an array. In which order several
// axes are does not matter where there is one.
func parseNPYHeader(text []byte) (descr string, shape []int64, err error) {
	text = bytes.TrimSpace(text)
	if !bytes.HasPrefix(text, []byte("{")) || !bytes.HasSuffix(text, []byte("}")) || !npyFortran.Match(text) {
		return "", nil, errors.New("its header is none of NumPy's")
	}
	d, s := npyDescr.FindSubmatch(text), npyShape.FindSubmatch(text)
	if d == nil {
		return "", nil, errors.New("its values have several fields, expected numbers")
	}
	if s == nil {
		return "", nil, errors.New("its header has no shape")
	}
	for axis := range strings.SplitSeq(string(s[1]), ",") {
		if axis = strings.TrimSuffix(strings.TrimSpace(axis), "L"); axis == "" {
			continue
		}
		n, err := strconv.ParseInt(axis, 10, 64)
		if err != nil {
			return "", nil, fmt.Errorf("an axis of %s values", axis)
		}
		shape = append(shape, n)
	}
	return string(d[1]), shape, nil
}

// npyNumberOf takes NumPy's name of a type apart: "<f8", ">i4", "|u1".
func npyNumberOf(descr string) (npyNumber, error) {
	n := npyNumber{order: binary.LittleEndian}
	known := map[string]int{"f2": 2, "f4": 4, "f8": 8, "i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1, "u2": 2, "u4": 4, "u8": 8}
	name := strings.TrimLeft(descr, "<>|=")
	if n.size = known[name]; n.size == 0 || len(descr) > len(name)+1 {
		return n, fmt.Errorf("values of type %q, expected floats of 16, 32 or 64 bits or whole numbers", descr)
	}
	if n.kind = name[0]; descr[0] == '>' {
		n.order = binary.BigEndian
	}
	return n, nil
}

// value reads the number that raw begins with.
func (n npyNumber) value(raw []byte) float64 {
	var bits uint64
	switch n.size {
	case 1:
		bits = uint64(raw[0])
	case 2:
		bits = uint64(n.order.Uint16(raw))
	case 4:
		bits = uint64(n.order.Uint32(raw))
	default:
		bits = n.order.Uint64(raw)
	}
	switch n.kind {
	case 'u':
		return float64(bits)
	case 'i':
		unused := 64 - 8*n.size
		return float64(int64(bits<<unused) >> unused)
	}
	switch n.size {
	case 2:
		return half(uint16(bits))
	case 4:
		return float64(math.Float32frombits(uint32(bits)))
	}
	return math.Float64frombits(bits)
}

// half returns the value of a float of 16 bits: 1 of sign, 5 of exponent, 10 of
// fraction.
func half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&0x1f), float64(bits&0x3ff)
	sign := 1.0
	if bits>>15 != 0 {
		sign = -1
	}
	switch {
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	case exponent == 0x1f && fraction == 0:
		return math.Inf(int(sign))
	case exponent == 0x1f:
		return math.NaN()
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// npyErrorf returns the error for an array that should have a time for each frame.
func npyErrorf(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...),
		"a .npy file of timestamps is an array of one axis with a time in seconds for every frame, rising: numpy.save(\"times.npy\", times.ravel().astype(float))"}
}
