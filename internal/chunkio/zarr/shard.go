package zarr

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
)

// sharding is how the chunks of a shard are found in its file (Zarr v3 codec
// sharding_indexed): an index holds, in C order, 8 bytes of offset and 8 bytes
// of length for each chunk, all ones for one that was never written.
type sharding struct {
	grid  []int // chunks along each axis
	index chain
	atEnd bool
}

const indexEntry = 16

// newSharding returns the pipeline of the chunks within shards of the given
// shape.
func newSharding(n named, e element, shape []int) (pipeline, error) {
	c := struct {
		Shape    []int   `json:"chunk_shape"`
		Codecs   []named `json:"codecs"`
		Index    []named `json:"index_codecs"`
		Location string  `json:"index_location"`
	}{Location: "end"}
	if err := n.configure(&c); err != nil {
		return pipeline{}, err
	}
	if err := checkShape(shape, c.Shape); err != nil {
		return pipeline{}, fmt.Errorf("codec %q: %w", n.Name, err)
	}
	if c.Location != "start" && c.Location != "end" {
		return pipeline{}, fmt.Errorf("codec %q with its index at the %q", n.Name, c.Location)
	}
	s := &sharding{grid: make([]int, len(shape)), atEnd: c.Location == "end"}
	for i := range shape {
		if shape[i]%c.Shape[i] != 0 {
			return pipeline{}, fmt.Errorf("codec %q: chunk shape %v does not divide %v", n.Name, c.Shape, shape)
		}
		s.grid[i] = shape[i] / c.Shape[i]
	}
	// A shard takes up to three times its bytes where its chunks do not
	// compress; that must be a length a file can have.
	if _, err := chunkio.Count(shape, 4*max(e.size, indexEntry)); err != nil {
		return pipeline{}, err
	}
	chunks, err := chunkio.Count(s.grid, indexEntry)
	if err != nil {
		return pipeline{}, err
	}
	if len(c.Index) == 0 || c.Index[0].Name != "bytes" {
		return pipeline{}, fmt.Errorf("codec %q: index_codecs do not begin with %q", n.Name, "bytes")
	}
	if big, err := bigEndian(c.Index[0], element{size: 8}); err != nil || big {
		return pipeline{}, fmt.Errorf("codec %q: index is not little-endian", n.Name)
	}
	if s.index, err = newChain(c.Index[1:], chunks*indexEntry); err != nil {
		return pipeline{}, fmt.Errorf("codec %q: index: %w", n.Name, err)
	}
	if !s.index.exact {
		return pipeline{}, fmt.Errorf("codec %q: an index of varying length is not supported", n.Name)
	}
	p, err := newPipeline(c.Codecs, e, c.Shape)
	if err == nil && p.shards != nil {
		err = fmt.Errorf("codec %q within itself is not supported", n.Name)
	}
	p.shards = s
	return p, err
}

// readIndex reads the index of the shard f of size bytes into r.index.
func (r *reader) readIndex(f io.ReaderAt, size int64) error {
	s := r.array.shards
	n := int64(s.index.file)
	if size < n {
		return fmt.Errorf("holds %d bytes, its index alone takes %d", size, n)
	}
	at := int64(0)
	if s.atEnd {
		at = size - n
	}
	r.packed = grow(r.packed, s.index.file)
	if err := readAt(f, r.packed, at); err != nil {
		return err
	}
	if len(s.index.stages) == 0 {
		r.index = append(r.index[:0], r.packed...)
		return nil
	}
	r.index = grow(r.index, s.index.size)
	if err := s.index.decode(r.index, r.packed, &r.between); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return nil
}

// shard reads from the shard f, whose first element is at origin, what the box
// wants of it.
func (r *reader) shard(ctx context.Context, f io.ReaderAt, size int64) error {
	a := r.array
	if err := r.readIndex(f, size); err != nil {
		return err
	}
	rank := len(a.shape)
	first, last, at, origin := r.innerFirst[:rank], r.innerLast[:rank], r.innerAt[:rank], r.innerOrigin[:rank]
	for i := range rank {
		c := a.chunk.shape[i]
		first[i] = max(r.start[i]-r.origin[i], 0) / c
		last[i] = (min(r.start[i]+r.count[i]-r.origin[i], a.file[i]) - 1) / c
	}
	copy(at, first)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		k := 0
		for i := range rank {
			k = k*a.shards.grid[i] + at[i]
			origin[i] = r.origin[i] + at[i]*a.chunk.shape[i]
		}
		offset := binary.LittleEndian.Uint64(r.index[k*indexEntry:])
		n := binary.LittleEndian.Uint64(r.index[k*indexEntry+8:])
		switch {
		case offset == math.MaxUint64 && n == math.MaxUint64:
			r.fill(origin, a.chunk.shape)
		case offset > uint64(size) || n > uint64(size)-offset:
			return fmt.Errorf("chunk %v: bytes %d+%d leave a file of %d", slices.Clone(at), offset, n, size)
		default:
			if err := r.chunk(f, int64(offset), int64(n), origin); err != nil {
				return fmt.Errorf("chunk %v: %w", slices.Clone(at), err)
			}
		}
		if !next(at, first, last) {
			return nil
		}
	}
}
