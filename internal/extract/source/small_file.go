package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"roi2nwb/internal/chunkio"
)

// ReadSmallFile reads a file of at most limit bytes.
func ReadSmallFile(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > limit {
		return nil, fmt.Errorf("read %q: %w: %d bytes, expected at most %d", path, chunkio.ErrTooLarge, info.Size(), limit)
	}
	return os.ReadFile(path)
}

// FindFile returns the file of one of these names in dir, in whatever case, ""
// where there is none or dir cannot be read.
func FindFile(dir string, names ...string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, name := range names {
		for _, e := range entries {
			if strings.EqualFold(e.Name(), name) && !e.IsDir() {
				return filepath.Join(dir, e.Name())
			}
		}
	}
	return ""
}
