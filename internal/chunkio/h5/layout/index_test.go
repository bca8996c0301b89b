package layout

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// seed is a dataset of the files in testdata, whose chunks libhdf5 has counted.
type seed struct {
	File, Path        string
	Header            uint64
	Shape, Max, Chunk []int
	Bytes             int64
	Filtered          bool
	Stored            int
	whole             []byte
}

func seeds(t testing.TB) (all []seed) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "datasets.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].whole, err = os.ReadFile(filepath.Join("testdata", all[i].File)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// counted counts the bytes that are read.
type counted struct {
	io.ReaderAt
	n int64
}

func (c *counted) ReadAt(b []byte, at int64) (int, error) {
	c.n += int64(len(b))
	return c.ReaderAt.ReadAt(b, at)
}

// list lists the chunks of a seed in bytes that may be damaged, and holds the
// answer to what can be true of any file.
func (s seed) list(t testing.TB, data []byte) ([]Chunk, error) {
	t.Helper()
	r := &counted{ReaderAt: bytes.NewReader(data)}
	size := int64(len(data))
	all, err := File{ReaderAt: r, Size: size}.Chunks(Dataset{
		Header: s.Header, Shape: s.Shape, MaxShape: s.Max, Chunk: s.Chunk, Bytes: s.Bytes, Filtered: s.Filtered,
	})
	if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnknown) {
		t.Errorf("%s %s: %v is of no kind", s.File, s.Path, err)
	}
	// Nodes of trees are read 4 KiB at a time, of which their header is 24.
	if most := 400 * (size + 1<<10); r.n > most {
		t.Errorf("%s %s: %d bytes are read of %d", s.File, s.Path, r.n, size)
	}
	last, stored := -1, int64(0)
	for _, c := range all {
		stored += int64(c.Size)
		if c.Number <= last || c.Offset < 0 || c.Offset+int64(c.Size) > size {
			t.Errorf("%s %s: chunk %+v after %d in %d bytes", s.File, s.Path, c, last, size)
		}
		last = c.Number
	}
	if stored > size {
		t.Errorf("%s %s: %d bytes of chunks in %d", s.File, s.Path, stored, size)
	}
	return all, err
}

func TestSeeds(t *testing.T) {
	for _, s := range seeds(t) {
		all, err := s.list(t, s.whole)
		if err != nil || len(all) != s.Stored {
			t.Errorf("%s %s: %d chunks, %v, want %d", s.File, s.Path, len(all), err, s.Stored)
		}
	}
}

// damageStep is the distance of the bytes that are damaged, one at a time.
const damageStep = 7

// Every single damage is refused, or changes the list into another that can be.
func TestDamaged(t *testing.T) {
	for _, s := range seeds(t) {
		refused := 0
		data := slices.Clone(s.whole)
		for i := 0; i < len(data); i += damageStep {
			for _, with := range []byte{0xff, data[i] ^ 1, 0} {
				was := data[i]
				data[i] = with
				if _, err := s.list(t, data); err != nil {
					refused++
				}
				data[i] = was
			}
		}
		if refused == 0 {
			t.Errorf("%s %s: no damage is refused", s.File, s.Path)
		}
	}
}

// A file that was cut off lists nothing beyond its end.
func TestCut(t *testing.T) {
	for _, s := range seeds(t) {
		for size := 0; size < len(s.whole); size += 71 {
			_, _ = s.list(t, s.whole[:size]) // it is list that judges
		}
	}
}

// zeros is a file without an end.
type zeros struct{}

func (zeros) ReadAt(b []byte, _ int64) (int, error) {
	clear(b)
	return len(b), nil
}

// A part of an index is as long as one may be, and no longer.
func TestLongBlock(t *testing.T) {
	s := &scan{file: File{ReaderAt: zeros{}, Size: 4 * mostBlock}}
	for n, ok := range map[int64]bool{mostBlock: true, mostBlock + 1: false} {
		if b, err := s.block(8, n); ok && (err != nil || int64(len(b)) != n) || !ok && !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes: %d, %v", n, len(b), err)
		}
	}
}

// A tree that leads back to its root is refused.
func TestCircle(t *testing.T) {
	for _, s := range seeds(t) {
		if s.File != "old.h5" || s.Path != "btree2" {
			continue
		}
		data := slices.Clone(s.whole)
		for at := 0; ; at++ {
			i := bytes.Index(data[at:], []byte("TREE\x01"))
			if i < 0 {
				break
			}
			at += i
			data[at+5] = 1 // its level
			const childAt = 24 + 8 + 8*3
			for k := range 8 {
				data[at+childAt+k] = byte(at >> (8 * k))
			}
		}
		if _, err := s.list(t, data); !errors.Is(err, ErrDamaged) {
			t.Errorf("a tree in a circle: %v, want ErrDamaged", err)
		}
	}
}

func FuzzChunks(f *testing.F) {
	all := seeds(f)
	for i, s := range all {
		f.Add(s.whole, uint8(i))
	}
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		_, _ = all[int(which)%len(all)].list(t, data) // it is list that judges
	})
}
