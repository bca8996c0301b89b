package extract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/session"
)

// Found is a result that Find met, by the path that is to be opened.
type Found struct {
	Path   string
	Format string
}

// PassedOver is what Find met and did not take.
type PassedOver struct {
	Path string
	Why  string
}

// Finding is what Find met.
type Finding struct {
	Found  []Found
	Passed []PassedOver
}

// Find looks for results in a file or a folder and all below it, by their content,
// in the order of their names. Links are followed; a folder that is met twice,
// as in a loop, is taken once. It tells of what it passed over that looks like a
// result, or that could not be read. Hidden folders are no places for results.
func Find(ctx context.Context, path string) (*Finding, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f := newFinder()
	if info.IsDir() {
		err = f.folder(ctx, filepath.Clean(path), 0)
	} else {
		f.file(filepath.Clean(path), "")
	}
	return &f.Finding, err
}

// finder walks through folders and takes results.
type finder struct {
	Finding
	seen  map[string]bool // folders, by what they are behind all links
	taken map[string]bool // results, likewise
	end   *searchEnd      // nil for a search through everything
}

func newFinder() *finder { return &finder{seen: map[string]bool{}, taken: map[string]bool{}} }

// searchEnd is where a search ends that only names results. Such a search does not
// look at what else there is.
type searchEnd struct {
	depth   int // folders below the first one
	folders int
	found   int
}

// hasFound reports whether the search ends since enough was found.
func (f *finder) hasFound() bool { return f.end != nil && len(f.Found) >= f.end.found }

// enters reports whether the search goes on in a folder that is so many below the
// first one.
func (f *finder) enters(depth int) bool {
	return f.end == nil || depth <= f.end.depth && len(f.seen) < f.end.folders && !f.hasFound()
}

// resolved returns a path behind all links, the path itself where that cannot be
// told.
func resolved(path string) string {
	if behind, err := filepath.EvalSymlinks(path); err == nil {
		path = behind
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return path
}

func (f *finder) pass(path, format string, args ...any) {
	f.Passed = append(f.Passed, PassedOver{path, fmt.Sprintf(format, args...)})
}

// take adds a result, once.
func (f *finder) take(path, format string) {
	if at := resolved(path); !f.taken[at] {
		f.taken[at] = true
		f.Found = append(f.Found, Found{path, format})
	}
}

// folder looks through a folder, which is so many below the first one.
func (f *finder) folder(ctx context.Context, dir string, depth int) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	at := resolved(dir)
	if f.seen[at] || !f.enters(depth) {
		return nil
	}
	f.seen[at] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		f.pass(dir, "the folder cannot be read: %v", errors.Unwrap(err))
		return nil
	}
	whole := f.wholeFolder(dir, entries)
	for _, format := range formats() {
		if format.within != nil {
			for _, path := range format.within(dir) {
				f.take(path, format.name)
			}
		}
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, err := os.Stat(path) // behind a link
		switch {
		case f.hasFound():
			return nil
		case err != nil:
			f.pass(path, "the link leads nowhere")
		case !info.IsDir():
			if info.Mode().IsRegular() {
				f.file(path, whole)
			}
		case strings.HasPrefix(e.Name(), "."), strings.HasSuffix(e.Name(), ".zarr"):
		case strings.HasSuffix(e.Name(), "backup"):
			f.pass(path, "it is a copy that was put aside")
		case isAround(resolved(path), at):
			f.pass(path, "the link leads back to a folder around it")
		default:
			if err := f.folder(ctx, path, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// isAround reports whether a folder is another, or is around it.
func isAround(folder, other string) bool {
	inside, err := filepath.Rel(folder, other)
	return err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator))
}

// wholeFolder takes a folder whose files make one source together. It returns the
// name of the format, "" where there is none.
func (f *finder) wholeFolder(dir string, entries []os.DirEntry) string {
	for _, format := range formats() {
		if format.takes == "" || !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return format.isFile(filepath.Join(dir, e.Name())) }) {
			continue
		}
		if ok, err := format.recognise(dir); ok && err == nil {
			f.take(dir, format.name)
			return format.name
		}
	}
	return ""
}

// file takes a file that is a result. whole is the format that took its folder
// as one source, "" for none.
func (f *finder) file(path, whole string) {
	for _, format := range formats() {
		if format.isFile != nil && format.isFile(path) {
			if whole == "" || whole != format.name && !takes(whole, format.name) {
				f.take(path, format.name)
			}
			return
		}
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".hdf5", ".h5", ".isxd", ".mat":
	default:
		return
	}
	if whole != "" || f.end != nil {
		return
	}
	var wrong *session.FormatError
	if err := describe(path, "a result"); errors.As(err, &wrong) {
		f.pass(path, "it is %s", wrong.Found)
	} else if err != nil {
		f.pass(path, "%v", err)
	}
}

// takes reports whether a format takes the results of another with its own.
func takes(name, other string) bool {
	for _, f := range formats() {
		if f.name == name {
			return f.takes == other
		}
	}
	return false
}
