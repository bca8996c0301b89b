package chunkio

import (
	"slices"
	"sync"
)

// pool keeps buffers and encoders between runs. Buffers that lie in it unused
// are let go where, with those in use, they would pass the budget.
type pool struct {
	mu       sync.Mutex
	budget   int
	held     int      // bytes of all buffers, in use or not
	buffers  [][]byte // unused, by capacity
	encoders map[Codec][]*encoder
}

// take returns a buffer of n bytes with undefined content.
func (p *pool) take(n int) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	i, _ := slices.BinarySearchFunc(p.buffers, n, func(b []byte, n int) int { return cap(b) - n })
	if i < len(p.buffers) {
		b := p.buffers[i]
		p.buffers = slices.Delete(p.buffers, i, i+1)
		return b[:n]
	}
	// None is large enough, and the smaller ones may be of no more use: the
	// datasets of a file come in kinds.
	for p.held+n > p.budget && len(p.buffers) > 0 {
		p.held -= cap(p.buffers[0])
		p.buffers = slices.Delete(p.buffers, 0, 1)
	}
	p.held += n
	return make([]byte, n)
}

// give takes a buffer back.
func (p *pool) give(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i, _ := slices.BinarySearchFunc(p.buffers, cap(b), func(x []byte, n int) int { return cap(x) - n })
	p.buffers = slices.Insert(p.buffers, i, b)
}

// encoder returns an unused encoder, or a new one.
func (p *pool) encoder(c Codec) (*encoder, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if have := p.encoders[c]; len(have) > 0 {
		e := have[len(have)-1]
		p.encoders[c] = have[:len(have)-1]
		return e, nil
	}
	return newEncoder(c)
}

// keep takes encoders back.
func (p *pool) keep(encoders map[Codec]*encoder) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c, e := range encoders {
		p.encoders[c] = append(p.encoders[c], e)
	}
}
