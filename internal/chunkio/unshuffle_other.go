//go:build !amd64

package chunkio

// unshuffle8Wide moves groups of 16 bytes of each of eight planes of src, n
// bytes apart, to as many 8-byte elements.
func unshuffle8Wide(dst, src []byte, n, groups int) { unshuffle8Plain(dst, src, n, groups) }

// unshuffle4Wide does the same for four planes and 4-byte elements.
func unshuffle4Wide(dst, src []byte, n, groups int) { unshuffle4Plain(dst, src, n, groups) }
