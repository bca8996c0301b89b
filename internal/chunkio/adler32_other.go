//go:build !amd64

package chunkio

// adler32 returns the checksum of a zlib stream over data.
func adler32(data []byte) uint32 { return adlerGeneric(data, 1, 0) }
