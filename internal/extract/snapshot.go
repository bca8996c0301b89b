package extract

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

// Unchanged tells whether the files of the source are those that were opened,
// by their names, sizes and times; the error is ErrChanged where they are not.
func (s *Segmentation) Unchanged() error {
	if s.snapshot == nil {
		return nil
	}
	now, err := takeSnapshot(s.snapshot.root)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	for _, name := range slices.Sorted(maps.Keys(s.snapshot.files)) {
		if now.files[name] != s.snapshot.files[name] {
			return fmt.Errorf("%w: %q is not what it was", ErrChanged, filepath.Join(s.snapshot.root, name))
		}
	}
	if len(now.files) != len(s.snapshot.files) {
		return fmt.Errorf("%w: files were added to %q", ErrChanged, s.snapshot.root)
	}
	return nil
}

// SourceBytes returns the size of the files of the source.
func (s *Segmentation) SourceBytes() int64 {
	if s.snapshot == nil {
		return 0
	}
	var n int64
	for _, f := range s.snapshot.files {
		n += f.size
	}
	return n
}

// snapshot is how the files of a source looked at one time.
type snapshot struct {
	root  string
	files map[string]fileState // by their paths in root, "." for a root that is a file
}

type fileState struct {
	size int64
	at   time.Time
}

// takeSnapshot looks at a file, or at all files in a folder.
func takeSnapshot(root string) (*snapshot, error) {
	s := &snapshot{root: root, files: map[string]fileState{}}
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
