package zarr

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"

	"roi2nwb/internal/chunkio"
)

// ReadTexts returns all texts of the array, in C order, one for a scalar. An
// array of more than limit bytes, a byte counted for every text at least, is
// chunkio.ErrTooLarge. NULs that pad a text of fixed length are removed; bytes
// of NumPy's S are returned as they are, in whatever encoding.
func (a *Array) ReadTexts(ctx context.Context, limit int) ([]string, error) {
	if !a.IsText() {
		return nil, fmt.Errorf("zarr array %q holds %v, not text", a.dir, a.elem.dtype)
	}
	n, err := chunkio.Count(a.shape, max(a.elem.size, 1))
	if err != nil {
		return nil, err
	}
	if n > limit/max(a.elem.size, 1) || a.elem.kind == vlen && a.chunk.n > limit {
		return nil, fmt.Errorf("%w: zarr array %q of texts, shape %v", chunkio.ErrTooLarge, a.dir, a.shape)
	}
	if a.elem.kind == vlen {
		return a.readVlen(ctx, n, limit)
	}
	raw := make([]byte, n*a.elem.size)
	if err := a.read(ctx, raw, make([]int, len(a.shape)), a.shape); err != nil {
		return nil, err
	}
	texts := make([]string, n)
	for i := range texts {
		b := raw[i*a.elem.size : (i+1)*a.elem.size]
		if a.elem.kind == utf32 {
			texts[i] = fromUTF32(b)
		} else {
			texts[i] = string(bytes.TrimRight(b, "\x00"))
		}
	}
	return texts, nil
}

// fromUTF32 returns the text of little-endian code points without the NULs that
// end it. What is no code point becomes U+FFFD.
func fromUTF32(b []byte) string {
	for len(b) >= 4 && binary.LittleEndian.Uint32(b[len(b)-4:]) == 0 {
		b = b[:len(b)-4]
	}
	var s strings.Builder
	for ; len(b) >= 4; b = b[4:] {
		s.WriteRune(rune(binary.LittleEndian.Uint32(b)))
	}
	return s.String()
}

// readVlen reads n texts of any length.
func (a *Array) readVlen(ctx context.Context, n, limit int) ([]string, error) {
	texts := make([]string, n)
	if n == 0 {
		return texts, ctx.Err()
	}
	rank := len(a.shape)
	first, last, at := make([]int, rank), make([]int, rank), make([]int, rank)
	for i := range last {
		last[i] = (a.shape[i] - 1) / a.file[i]
	}
	left := limit
	for more := true; more; more = next(at, first, last) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		path := a.dir + string(os.PathSeparator) + string(a.keys.append(nil, at))
		chunk, size, err := a.vlenChunk(path, left)
		if err != nil {
			return nil, fmt.Errorf("zarr chunk %q: %w", path, err)
		}
		if left -= size; left < 0 {
			return nil, fmt.Errorf("%w: zarr array %q holds more than %d bytes of text", chunkio.ErrTooLarge, a.dir, limit)
		}
		a.place(texts, chunk, at)
	}
	return texts, nil
}

// place copies the texts of the chunk at an index of the grid to where they
// belong among all; nil stands for a chunk of the fill value.
func (a *Array) place(texts, chunk []string, at []int) {
	rank := len(a.shape)
	zero, end, in := make([]int, rank), make([]int, rank), make([]int, rank)
	for i := range end {
		end[i] = min(a.file[i], a.shape[i]-at[i]*a.file[i]) - 1
	}
	for more := true; more; more = next(in, zero, end) {
		from, to := 0, 0
		for i := range in {
			from += in[i] * a.chunk.strides[i]
			to = to*a.shape[i] + at[i]*a.file[i] + in[i]
		}
		if chunk == nil {
			texts[to] = string(a.fill)
		} else {
			texts[to] = chunk[from]
		}
	}
}

// vlenChunk returns the texts of a chunk and how many bytes they took, nil
// where the chunk was never written.
func (a *Array) vlenChunk(path string, limit int) ([]string, int, error) {
	info, err := os.Stat(path)
	if absent(err) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() || info.Size() > int64(slack(limit+vlenOverhead(a.chunk.n))) {
		return nil, 0, fmt.Errorf("%w: a file of %d bytes, mode %v", chunkio.ErrTooLarge, info.Size(), info.Mode())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range a.chunk.chain.stages {
		if data, err = decodeGrowing(s.codec, data, limit+vlenOverhead(a.chunk.n)); err != nil {
			return nil, 0, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	texts, err := parseVlen(data, a.chunk.n)
	return texts, len(data) - vlenOverhead(a.chunk.n), err
}

// vlenOverhead is what vlen-utf8 adds to the bytes of n texts.
func vlenOverhead(n int) int { return 4 + 4*n }

// parseVlen splits what numcodecs' vlen-utf8 makes: the number of texts, then
// for each its length and its bytes. All numbers are 4 bytes, little-endian.
func parseVlen(data []byte, want int) ([]string, error) {
	if len(data) < vlenOverhead(want) {
		return nil, fmt.Errorf("vlen-utf8: %d bytes, too few for %d texts", len(data), want)
	}
	if n := binary.LittleEndian.Uint32(data); uint64(n) != uint64(want) {
		return nil, fmt.Errorf("vlen-utf8: %d texts, want %d", n, want)
	}
	texts := make([]string, want)
	data = data[4:]
	for i := range texts {
		if len(data) < 4 || uint64(binary.LittleEndian.Uint32(data)) > uint64(len(data)-4) {
			return nil, fmt.Errorf("vlen-utf8: text %d leaves the chunk", i)
		}
		end := 4 + int(binary.LittleEndian.Uint32(data))
		texts[i], data = string(data[4:end]), data[end:]
	}
	if len(data) > 0 {
		return nil, fmt.Errorf("vlen-utf8: %d bytes after the last text", len(data))
	}
	return texts, nil
}

// decodeGrowing decodes to as many bytes as it takes, at most limit.
func decodeGrowing(c codec, src []byte, limit int) ([]byte, error) {
	for size := min(4*len(src)+1024, limit); ; size = min(2*size, limit) {
		dst := make([]byte, size)
		n, err := c.decode(dst, src)
		if !errors.Is(err, errLong) {
			return dst[:n], err
		}
		if size == limit {
			return nil, fmt.Errorf("%w: more than %d bytes of text", chunkio.ErrTooLarge, limit)
		}
	}
}
