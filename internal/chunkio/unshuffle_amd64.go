package chunkio

// unshuffle8Wide moves groups of 16 bytes of each of eight planes of src, n
// bytes apart, to as many 8-byte elements.
func unshuffle8Wide(dst, src []byte, n, groups int) {
	if groups > 0 {
		_ = src[7*n+16*groups-1]
		_ = dst[128*groups-1]
		unshuffle8SSE2(&dst[0], &src[0], n, groups)
	}
}

// unshuffle4Wide does the same for four planes and 4-byte elements.
func unshuffle4Wide(dst, src []byte, n, groups int) {
	if groups > 0 {
		_ = src[3*n+16*groups-1]
		_ = dst[64*groups-1]
		unshuffle4SSE2(&dst[0], &src[0], n, groups)
	}
}

// The transpositions in vector registers use SSE2, which every amd64 has.
//
//go:noescape
func unshuffle8SSE2(dst, src *byte, n, groups int)

//go:noescape
func unshuffle4SSE2(dst, src *byte, n, groups int)
