package chunkio

import (
	"math/rand/v2"
	"testing"
)

func TestPoolReuses(t *testing.T) {
	p := &pool{budget: 100}
	small, large := p.take(10), p.take(60)
	small[0], large[0] = 1, 2
	p.give(large)
	p.give(small)
	if b := p.take(10); len(b) != 10 || b[0] != 1 {
		t.Error("the smallest that is large enough was not taken")
	}
	if b := p.take(20); len(b) != 20 || b[0] != 2 {
		t.Error("a larger one was not taken")
	}
	if b := p.take(20); b[0] != 0 {
		t.Error("a buffer in use was taken")
	}
}

// Whatever is taken and given back, what lies unused never keeps the pool over
// its budget, and what it counts is what there is.
func TestPoolKeepsItsBudget(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	const budget = 1000
	p := &pool{budget: budget}
	var used [][]byte
	inUse := 0
	for range 5000 {
		if len(used) > 0 && r.IntN(2) == 0 {
			i := r.IntN(len(used))
			inUse -= cap(used[i])
			p.give(used[i])
			used = append(used[:i], used[i+1:]...)
		} else if n := 1 + r.IntN(200); inUse+n <= budget {
			b := p.take(n)
			if len(b) != n {
				t.Fatalf("%d bytes taken, not %d", len(b), n)
			}
			used = append(used, b)
			inUse += cap(b)
		}
		unused, before := 0, 0
		for _, b := range p.buffers {
			if cap(b) < before {
				t.Fatal("the unused buffers are not in order")
			}
			before = cap(b)
			unused += cap(b)
		}
		if p.held != inUse+unused {
			t.Fatalf("%d bytes are counted, %d in use and %d not", p.held, inUse, unused)
		}
		if unused > 0 && p.held > budget {
			t.Fatalf("%d bytes in use and %d unused are over the budget of %d", inUse, unused, budget)
		}
	}
}

// Encoders are made once, whatever the number of runs.
func TestPoolKeepsEncoders(t *testing.T) {
	p := &pool{encoders: map[Codec][]*encoder{}}
	gzip, zstd := Codec{Gzip, 1, true}, Codec{Zstd, 1, true}
	first, err := p.encoder(gzip)
	if err != nil {
		t.Fatal(err)
	}
	second, err := p.encoder(gzip)
	if err != nil || first == second {
		t.Fatalf("an encoder in use was given: %v", err)
	}
	p.keep(map[Codec]*encoder{gzip: first})
	if e, err := p.encoder(zstd); err != nil || e == first || e.zstd == nil {
		t.Errorf("an encoder of another codec was given: %v", err)
	}
	if e, err := p.encoder(gzip); err != nil || e != first {
		t.Errorf("the encoder that was kept was not given: %v", err)
	}
}
