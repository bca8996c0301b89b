//go:build !amd64

package chunkio

// shuffle8Wide moves the bytes of 16 8-byte elements, step bytes apart in src,
// to eight planes of dst, n bytes apart.
func shuffle8Wide(dst, src []byte, n, step int) { shuffle8Twice(dst, src, n, step) }

// shuffle4Wide does the same for 16 4-byte elements and four planes.
func shuffle4Wide(dst, src []byte, n, step int) { shuffle4Twice(dst, src, n, step) }
