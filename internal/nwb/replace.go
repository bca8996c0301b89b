package nwb

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CheckTarget tells what keeps a file from being written at path.
func CheckTarget(path string, overwrite bool) error {
	_, err := replaceFile(path, overwrite)
	return err
}

// replacement is a file that takes its place only when it is complete. Until
// commit, whatever stood at the target is untouched; after abort, or a crash,
// at most a file whose name begins with a dot is left in the folder.
type replacement struct {
	target, temp string
	overwrite    bool
}

// replaceFile prepares to write target. It creates nothing.
func replaceFile(target string, overwrite bool) (*replacement, error) {
	target = behindLinks(target)
	info, err := os.Stat(target)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("output %q is not a file", target)
	case err == nil && !overwrite:
		return nil, withHint(fmt.Errorf("%w: %q", ErrExists, target), "give --overwrite to replace it, or another name with -o")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	folder := filepath.Dir(target)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, withHint(fmt.Errorf("output folder %q does not exist", folder), "make it first: mkdir -p %q", folder)
	}
	random := make([]byte, 6)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	temp := filepath.Join(folder, "."+filepath.Base(target)+"."+hex.EncodeToString(random)+".part")
	return &replacement{target, temp, overwrite}, nil
}

// mostLinks is how many links are followed, as Linux has it.
const mostLinks = 40

// behindLinks follows links, so that the file behind them is replaced, or made
// where there is none yet.
func behindLinks(path string) string {
	for range mostLinks {
		to, err := os.Readlink(path)
		if err != nil {
			return path
		}
		if !filepath.IsAbs(to) {
			// The folder's own links first: .. is meant behind them.
			folder, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return path
			}
			to = filepath.Join(folder, to)
		}
		path = to
	}
	return path
}

// abort removes what was written. It may be called after commit.
func (r *replacement) abort() { _ = os.Remove(r.temp) }

// commit moves the written file, which must have been synced, to its place.
func (r *replacement) commit() error {
	if err := r.move(); err != nil {
		return err
	}
	return syncPath(filepath.Dir(r.target))
}

// move puts the file in place in one step. Without leave to overwrite, a link
// is made instead of a renaming, as that fails where a file has appeared since.
func (r *replacement) move() error {
	if r.overwrite {
		return os.Rename(r.temp, r.target)
	}
	err := os.Link(r.temp, r.target)
	if err == nil {
		return os.Remove(r.temp)
	}
	if _, exists := os.Lstat(r.target); exists == nil {
		return withHint(fmt.Errorf("%w: %q appeared while it was being made", ErrExists, r.target), "give --overwrite to replace it, or another name with -o")
	}
	return os.Rename(r.temp, r.target) // a file system without hard links
}

// syncPath asks for a file or folder to be on the disk.
func syncPath(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}
