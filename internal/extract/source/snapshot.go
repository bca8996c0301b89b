package source

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrChanged is returned for a source that is no longer what it was when it was
// opened: another program wrote to it, so that what was read of it may belong
// to two results.
var ErrChanged = errors.New("the source changed while it was being read")

// Snapshot is how the files of a source looked at one time. A folder may hold
// hundreds of thousands: of each only digests are kept.
type Snapshot struct {
	root  string
	bytes int64
	seed  maphash.Seed
	files []fileState // in the order in which they are met
}

// fileState holds digests of a file's path, and of its size and time.
type fileState struct{ name, state uint64 }

// Unchanged reports whether the files are those that were looked at, by their
// names, sizes and times; the error is ErrChanged where they are not.
func (s *Snapshot) Unchanged() error {
	met := 0
	err := eachFile(s.root, func(path string, info fs.FileInfo) error {
		now := s.stateOf(path, info)
		if met == len(s.files) || now.name != s.files[met].name {
			return fmt.Errorf("files were added to %q or removed: %q comes where another file was", s.root, path)
		}
		if now.state != s.files[met].state {
			return fmt.Errorf("%q is not what it was", path)
		}
		met++
		return nil
	})
	if err == nil && met < len(s.files) {
		err = fmt.Errorf("files were removed from %q", s.root)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	return nil
}

// Bytes returns the size of the files.
func (s *Snapshot) Bytes() int64 { return s.bytes }

// TakeSnapshot looks at a file, or at all files in a folder.
func TakeSnapshot(root string) (*Snapshot, error) {
	s := &Snapshot{root: root, seed: maphash.MakeSeed()}
	return s, eachFile(root, func(path string, info fs.FileInfo) error {
		s.bytes += info.Size()
		s.files = append(s.files, s.stateOf(path, info))
		return nil
	})
}

func (s *Snapshot) stateOf(path string, info fs.FileInfo) fileState {
	var state [16]byte
	binary.LittleEndian.PutUint64(state[:], uint64(info.Size()))
	binary.LittleEndian.PutUint64(state[8:], uint64(info.ModTime().UnixNano()))
	return fileState{name: maphash.String(s.seed, path), state: maphash.Bytes(s.seed, state[:])}
}

// eachFile calls do for root, or for all files in it, always in the same order.
// A link counts as what it leads to, and not where it leads nowhere.
func eachFile(root string, do func(path string, info fs.FileInfo) error) error {
	resolved, err := filepath.EvalSymlinks(root)
	if err != nil {
		return err
	}
	return filepath.WalkDir(resolved, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return do(path, info)
	})
}
