package extract

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// The end of a search for results to name in a hint: somebody may have given the
// root of a disk.
const (
	searchDepth   = 4
	searchFolders = 2000
	searchFound   = 100
	namedResults  = 3
)

// resultsWithin returns the results in dir and up to searchDepth folders down, in
// the order of their names, as they are to be given.
func resultsWithin(dir string) []string {
	return resultsUpTo(dir, searchEnd{searchDepth, searchFolders, searchFound})
}

// resultsUpTo returns the results in and below dir until the search ends.
func resultsUpTo(dir string, end searchEnd) []string {
	f := newFinder()
	f.end = &end
	if err := f.folder(context.Background(), filepath.Clean(dir), 0); err != nil {
		return nil // of the context, which has none
	}
	var paths []string
	for _, found := range f.Found[:min(len(f.Found), end.found)] {
		paths = append(paths, found.Path)
	}
	return paths
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
