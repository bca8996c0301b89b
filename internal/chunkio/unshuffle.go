package chunkio

// Unshuffle puts the bytes of elements together that a shuffle set apart: first
// all first bytes, then all second ones, and so on. What does not fill an
// element stands at the end as it was. dst has the length of src, and size is
// that of an element.
func Unshuffle(dst, src []byte, size int) {
	if size < 2 {
		copy(dst, src)
		return
	}
	n := len(src) / size
	done := 0
	switch size {
	case 8:
		done = n - n%16
		unshuffle8Wide(dst, src, n, n/16)
	case 4:
		done = n - n%16
		unshuffle4Wide(dst, src, n, n/16)
	}
	// Tiles of elements keep what is written in the cache while the planes are
	// gone through.
	const tile = 512
	for ; done < n; done += tile {
		end := min(done+tile, n)
		for b := range size {
			at := done*size + b
			for _, v := range src[b*n+done : b*n+end] {
				dst[at] = v
				at += size
			}
		}
	}
	copy(dst[n*size:], src[n*size:])
}

// unshuffle8Plain moves groups of 16 bytes of each of eight planes of src, n
// bytes apart, to as many 8-byte elements.
func unshuffle8Plain(dst, src []byte, n, groups int) {
	for i := range 2 * groups {
		// The transposition of eight by eight bytes is its own inverse.
		shuffle8(dst[64*i:], src[8*i:], 8, n)
	}
}

// unshuffle4Plain does the same for four planes and 4-byte elements.
func unshuffle4Plain(dst, src []byte, n, groups int) {
	for i := range 16 * groups {
		dst[4*i], dst[4*i+1], dst[4*i+2], dst[4*i+3] = src[i], src[n+i], src[2*n+i], src[3*n+i]
	}
}
