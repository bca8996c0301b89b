package chunkio

import "encoding/binary"

// piece is where the elements of one chunk lie in a slab: the chunk's first
// element at base, a step along axis i strides[i] elements on. Only count
// elements along each axis are in the dataset; the rest of chunk is padding.
type piece struct {
	chunk, count, strides []int
	base, size            int
}

// gather writes the chunk densely, in C order, to dst, padded with zeros.
func (p *piece) gather(dst, src []byte, at []int) {
	if !p.full() {
		clear(dst)
	}
	p.eachPlane(at, func(out, from int) {
		rows, cols, sr, sc := p.inner()
		width := p.chunk[len(p.chunk)-1]
		for r := range rows {
			to := (out + r*width) * p.size
			at := (from + r*sr) * p.size
			if sc == 1 {
				copy(dst[to:to+cols*p.size], src[at:])
				continue
			}
			for range cols {
				copy(dst[to:to+p.size], src[at:at+p.size])
				to, at = to+p.size, at+sc*p.size
			}
		}
	})
}

// gatherShuffled writes the chunk as HDF5's shuffle filter leaves it: all
// first bytes of its elements, then all second bytes, and so on.
func (p *piece) gatherShuffled(dst, src []byte, at []int) {
	if !p.full() {
		clear(dst)
	}
	n := len(dst) / p.size
	p.eachPlane(at, func(out, from int) {
		rows, cols, sr, sc := p.inner()
		width := p.chunk[len(p.chunk)-1]
		// Blocks small enough that what is read and what is written stay in
		// the cache while a transposition goes across them.
		const blockRows = 64
		for r0 := 0; r0 < rows; r0 += blockRows {
			r1 := min(r0+blockRows, rows)
			c := 0
			switch p.size {
			case 8:
				for ; c+16 <= cols; c += 16 {
					for r := r0; r < r1; r++ {
						shuffle8Wide(dst[out+r*width+c:], src[(from+r*sr+c*sc)*8:], n, sc*8)
					}
				}
				for ; c+8 <= cols; c += 8 {
					for r := r0; r < r1; r++ {
						shuffle8(dst[out+r*width+c:], src[(from+r*sr+c*sc)*8:], n, sc*8)
					}
				}
			case 4:
				for ; c+16 <= cols; c += 16 {
					for r := r0; r < r1; r++ {
						shuffle4Wide(dst[out+r*width+c:], src[(from+r*sr+c*sc)*4:], n, sc*4)
					}
				}
				for ; c+8 <= cols; c += 8 {
					for r := r0; r < r1; r++ {
						shuffle4(dst[out+r*width+c:], src[(from+r*sr+c*sc)*4:], n, sc*4)
					}
				}
			}
			for ; c < cols; c++ {
				for r := r0; r < r1; r++ {
					e := src[(from+r*sr+c*sc)*p.size:][:p.size]
					to := out + r*width + c
					for b := range e {
						dst[to] = e[b]
						to += n
					}
				}
			}
		}
	})
}

// shuffle8 moves the bytes of eight 8-byte elements, step bytes apart in src,
// to eight planes of dst, n bytes apart: an 8 by 8 transposition in registers.
func shuffle8(dst, src []byte, n, step int) {
	_ = src[7*step+7]
	_ = dst[7*n+7]
	le := binary.LittleEndian
	a0, a1 := le.Uint64(src), le.Uint64(src[step:])
	a2, a3 := le.Uint64(src[2*step:]), le.Uint64(src[3*step:])
	a4, a5 := le.Uint64(src[4*step:]), le.Uint64(src[5*step:])
	a6, a7 := le.Uint64(src[6*step:]), le.Uint64(src[7*step:])
	const m1, m2, m4 = 0x00ff00ff00ff00ff, 0x0000ffff0000ffff, 0x00000000ffffffff
	b0, b1 := a0&m1|a1&m1<<8, a0>>8&m1|a1&^uint64(m1)
	b2, b3 := a2&m1|a3&m1<<8, a2>>8&m1|a3&^uint64(m1)
	b4, b5 := a4&m1|a5&m1<<8, a4>>8&m1|a5&^uint64(m1)
	b6, b7 := a6&m1|a7&m1<<8, a6>>8&m1|a7&^uint64(m1)
	c0, c2 := b0&m2|b2&m2<<16, b0>>16&m2|b2&^uint64(m2)
	c1, c3 := b1&m2|b3&m2<<16, b1>>16&m2|b3&^uint64(m2)
	c4, c6 := b4&m2|b6&m2<<16, b4>>16&m2|b6&^uint64(m2)
	c5, c7 := b5&m2|b7&m2<<16, b5>>16&m2|b7&^uint64(m2)
	le.PutUint64(dst, c0&m4|c4<<32)
	le.PutUint64(dst[n:], c1&m4|c5<<32)
	le.PutUint64(dst[2*n:], c2&m4|c6<<32)
	le.PutUint64(dst[3*n:], c3&m4|c7<<32)
	le.PutUint64(dst[4*n:], c0>>32|c4&^uint64(m4))
	le.PutUint64(dst[5*n:], c1>>32|c5&^uint64(m4))
	le.PutUint64(dst[6*n:], c2>>32|c6&^uint64(m4))
	le.PutUint64(dst[7*n:], c3>>32|c7&^uint64(m4))
}

// shuffle4 does the same for eight 4-byte elements and four planes.
func shuffle4(dst, src []byte, n, step int) {
	_ = src[7*step+3]
	_ = dst[3*n+7]
	le := binary.LittleEndian
	// Elements i and i+4 share a register, so that the two halves of each
	// plane come out side by side.
	a0 := uint64(le.Uint32(src)) | uint64(le.Uint32(src[4*step:]))<<32
	a1 := uint64(le.Uint32(src[step:])) | uint64(le.Uint32(src[5*step:]))<<32
	a2 := uint64(le.Uint32(src[2*step:])) | uint64(le.Uint32(src[6*step:]))<<32
	a3 := uint64(le.Uint32(src[3*step:])) | uint64(le.Uint32(src[7*step:]))<<32
	const m1, m2 = 0x00ff00ff00ff00ff, 0x0000ffff0000ffff
	b0, b1 := a0&m1|a1&m1<<8, a0>>8&m1|a1&^uint64(m1)
	b2, b3 := a2&m1|a3&m1<<8, a2>>8&m1|a3&^uint64(m1)
	le.PutUint64(dst, b0&m2|b2&m2<<16)
	le.PutUint64(dst[n:], b1&m2|b3&m2<<16)
	le.PutUint64(dst[2*n:], b0>>16&m2|b2&^uint64(m2))
	le.PutUint64(dst[3*n:], b1>>16&m2|b3&^uint64(m2))
}

// shuffle8Twice moves 16 elements as shuffle8 does eight.
func shuffle8Twice(dst, src []byte, n, step int) {
	shuffle8(dst, src, n, step)
	shuffle8(dst[8:], src[8*step:], n, step)
}

// shuffle4Twice moves 16 elements as shuffle4 does eight.
func shuffle4Twice(dst, src []byte, n, step int) {
	shuffle4(dst, src, n, step)
	shuffle4(dst[8:], src[8*step:], n, step)
}

// full reports whether the chunk has no padding.
func (p *piece) full() bool {
	for i := range p.count {
		if p.count[i] != p.chunk[i] {
			return false
		}
	}
	return true
}

// inner returns the extent and the strides of the last two axes; a chunk of
// one axis is a single row.
func (p *piece) inner() (rows, cols, rowStride, colStride int) {
	last := len(p.count) - 1
	if last == 0 {
		return 1, p.count[0], 0, p.strides[0]
	}
	return p.count[last-1], p.count[last], p.strides[last-1], p.strides[last]
}

// eachPlane calls do for each plane of the last two axes, with the index of its
// first element in the chunk and in the slab. at is scratch of the chunk's rank.
func (p *piece) eachPlane(at []int, do func(out, from int)) {
	outer := max(len(p.count)-2, 0)
	at = at[:outer]
	clear(at)
	for {
		out, from := 0, p.base
		for i := range at {
			out = out*p.chunk[i] + at[i]
			from += at[i] * p.strides[i]
		}
		for _, c := range p.chunk[outer:] {
			out *= c
		}
		do(out, from)
		if !next(at, p.count[:outer]) {
			return
		}
	}
}
