package extract

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"roi2nwb/internal/chunkio"
)

// Fingerprint returns a hash of the content of a source: of a file, or of the
// names and contents of all files in a folder. NWB files that lie there, and
// parts of some, are results of conversions and do not count. Read is told how
// many bytes more were read.
func Fingerprint(ctx context.Context, path string, read func(n int64)) (string, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	to := &watchedWriter{ctx, sum, read}
	err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name != path && isOutput(name) {
			return err
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		inside, err := filepath.Rel(path, name)
		if err != nil {
			return err
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(sum, "%s\x00%d\x00", filepath.ToSlash(inside), info.Size()); err != nil {
			return err
		}
		return hashFile(to, name)
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}

// isOutput reports whether a file has a name as conversions make them.
func isOutput(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".nwb", ".part", ".failed-check":
		return true
	}
	return false
}

// watchedWriter tells what is written, and stops when ctx ends.
type watchedWriter struct {
	ctx   context.Context
	to    io.Writer
	wrote func(n int64)
}

func (w *watchedWriter) Write(b []byte) (int, error) {
	if err := context.Cause(w.ctx); err != nil {
		return 0, err
	}
	w.wrote(int64(len(b)))
	return w.to.Write(b)
}

func hashFile(to io.Writer, path string) (err error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(to, f)
	return err
}
