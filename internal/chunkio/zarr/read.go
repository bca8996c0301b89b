package zarr

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"roi2nwb/internal/chunkio"
)

// ReadBlock implements chunkio.Array. A chunk file that is damaged or cannot
// be read is an error that names it; dst then holds anything.
func (a *Array) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if a.IsText() {
		return fmt.Errorf("zarr array %q holds text, not numbers", a.dir)
	}
	return a.read(ctx, dst, start, count)
}

// read is ReadBlock for all elements of fixed size.
func (a *Array) read(ctx context.Context, dst []byte, start, count []int) error {
	if err := chunkio.CheckBox(a.shape, start, count, a.elem.delivered(), len(dst)); err != nil {
		return fmt.Errorf("zarr array %q: %w", a.dir, err)
	}
	if len(dst) == 0 {
		return ctx.Err()
	}
	r := a.readers.Get().(*reader)
	defer a.readers.Put(r)
	r.dst, r.start, r.count = dst, start, count
	defer func() { r.dst, r.start, r.count = nil, nil, nil }()
	return r.run(ctx)
}

// reader reads one box. Readers are pooled with their buffers, so that reading
// chunk after chunk allocates nothing but what opening a file takes.
type reader struct {
	array *Array

	dst          []byte
	start, count []int
	stride       [maxRank]int // of dst, in elements

	path []byte // of the array's folder, then of the file
	base int    // length of the folder's part

	first, last, at, origin                     [maxRank]int // files that the box meets
	innerFirst, innerLast, innerAt, innerOrigin [maxRank]int // chunks of a shard that it meets
	part                                        [maxRank]int // what a chunk and the box share

	packed  []byte // a chunk as stored
	between [2][]byte
	whole   []byte // a decoded chunk
	piece   []byte // the wanted part of one
	wide    []byte // the same, widened
	index   []byte // of a shard
}

func newReader(a *Array) *reader {
	path := append([]byte(a.dir), os.PathSeparator)
	return &reader{array: a, path: path, base: len(path)}
}

func (r *reader) run(ctx context.Context) error {
	a, rank := r.array, len(r.array.shape)
	first, last, at := r.first[:rank], r.last[:rank], r.at[:rank]
	stride := 1
	for i := rank - 1; i >= 0; i-- {
		r.stride[i] = stride
		stride *= r.count[i]
		first[i] = r.start[i] / a.file[i]
		last[i] = (r.start[i] + r.count[i] - 1) / a.file[i]
	}
	copy(at, first)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.path = a.keys.append(r.path[:r.base], at)
		for i := range rank {
			r.origin[i] = at[i] * a.file[i]
		}
		if err := r.readFile(ctx); err != nil {
			return fmt.Errorf("zarr chunk %q: %w", r.path, err)
		}
		if !next(at, first, last) {
			return nil
		}
	}
}

// next steps at to the next index of the box between first and last, in C
// order, and tells whether there was one.
func next(at, first, last []int) bool {
	for i := len(at) - 1; i >= 0; i-- {
		if at[i] < last[i] {
			at[i]++
			return true
		}
		at[i] = first[i]
	}
	return false
}

// readFile reads what the box wants of the file at r.path, whose first element
// is at r.origin.
func (r *reader) readFile(ctx context.Context) error {
	a := r.array
	f, err := chunkio.OpenRegular(string(r.path))
	if absent(err) {
		r.fill(r.origin[:len(a.shape)], a.file)
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if a.shards != nil {
		return r.shard(ctx, f, info.Size())
	}
	return r.chunk(f, 0, info.Size(), r.origin[:len(a.shape)])
}

// meet computes what the box shares with the box of the given origin and shape:
// its shape in r.part, and where it begins in dst and, by strides, in the other.
func (r *reader) meet(origin, shape, strides []int) (part []int, to, from int) {
	part = r.part[:len(origin)]
	for i := range part {
		lo := max(r.start[i], origin[i])
		part[i] = min(r.start[i]+r.count[i], origin[i]+shape[i]) - lo
		to += (lo - r.start[i]) * r.stride[i]
		if strides != nil {
			from += (lo - origin[i]) * strides[i]
		}
	}
	return part, to, from
}

// fill sets to the fill value what the box shares with the given one.
func (r *reader) fill(origin, shape []int) {
	part, to, _ := r.meet(origin, shape, nil)
	var still [maxRank]int
	size := r.array.elem.delivered()
	scatter(r.dst[to*size:], r.stride[:len(part)], r.array.fill, still[:len(part)], part, size)
}

// chunk decodes the chunk of n bytes at offset in f, whose first element is at
// origin, and copies what the box wants of it.
func (r *reader) chunk(f io.ReaderAt, offset, n int64, origin []int) error {
	a := r.array
	l, e := &a.chunk, a.elem
	part, to, from := r.meet(origin, l.shape, l.strides)
	count, inChunk, inBox := 1, 1, 1
	for i, c := range part {
		count *= c
		inChunk += (c - 1) * l.strides[i]
		inBox += (c - 1) * r.stride[i]
	}
	if err := l.chain.fits(n); err != nil {
		return err
	}
	// Where the wanted elements follow each other both in the chunk and in
	// the box they are decoded in place.
	var direct []byte
	if l.cOrder && inChunk == count && inBox == count && e.kind != half {
		direct = r.dst[to*e.size : (to+count)*e.size]
	}
	data, err := r.load(f, offset, int(n), from, from+inChunk, direct)
	if err != nil {
		return err
	}
	e.normalise(data)
	if direct != nil {
		return nil
	}
	if e.kind == half {
		r.wide = grow(r.wide, 2*len(data))
		widen(r.wide, data)
		data = r.wide
	}
	size := e.delivered()
	scatter(r.dst[to*size:], r.stride[:len(part)], data, l.strides, part, size)
	return nil
}

// load returns the elements from lo to hi, in stored order, of the chunk of n
// bytes at offset in f: in direct, where that is not nil, else in a buffer of
// the reader.
func (r *reader) load(f io.ReaderAt, offset int64, n, lo, hi int, direct []byte) ([]byte, error) {
	l, size := &r.array.chunk, r.array.elem.size
	frame, partial := l.chain.partial()
	partial = partial && hi-lo < l.n
	out := direct
	if out == nil && (partial || len(l.chain.stages) == 0) {
		r.piece = grow(r.piece, (hi-lo)*size)
		out = r.piece
	}
	if len(l.chain.stages) == 0 {
		return out, readAt(f, out, offset+int64(lo*size))
	}
	r.packed = grow(r.packed, n)
	if err := readAt(f, r.packed, offset); err != nil {
		return nil, err
	}
	if partial {
		done, err := frame.decodePart(out, r.packed, lo*size, l.chain.size)
		if err != nil {
			return nil, fmt.Errorf("blosc: %w", err)
		}
		if done {
			return out, nil
		}
	}
	if direct != nil && hi-lo == l.n {
		return direct, l.chain.decode(direct, r.packed, &r.between)
	}
	r.whole = grow(r.whole, l.chain.size)
	if err := l.chain.decode(r.whole, r.packed, &r.between); err != nil {
		return nil, err
	}
	wanted := r.whole[lo*size : hi*size]
	if direct != nil {
		copy(direct, wanted)
		return direct, nil
	}
	return wanted, nil
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

// grow returns b with length n, its content lost where it had to be replaced.
func grow(b []byte, n int) []byte { return slices.Grow(b[:0], n)[:n] }
