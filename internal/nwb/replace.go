package nwb

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
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
		return nil, fmt.Errorf("%w: %q", ErrExists, target)
	case errors.Is(err, syscall.ENOTDIR):
		return nil, fmt.Errorf("output %q: %q is a file, not a folder", target, fileAbove(target))
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	folder := filepath.Dir(target)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, withHint(fmt.Errorf("output folder %q does not exist", folder), "make it first: mkdir -p %q", folder)
	}
	random := make([]byte, 4)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	return &replacement{target, filepath.Join(folder, tempName(filepath.Base(target), self(), random)), overwrite}, nil
}

// fileAbove returns what is no folder on the way to path.
func fileAbove(path string) string {
	for folder := filepath.Dir(path); ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(folder); !errors.Is(err, syscall.ENOTDIR) || folder == filepath.Dir(folder) {
			return folder
		}
	}
}

// longestName is how many bytes a file's name may have.
const longestName = 255

// tempName returns a hidden name that says what the file is going to be and who
// writes it. Of a long name the end is left out.
func tempName(name string, o owner, random []byte) string {
	end := "." + o.String() + "-" + hex.EncodeToString(random) + partExtension
	return tempPrefix(name, len(end)) + end
}

// partExtension ends the name of a file that is not complete.
const partExtension = ".part"

// tempPrefix returns the beginning of the temporary names of an output, of whose
// end has so many bytes.
func tempPrefix(name string, end int) string {
	return "." + strings.ToValidUTF8(name[:min(len(name), longestName-len(".")-end)], "")
}

// removeLeftovers removes parts of the same output whose writers were killed,
// and returns how many bytes they had. What cannot be removed stays.
func (r *replacement) removeLeftovers() (bytes int64) {
	folder, name := filepath.Dir(r.target), filepath.Base(r.target)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0 // writing there will tell why
	}
	for _, e := range entries {
		writer, ok := writerOf(name, e.Name())
		if !ok || !e.Type().IsRegular() || !writer.gone() {
			continue
		}
		info, err := e.Info()
		if err == nil && os.Remove(filepath.Join(folder, e.Name())) == nil {
			bytes += info.Size()
		}
	}
	return bytes
}

// writerOf returns who writes a part of the output of a name; ok is false for
// all other files.
func writerOf(name, part string) (o owner, ok bool) {
	rest, ok := strings.CutSuffix(part, partExtension)
	if !ok {
		return o, false
	}
	end := strings.LastIndexByte(rest, '.')
	if end < 0 || rest[:end] != tempPrefix(name, len(part)-end) {
		return o, false
	}
	text, _, ok := cutLast(rest[end+1:], "-")
	if !ok {
		return o, false
	}
	return parseOwner(text)
}

// cutLast cuts a text around the last separator in it.
func cutLast(text, separator string) (before, after string, ok bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
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

// keepAside renames a file that is not what it should be, to a name beside the
// target that says so, and under which people find it. It returns why with a
// hint.
func (r *replacement) keepAside(why error) error {
	aside := r.target + ".failed-check"
	if err := os.Rename(r.temp, aside); err != nil {
		return withHint(why, "this is a fault of roi2nwb and not of your data: please report it")
	}
	return withHint(why, "this is a fault of roi2nwb and not of your data: please report it, with the file, which is kept as %q", aside)
}

// commit moves the written file, which must have been synced, to its place.
func (r *replacement) commit() error {
	if err := r.move(); err != nil {
		return err
	}
	return syncPath(filepath.Dir(r.target))
}

// move puts the file in place in one step. Without leave to overwrite, it fails
// where a file has appeared since.
func (r *replacement) move() error {
	if r.overwrite {
		return os.Rename(r.temp, r.target)
	}
	err := renameToNew(r.temp, r.target)
	if errors.Is(err, errors.ErrUnsupported) {
		// A second name is refused as well where there is such a file.
		if err = os.Link(r.temp, r.target); err == nil {
			return os.Remove(r.temp)
		}
	}
	if err == nil {
		return nil
	}
	if _, exists := os.Lstat(r.target); exists == nil {
		return fmt.Errorf("%w: %q appeared while it was being made", ErrExists, r.target)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return err // the folder is gone
	}
	return os.Rename(r.temp, r.target) // a file system with neither
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
