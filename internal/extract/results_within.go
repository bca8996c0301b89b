package extract

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// search looks for results in the folders below one, to name them in a hint.
// What it costs is bounded: somebody may have given the root of a disk.
type search struct {
	found   []string // as they are to be given
	folders int      // visited so far
}

const (
	searchDepth   = 4
	searchFolders = 2000
	searchFound   = 100
	namedResults  = 3
)

// resultsWithin returns the results in dir and up to searchDepth folders down, in
// the order of their names.
func resultsWithin(dir string) []string {
	var s search
	s.visit(dir, searchDepth)
	return s.found
}

func (s *search) full() bool { return len(s.found) >= searchFound || s.folders >= searchFolders }

// visit looks for results in a folder. What cannot be read holds none.
func (s *search) visit(dir string, depth int) {
	if s.folders++; s.full() {
		return
	}
	for _, f := range formats() {
		if f.within != nil {
			s.found = append(s.found, f.within(dir)...)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case s.full():
			return
		case !e.IsDir():
			if slices.ContainsFunc(formats(), func(f format) bool { return f.isFile != nil && f.isFile(path) }) {
				s.found = append(s.found, path)
			}
		case depth > 0 && !strings.HasSuffix(e.Name(), ".zarr") && !strings.HasSuffix(e.Name(), "backup"):
			s.visit(path, depth-1)
		}
	}
}

// describeResults says of a folder what results are below it, and which to give.
func describeResults(below []string) (found, cure string) {
	if len(below) == 1 {
		return "a folder further up than a result", "give " + below[0]
	}
	count := fmt.Sprint(len(below))
	if len(below) >= searchFound {
		count = fmt.Sprintf("%d or more", searchFound)
	}
	var names []string
	for _, path := range below[:min(len(below), namedResults)] {
		names = append(names, fmt.Sprintf("%q", path))
	}
	if more := len(below) - namedResults; more > 0 {
		names = append(names, "...")
	}
	return "a folder around " + count + " results", "give one of them: " + strings.Join(names, ", ")
}
