package h5

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// countingReader counts the calls of ReadAt.
type countingReader struct {
	io.ReaderAt
	calls int
}

func (r *countingReader) ReadAt(p []byte, off int64) (int, error) {
	r.calls++
	return r.ReaderAt.ReadAt(p, off)
}

// Strings of a few collections are read with two calls a collection, once, and
// those of more than are kept give the same strings.
func TestHeapCache(t *testing.T) {
	const length = 64
	file := make([]byte, (cachedCollections+1)*length)
	for i := range cachedCollections + 1 {
		c := file[i*length:]
		copy(c, "GCOL\x01")
		binary.LittleEndian.PutUint64(c[8:], length)
		binary.LittleEndian.PutUint16(c[16:], 1)
		binary.LittleEndian.PutUint64(c[24:], 1)
		c[32] = byte('a' + i)
	}
	ref := func(i int) []byte {
		b := binary.LittleEndian.AppendUint32(nil, 1)
		b = binary.LittleEndian.AppendUint64(b, uint64(i*length))
		return binary.LittleEndian.AppendUint32(b, 1)
	}
	r := &countingReader{ReaderAt: bytes.NewReader(file)}
	var cache heapCache
	read := func(i int) {
		t.Helper()
		h := heap{r: r, size: int64(len(file)), cache: &cache, limits: usualThresholds()}
		texts, err := h.texts(ref(i), 1)
		if err != nil || texts[0] != string(rune('a'+i)) {
			t.Fatalf("collection %d holds %q, %v", i, texts, err)
		}
	}
	for range 3 {
		for i := range cachedCollections {
			read(i)
		}
	}
	if want := 2 * cachedCollections; r.calls != want {
		t.Errorf("%d reads of the file, want %d", r.calls, want)
	}
	for range 3 {
		for i := range cachedCollections + 1 {
			read(i)
		}
	}
	if n := len(cache.recent); n != cachedCollections {
		t.Errorf("%d collections are kept, want %d", n, cachedCollections)
	}
}
