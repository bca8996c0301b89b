package netcdf3

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzFile opens any bytes, and reads the begin of every variable.
func FuzzFile(f *testing.F) {
	files, err := filepath.Glob("testdata/*.nc")
	if err != nil || len(files) < 7 {
		f.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	path := filepath.Join(f.TempDir(), "fuzzed.nc")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path)
		if err != nil {
			return
		}
		defer file.Close()
		for _, name := range file.Variables() {
			v, err := file.Variable(name)
			if err != nil {
				continue
			}
			if v.IsText() {
				_, _ = v.ReadTexts(t.Context(), 1<<16)
				continue
			}
			n, start, count := 1, make([]int, len(v.Shape())), make([]int, len(v.Shape()))
			for i, length := range v.Shape() {
				count[i] = min(length, 3)
				n *= count[i]
			}
			if n > 1000 {
				continue
			}
			if err := v.ReadBlock(t.Context(), make([]byte, n*v.DType().Size()), start, count); err != nil {
				t.Fatalf("variable %q, of shape %v and opened: %v", name, v.Shape(), err)
			}
		}
	})
}
