package chunkio

// shuffle8Wide moves the bytes of 16 8-byte elements, step bytes apart in src,
// to eight planes of dst, n bytes apart.
func shuffle8Wide(dst, src []byte, n, step int) {
	_ = src[15*step+7]
	_ = dst[7*n+15]
	shuffle8SSE2(&dst[0], &src[0], n, step)
}

// shuffle4Wide does the same for 16 4-byte elements and four planes.
func shuffle4Wide(dst, src []byte, n, step int) {
	_ = src[15*step+3]
	_ = dst[3*n+15]
	shuffle4SSE2(&dst[0], &src[0], n, step)
}

// The transpositions in vector registers use SSE2, which every amd64 has.
//
//go:noescape
func shuffle8SSE2(dst, src *byte, n, step int)

//go:noescape
func shuffle4SSE2(dst, src *byte, n, step int)
