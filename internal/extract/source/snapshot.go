package source

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// ErrChanged is returned for a source that is no longer what it was when it was
// opened: another program wrote to it, so that what was read of it may belong
// to two results.
var ErrChanged = errors.New("the source changed while it was being read")

// Unchanged tells whether the files are those that were looked at, by their
// names, sizes and times; the error is ErrChanged where they are not.
func (s *Snapshot) Unchanged() error {
	now, err := TakeSnapshot(s.root)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if now.files[name] != s.files[name] {
			return fmt.Errorf("%w: %q is not what it was", ErrChanged, filepath.Join(s.root, name))
		}
	}
	if len(now.files) != len(s.files) {
		return fmt.Errorf("%w: files were added to %q", ErrChanged, s.root)
	}
	return nil
}

// Bytes returns the size of the files.
func (s *Snapshot) Bytes() int64 {
	var n int64
	for _, f := range s.files {
		n += f.size
	}
	return n
}

// Snapshot is how the files of a source looked at one time.
type Snapshot struct {
	root  string
	files map[string]fileState // by their paths in root, "." for a root that is a file
}

type fileState struct {
	size int64
	at   time.Time
}

// TakeSnapshot looks at a file, or at all files in a folder.
func TakeSnapshot(root string) (*Snapshot, error) {
	s := &Snapshot{root: root, files: map[string]fileState{}}
	resolved, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	return s, filepath.WalkDir(resolved, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		inside, err := filepath.Rel(resolved, path)
		if err != nil {
			return err
		}
		info, err := os.Stat(path) // of what a link leads to
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a link that leads nowhere
		}
		if err == nil {
			s.files[inside] = fileState{info.Size(), info.ModTime()}
		}
		return err
	})
}
