package netcdf3

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
)

// ErrFormat is returned for a file that does not begin as one of the classic
// formats does.
var ErrFormat = errors.New("not a netCDF classic file")

const (
	maxHeader = 16 << 20
	maxRank   = 32
)

// The tags before the lists of a header.
const (
	tagAbsent    = 0
	tagDimension = 0x0a
	tagVariable  = 0x0b
	tagAttribute = 0x0c
)

// char is the format's type of text.
const char = 2

// types are the external types by their number.
var types = [...]struct {
	name  string
	dtype chunkio.DType
	size  int
}{
	1: {"byte", chunkio.Int8, 1}, char: {"char", chunkio.Invalid, 1}, 3: {"short", chunkio.Int16, 2},
	4: {"int", chunkio.Int32, 4}, 5: {"float", chunkio.Float32, 4}, 6: {"double", chunkio.Float64, 8},
	7: {"ubyte", chunkio.Uint8, 1}, 8: {"ushort", chunkio.Uint16, 2}, 9: {"uint", chunkio.Uint32, 4},
	10: {"int64", chunkio.Int64, 8}, 11: {"uint64", chunkio.Uint64, 8},
}

// lastClassicType is the last type of versions 1 and 2.
const lastClassicType = 6

// dimension is a named length; the record dimension's is the number of records.
type dimension struct {
	name   string
	length int64
	record bool
}

// header is what a file says about itself, before any of it was checked
// against the file's length.
type header struct {
	records int64 // -1 where the writer left them uncounted
	dims    []dimension
	attrs   map[string]any
	vars    []*Variable
	length  int64 // bytes of the header
}

// decoder reads a header. Its first error stays; what is read after that is
// zero.
type decoder struct {
	r       *bufio.Reader
	version byte
	left    int64 // bytes that may still be read
	err     error
}

// parseHeader reads the header of a file of size bytes.
func parseHeader(r io.Reader, size int64) (*header, error) {
	d := &decoder{r: bufio.NewReader(r), left: min(size, maxHeader)}
	magic := d.bytes(4)
	if d.err != nil || string(magic[:3]) != "CDF" || magic[3] != 1 && magic[3] != 2 && magic[3] != 5 {
		return nil, fmt.Errorf("%w: begins with %q", ErrFormat, magic)
	}
	d.version = magic[3]
	before := d.left
	h := &header{records: d.records()}
	for range d.list(tagDimension) {
		dim := dimension{name: d.name(), length: d.count()}
		dim.record = dim.length == 0
		if dim.record && slices.ContainsFunc(h.dims, func(d dimension) bool { return d.record }) {
			d.fail("dimension %q is a second one of records", dim.name)
		}
		if d.err != nil {
			return nil, d.err
		}
		h.dims = append(h.dims, dim)
	}
	h.attrs = d.attributes()
	for range d.list(tagVariable) {
		v := d.variable(h.dims)
		if d.err != nil {
			return nil, d.err
		}
		h.vars = append(h.vars, v)
	}
	h.length = before - d.left + 4
	return h, d.err
}

// fail keeps the first error.
func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("header: "+format, args...)
	}
}

// bytes returns the next n bytes, nil once there was an error.
func (d *decoder) bytes(n int64) []byte {
	if d.err != nil {
		return nil
	}
	if n > d.left {
		d.fail("%d bytes wanted where %d are left of the file or of the %d a header may have", n, d.left, maxHeader)
		return nil
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(d.r, b); err != nil {
		d.fail("%w", err)
		return nil
	}
	d.left -= n
	return b
}

func (d *decoder) uint32() uint32 {
	if b := d.bytes(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) uint64() uint64 {
	if b := d.bytes(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// count reads a number that is not negative: 4 bytes, 8 in version 5.
func (d *decoder) count() int64 {
	n := uint64(0)
	if d.version == 5 {
		n = d.uint64()
	} else if n = uint64(d.uint32()); n > math.MaxInt32 {
		n = math.MaxUint64
	}
	if n > math.MaxInt64 {
		d.fail("negative count")
		return 0
	}
	return int64(n)
}

// passSize passes over the size of a variable, which has no sign and is no more
// than a hint: 4 bytes, 8 in version 5.
func (d *decoder) passSize() {
	if d.version == 5 {
		d.bytes(8)
	} else {
		d.bytes(4)
	}
}

// records reads the number of records, all ones where the writer was streaming.
func (d *decoder) records() int64 {
	var n uint64
	if d.version == 5 {
		n = d.uint64()
	} else if n = uint64(d.uint32()); n == math.MaxUint32 {
		n = math.MaxUint64
	}
	if n == math.MaxUint64 {
		return -1
	}
	if n > math.MaxInt64 {
		d.fail("negative number of records")
		return 0
	}
	return int64(n)
}

// offset reads where a variable begins: 4 bytes in version 1, else 8.
func (d *decoder) offset() int64 {
	n := uint64(0)
	if d.version == 1 {
		n = uint64(d.uint32())
	} else {
		n = d.uint64()
	}
	if n > math.MaxInt64 {
		d.fail("negative offset")
		return 0
	}
	return int64(n)
}

// list reads the beginning of a list and returns how many elements follow. The
// least of them takes 8 bytes.
func (d *decoder) list(tag uint32) int64 {
	got, n := d.uint32(), d.count()
	switch {
	case d.err != nil:
	case got != tag && (got != tagAbsent || n != 0):
		d.fail("list with tag %#x and %d elements, want tag %#x", got, n, tag)
	case n > d.left/8:
		d.fail("list of %d elements in %d bytes", n, d.left)
	}
	if d.err != nil {
		return 0
	}
	return n
}

// padded reads n bytes and what pads them to a multiple of four.
func (d *decoder) padded(n int64) []byte {
	if n > d.left { // also where n+3 would overflow
		return d.bytes(n)
	}
	b := d.bytes((n + 3) &^ 3)
	if b == nil {
		return nil
	}
	return b[:n]
}

func (d *decoder) name() string {
	name := string(d.padded(d.count()))
	if name == "" {
		d.fail("a name is empty")
	}
	return name
}

// kind reads the number of a type.
func (d *decoder) kind() int {
	n := d.uint32()
	if d.err == nil && (n < 1 || int(n) >= len(types) || n > lastClassicType && d.version != 5) {
		d.fail("type %d", n)
	}
	if d.err != nil {
		return char
	}
	return int(n)
}

// variable reads a variable. The size that follows its type is not kept: it
// cannot be right for large variables, and follows from the dimensions.
func (d *decoder) variable(dims []dimension) *Variable {
	v := &Variable{name: d.name(), dims: []string{}, shape: []int{}}
	rank := d.count()
	if rank > maxRank {
		d.fail("variable %q: %d axes, at most %d can be", v.name, rank, maxRank)
		return v
	}
	for i := range rank {
		id := d.count()
		if id >= int64(len(dims)) {
			d.fail("variable %q: dimension %d of %d", v.name, id, len(dims))
			return v
		}
		dim := dims[id]
		if dim.record && i > 0 {
			d.fail("variable %q: record dimension %q is not its first", v.name, dim.name)
			return v
		}
		v.record = v.record || dim.record
		v.dims = append(v.dims, dim.name)
		v.shape = append(v.shape, int(dim.length))
	}
	v.attrs = d.attributes()
	v.kind = d.kind()
	d.passSize()
	v.begin = d.offset()
	return v
}

// attributes reads a list of attributes.
func (d *decoder) attributes() map[string]any {
	attrs := map[string]any{}
	for range d.list(tagAttribute) {
		name, kind, n := d.name(), d.kind(), d.count()
		size := int64(types[kind].size)
		if d.err == nil && n > d.left/size {
			d.fail("attribute %q: %d values in %d bytes", name, n, d.left)
		}
		raw := d.padded(n * size)
		if d.err != nil {
			return nil
		}
		attrs[name] = attribute(raw, kind)
	}
	return attrs
}

// attribute returns text as a string, numbers as int64, uint64 or float64, and
// several of them as a slice.
func attribute(raw []byte, kind int) any {
	if kind == char {
		return strings.TrimRight(string(raw), "\x00")
	}
	switch t := types[kind]; {
	case t.dtype.IsFloat():
		return numbers(raw, t.size, func(b []byte) float64 {
			if t.size == 4 {
				return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
			}
			return math.Float64frombits(binary.BigEndian.Uint64(b))
		})
	case t.dtype == chunkio.Uint64:
		return numbers(raw, t.size, binary.BigEndian.Uint64)
	case t.dtype.IsSigned():
		return numbers(raw, t.size, func(b []byte) int64 {
			shift := 64 - 8*len(b)
			return int64(bigEndian(b)<<shift) >> shift
		})
	default:
		return numbers(raw, t.size, func(b []byte) int64 { return int64(bigEndian(b)) })
	}
}

func numbers[T any](raw []byte, size int, one func([]byte) T) any {
	all := make([]T, 0, len(raw)/size)
	for ; len(raw) >= size; raw = raw[size:] {
		all = append(all, one(raw[:size]))
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// bigEndian returns the unsigned number that b holds.
func bigEndian(b []byte) (n uint64) {
	for _, x := range b {
		n = n<<8 | uint64(x)
	}
	return n
}
