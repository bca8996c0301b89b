package chunkio

import "testing"

// Every compression has a name of its own, and packs at all levels that it is
// said to have.
func TestCompressions(t *testing.T) {
	if got := len(Compressions()); got != int(Zstd)+1 {
		t.Errorf("%d are listed", got)
	}
	names := map[string]bool{}
	for _, c := range Compressions() {
		if names[c.String()] {
			t.Errorf("%s is there twice", c)
		}
		names[c.String()] = true
		for level := min(1, c.MaxLevel()); level <= c.MaxLevel(); level++ {
			if _, err := newEncoder(Codec{Compression: c, Level: level}); err != nil {
				t.Errorf("%s, level %d: %v", c, level, err)
			}
		}
	}
	if _, err := newEncoder(Codec{Compression: Gzip, Level: Gzip.MaxLevel() + 1}); err == nil {
		t.Errorf("gzip has a higher level than it is said to have")
	}
}
