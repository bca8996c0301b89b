package chunkio

import "errors"

// errNoGain ends the compression of a chunk that has become no smaller.
var errNoGain = errors.New("compressed to no less than its size")

// packed receives a compressed chunk. It never grows beyond its capacity, so
// that a chunk that does not compress takes no more memory than the chunk.
type packed struct {
	data []byte
}

// Write appends p, or returns errNoGain where p does not fit.
func (b *packed) Write(p []byte) (int, error) {
	if len(b.data)+len(p) > cap(b.data) {
		return 0, errNoGain
	}
	b.data = append(b.data, p...)
	return len(p), nil
}
