package netcdf3

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"roi2nwb/internal/chunkio"
)

// Variable is an array of numbers or of characters.
type Variable struct {
	file  *File
	name  string
	dims  []string
	shape []int
	attrs map[string]any

	kind    int
	record  bool    // the first axis is that of the records
	begin   int64   // of the first element in the file
	slab    int64   // bytes of a record, or of all of it
	strides []int64 // bytes between neighbours along each axis
}

var _ chunkio.Array = (*Variable)(nil)

func (v *Variable) size() int { return types[v.kind].size }

// DimensionNames returns the name of each axis. The caller must not change it.
func (v *Variable) DimensionNames() []string { return v.dims }

// Attrs returns the attributes, as File.Attrs does.
func (v *Variable) Attrs() map[string]any { return v.attrs }

// Shape returns the length of each axis; of text, with the axis of characters.
func (v *Variable) Shape() []int { return v.shape }

// DType returns the type that ReadBlock delivers, Invalid for text.
func (v *Variable) DType() chunkio.DType { return types[v.kind].dtype }

// Grain returns nil: nothing is stored in chunks.
func (v *Variable) Grain() []int { return nil }

// IsText reports whether the elements are characters.
func (v *Variable) IsText() bool { return v.kind == char }

// ReadBlock implements chunkio.Array.
func (v *Variable) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if v.IsText() {
		return fmt.Errorf("netcdf %q: variable %q holds text, not numbers", v.file.path, v.name)
	}
	if err := v.read(ctx, dst, start, count); err != nil {
		return err
	}
	swap(dst, v.size())
	return nil
}

// ReadTexts returns the texts of a variable of characters, in C order: its last
// axis runs over the characters of a text, and a scalar is a text of one. NULs
// at the end are removed. More than limit bytes or texts are
// chunkio.ErrTooLarge.
func (v *Variable) ReadTexts(ctx context.Context, limit int) ([]string, error) {
	if !v.IsText() {
		return nil, fmt.Errorf("netcdf %q: variable %q holds %v, not text", v.file.path, v.name, v.DType())
	}
	outer, length := v.shape, 1
	if n := len(v.shape); n > 0 {
		outer, length = v.shape[:n-1], v.shape[n-1]
	}
	n, err := chunkio.Count(outer, max(length, 1))
	if err != nil {
		return nil, err
	}
	if n > limit/max(length, 1) {
		return nil, fmt.Errorf("%w: netcdf %q: variable %q of text, shape %v", chunkio.ErrTooLarge, v.file.path, v.name, v.shape)
	}
	raw := make([]byte, n*length)
	if err := v.read(ctx, raw, make([]int, len(v.shape)), v.shape); err != nil {
		return nil, err
	}
	texts := make([]string, n)
	for i := range texts {
		texts[i] = strings.TrimRight(string(raw[i*length:(i+1)*length]), "\x00")
	}
	return texts, nil
}

// read fills dst with a box as it is stored, big-endian.
func (v *Variable) read(ctx context.Context, dst []byte, start, count []int) error {
	err := chunkio.CheckBox(v.shape, start, count, v.size(), len(dst))
	if err == nil && len(dst) > 0 {
		b := box{variable: v, start: start, count: count, run: int64(v.size())}
		// From the last axis on, as long as all of an axis is wanted and the
		// next one continues where it ends, the bytes are one run.
		b.axis = len(v.shape)
		for b.axis > 0 && v.strides[b.axis-1] == b.run {
			b.axis--
			b.run *= int64(count[b.axis])
			if count[b.axis] != v.shape[b.axis] {
				break
			}
		}
		offset := v.begin
		for i, s := range start {
			offset += int64(s) * v.strides[i]
		}
		err = b.read(ctx, dst, 0, offset)
	}
	if err != nil {
		return fmt.Errorf("netcdf %q: variable %q: %w", v.file.path, v.name, err)
	}
	return nil
}

// box is a box that is being read.
type box struct {
	variable     *Variable
	start, count []int
	axis         int   // from here on the elements follow each other
	run          int64 // for so many bytes
}

// usualWindow is how many bytes are read at once where the runs of a box are
// short and near each other.
const usualWindow = 256 << 10

// read fills dst with the part of the box that varies along the axes from the
// given one on; its first element is at offset in the file.
func (b *box) read(ctx context.Context, dst []byte, axis int, offset int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if axis == b.axis {
		return readAt(b.variable.file.file, dst, offset)
	}
	stride := b.variable.strides[axis]
	if axis == b.axis-1 && stride <= b.variable.file.window/4 {
		return b.gather(ctx, dst, offset, b.count[axis], stride)
	}
	step := len(dst) / b.count[axis]
	for i := range b.count[axis] {
		if err := b.read(ctx, dst[i*step:(i+1)*step], axis+1, offset+int64(i)*stride); err != nil {
			return err
		}
	}
	return nil
}

// gather reads n runs, stride bytes apart, with what lies between them.
func (b *box) gather(ctx context.Context, dst []byte, offset int64, n int, stride int64) error {
	f := b.variable.file
	buf := f.windows.Get().(*[]byte)
	defer f.windows.Put(buf)
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows := min(n, 1+int((f.window-b.run)/stride))
		span := (*buf)[:int64(rows-1)*stride+b.run]
		if err := readAt(f.file, span, offset); err != nil {
			return err
		}
		for i := range rows {
			copy(dst[int64(i)*b.run:], span[int64(i)*stride:][:b.run])
		}
		dst = dst[int64(rows)*b.run:]
		n, offset = n-rows, offset+int64(rows)*stride
	}
	return nil
}

// readAt fills b from f; that f ends before is an error.
func readAt(f io.ReaderAt, b []byte, offset int64) error {
	n, err := f.ReadAt(b, offset)
	if n == len(b) {
		return nil
	}
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// swap reverses the bytes of each element.
func swap(b []byte, size int) {
	le, be := binary.LittleEndian, binary.BigEndian
	switch size {
	case 2:
		for ; len(b) >= 2; b = b[2:] {
			le.PutUint16(b, be.Uint16(b))
		}
	case 4:
		for ; len(b) >= 4; b = b[4:] {
			le.PutUint32(b, be.Uint32(b))
		}
	case 8:
		for ; len(b) >= 8; b = b[8:] {
			le.PutUint64(b, be.Uint64(b))
		}
	}
}
