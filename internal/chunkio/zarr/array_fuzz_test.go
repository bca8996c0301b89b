package zarr

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// firstChunk returns the file of the chunk that begins an array.
func firstChunk(a *Array) string {
	return filepath.Join(a.dir, string(a.keys.append(nil, make([]int, len(a.shape)))))
}

// FuzzArray reads arrays of any metadata whose first chunk, or shard, is of any
// bytes: once in a piece and once element by element, with the same result.
func FuzzArray(f *testing.F) {
	for _, version := range []string{"v2", "v3"} {
		arrays, err := filepath.Glob("testdata/" + version + "/*")
		if err != nil || len(arrays) < 60 {
			f.Fatalf("%s: %d arrays, %v", version, len(arrays), err)
		}
		for _, dir := range arrays {
			a, err := OpenArray(dir)
			if err != nil {
				continue
			}
			name := ".zarray"
			if version == "v3" {
				name = "zarr.json"
			}
			metadata, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				f.Fatal(err)
			}
			chunk, _ := os.ReadFile(firstChunk(a)) // may not be stored
			f.Add(metadata, chunk, version == "v3")
		}
	}
	f.Fuzz(func(t *testing.T, metadata, chunk []byte, v3 bool) {
		// A file a folder is slow, and names of any length are not.
		dir := t.TempDir()
		parse := parseV2
		if v3 {
			parse = parseV3
		}
		a, err := parse(dir, metadata)
		if err != nil {
			return
		}
		path := firstChunk(a)
		if !strings.HasPrefix(path, dir) {
			t.Fatalf("the first chunk of an array in %q is %q", dir, path)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, chunk, 0o600); err != nil {
			t.Fatal(err)
		}
		if a.IsText() {
			_, _ = a.ReadTexts(t.Context(), 1<<16)
			return
		}
		readBothWays(t, a)
	})
}

// readBothWays reads the box of at most 3 elements an axis that begins an array
// whole, and each of its elements.
func readBothWays(t *testing.T, a *Array) {
	start, count := make([]int, len(a.shape)), make([]int, len(a.shape))
	n, size := 1, a.DType().Size()
	for i := range count {
		count[i] = min(a.shape[i], 3)
		n *= count[i]
	}
	if n == 0 || n > 1000 || a.file == nil {
		return
	}
	whole := make([]byte, n*size)
	if err := a.ReadBlock(t.Context(), whole, start, count); err != nil {
		return
	}
	one, ones := make([]byte, size), make([]int, len(count))
	for i := range ones {
		ones[i] = 1
	}
	for i := range n {
		for axis, rest := len(count)-1, i; axis >= 0; axis-- {
			start[axis] = rest % count[axis]
			rest /= count[axis]
		}
		err := a.ReadBlock(t.Context(), one, start, ones)
		if err != nil {
			t.Fatalf("element %v: %v, though the whole can be read", start, err)
		}
		if !bytes.Equal(one, whole[i*size:(i+1)*size]) {
			t.Fatalf("element %v is %x, in the whole it is %x", start, one, whole[i*size:(i+1)*size])
		}
	}
}
