package inscopix

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// Expected says what Open expects, for messages.
const Expected = "an Inscopix cell set"

// mostFiles bounds how many files of a folder are looked into: one of thousands
// is no output of a tool.
const mostFiles = 2000

// Recognise tells whether path is an .isxd file, by its name or its content, or a
// folder with one directly in it.
func Recognise(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	if !info.IsDir() {
		return isExtension(path) || isxd.IsISXD(path), nil
	}
	files, err := filesIn(path)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(files, isPart), nil
}

// isPart reports whether a file is a cell set or an event set, or named as one
// and damaged.
func isPart(path string) bool {
	if !isExtension(path) && !isxd.IsISXD(path) {
		return false
	}
	f, err := isxd.Open(path)
	if err != nil {
		return true
	}
	return f.Close() != nil || f.Kind == isxd.KindCellSet || f.Kind == isxd.KindEventSet
}

// IsResult reports whether a file is a cell set that stands for a source.
func IsResult(path string) bool {
	if !isExtension(path) {
		return false
	}
	f, err := isxd.Open(path)
	if err != nil {
		return false
	}
	return f.Close() == nil && f.Kind == isxd.KindCellSet
}

// filesIn returns the files directly in a folder.
func filesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && len(files) < mostFiles {
			files = append(files, path)
		}
	}
	return files, nil
}

// collection is the files of a source.
type collection struct {
	parts   []*part
	runs    []string          // paths of CaImAn's results
	leftOut []session.LeftOut // files that are no part
	given   bool              // file by file, not as a folder
	beside  []string          // paths of parts that were found beside those that were given
	remarks []string          // on how parts were found
}

func (c *collection) Close() error {
	var err error
	for _, p := range c.parts {
		err = errors.Join(err, p.file.Close())
	}
	return err
}

// collect opens the files that were given, and those in the folders.
func collect(ctx context.Context, paths []string, isRun func(string) bool) (c *collection, err error) {
	c = &collection{given: true}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Close())
		}
	}()
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return c, err
		}
		if !info.IsDir() {
			if err := c.add(ctx, path, isRun, true); err != nil {
				return c, err
			}
			continue
		}
		c.given = false
		files, err := filesIn(path)
		if err != nil {
			return c, err
		}
		for _, file := range files {
			if isExtension(file) || isRun(file) || isxd.IsISXD(file) {
				if err := c.add(ctx, file, isRun, false); err != nil {
					return c, err
				}
			}
		}
	}
	return c, nil
}

// add opens one file. One that was given must be a part or a run; of those in a
// folder others are left out.
func (c *collection) add(ctx context.Context, path string, isRun func(string) bool, given bool) error {
	if slices.ContainsFunc(c.parts, func(p *part) bool { return sameFile(p.path, path) }) ||
		slices.ContainsFunc(c.runs, func(r string) bool { return sameFile(r, path) }) {
		return nil
	}
	if isRun(path) {
		c.runs = append(c.runs, path)
		return nil
	}
	p, err := openPart(ctx, path)
	if err != nil {
		return err
	}
	if p.cells != nil || p.events != nil {
		c.parts = append(c.parts, p)
		return nil
	}
	if err := p.file.Close(); err != nil {
		return err
	}
	if given {
		return &session.FormatError{
			Path: path, Found: "an Inscopix file, " + p.file.Kind.String(), Expected: Expected,
			Cure: "give the cell set of what was found in the movie",
		}
	}
	c.leftOut = append(c.leftOut, session.LeftOut{Source: p.name, Reason: p.file.Kind.String() + ", which is not converted"})
	return nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
