package zarr

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
)

// copyStore copies a fixture to a folder that a test may damage.
func copyStore(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// chunkFiles returns the files of a store that hold chunks.
func chunkFiles(t testing.TB, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		if err == nil && !d.IsDir() && name != "zarr.json" && !strings.HasPrefix(name, ".z") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no chunks in %q: %v", dir, err)
	}
	return files
}

// readAny reads all of an array of any kind and returns it as text.
func readAny(t testing.TB, a *Array) (string, error) {
	t.Helper()
	if a.IsText() {
		texts, err := a.ReadTexts(t.Context(), 1<<20)
		return strings.Join(texts, "\n"), err
	}
	n, err := chunkio.Count(a.Shape(), a.DType().Size())
	if err != nil {
		return "", err
	}
	raw := make([]byte, n*a.DType().Size())
	err = a.ReadBlock(t.Context(), raw, make([]int, len(a.Shape())), a.Shape())
	return string(raw), err
}

func damaged(t testing.TB) []string {
	t.Helper()
	var dirs []string
	for _, pattern := range []string{
		"v2/codec_*", "v2/filter_*", "v2/order_F_half", "v2/text_vlen", "v2/text_le",
		"v3/codec_*", "v3/shard_*", "v3/transpose", "v3/text_vlen",
	} {
		found, err := filepath.Glob("testdata/" + pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		dirs = append(dirs, found...)
	}
	return dirs
}

// TestTruncated: a chunk file that is cut short is an error that names it.
func TestTruncated(t *testing.T) {
	for _, dir := range damaged(t) {
		store := copyStore(t, dir)
		a := mustOpen(t, store)
		for _, file := range chunkFiles(t, store)[:1] {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range []int{0, 1, 3, 7, 15, 16, len(data) / 2, len(data) - 5, len(data) - 1} {
				if n < 0 || n >= len(data) {
					continue
				}
				if err := os.WriteFile(file, data[:n], 0o600); err != nil {
					t.Fatal(err)
				}
				if _, err := readAny(t, a); err == nil || !strings.Contains(err.Error(), file) {
					t.Errorf("%s: %d of %d bytes left: error %v, want one that names %s", dir, n, len(data), err, file)
				}
			}
		}
	}
}

// TestFlipped: a changed byte is an error that names the file, or makes other
// values where no checksum tells; it is never a crash.
func TestFlipped(t *testing.T) {
	for _, dir := range damaged(t) {
		store := copyStore(t, dir)
		a := mustOpen(t, store)
		want, err := readAny(t, a)
		if err != nil {
			t.Fatal(err)
		}
		file := chunkFiles(t, store)[0]
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checked := false
		for _, name := range []string{"crc32c", "gzip", "codec_zlib", "nc_zlib", "bz2", "zstd_sum"} {
			checked = checked || strings.HasSuffix(dir, name)
		}
		masks := []byte{0x01, 0x80, 0xff}
		for i := 0; i < len(data); i += 1 + i/24 {
			old := data[i]
			data[i] ^= masks[i%len(masks)]
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			data[i] = old
			got, err := readAny(t, a)
			if err != nil && !strings.Contains(err.Error(), file) {
				t.Fatalf("%s: byte %d: error %v does not name %s", dir, i, err, file)
			}
			if err == nil && got != want && checked {
				t.Errorf("%s: byte %d changed: other values, no error", dir, i)
			}
		}
	}
}

// TestForeignChunk: a chunk of another array does not pass for one of this.
func TestForeignChunk(t *testing.T) {
	other, err := os.ReadFile("testdata/v2/with_dims/0.0")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"codec_none", "codec_blosc_lz4", "codec_zstd", "codec_lz4", "codec_gzip"} {
		store := copyStore(t, "testdata/v2/"+name)
		file := filepath.Join(store, "1.0")
		if err := os.WriteFile(file, other, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readAny(t, mustOpen(t, store)); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: error %v, want one that names %s", name, err, file)
		}
	}
}

// TestAbsurdChunkFile: what cannot be a chunk is refused by its length, before
// it is read, and so is a folder.
func TestAbsurdChunkFile(t *testing.T) {
	store := copyStore(t, "testdata/v2/codec_gzip")
	file := filepath.Join(store, "0.0")
	if err := os.Truncate(file, 1<<40); err != nil {
		t.Skip(err) // the file system has no sparse files
	}
	if _, err := readAny(t, mustOpen(t, store)); err == nil || !strings.Contains(err.Error(), "more than a chunk of 832 can take") {
		t.Errorf("error %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := readAny(t, mustOpen(t, store)); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("error %v", err)
	}
}
