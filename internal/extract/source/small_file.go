package source

import (
	"os"
	"path/filepath"
	"strings"

	"roi2nwb/internal/chunkio"
)

// ReadSmallFile reads a file of at most limit bytes.
func ReadSmallFile(path string, limit int64) ([]byte, error) {
	return chunkio.ReadRegular(path, limit)
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
