package extract

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// PlaneSource is the result of one plane of a session, and the plane's name.
type PlaneSource struct {
	Name, Path string
}

// PlanePatternError is returned for a pattern of paths that finds no planes.
type PlanePatternError struct {
	Pattern string
	Found   []PlaneSource // what the pattern finds all the same: one or none
	// Malformed tells that the pattern has no place for the names, or several.
	Malformed bool
}

// Error says what is wrong with the pattern.
func (e *PlanePatternError) Error() string {
	switch {
	case e.Malformed:
		return fmt.Sprintf("pattern %q does not have one place in braces for what tells the planes apart", e.Pattern)
	case len(e.Found) == 0:
		return fmt.Sprintf("pattern %q finds no results", e.Pattern)
	}
	return fmt.Sprintf("pattern %q finds %q alone", e.Pattern, e.Found[0].Path)
}

// planeNumber is the place of a number in a pattern, and planeName that of a
// name.
const (
	planeNumber = "{n}"
	planeName   = "{name}"
)

// FindPlanes finds the results of a session's planes. The pattern is a path that
// has one place in braces: {n} stands for a number, which makes Plane0 of 0, and
// {name} for a part of a file's or a folder's name, which is the plane's name as
// it is. They come in the order of their numbers, else of their names. The error
// is a *PlanePatternError where there are not two or more.
func FindPlanes(pattern string) ([]PlaneSource, error) {
	place, what, prefix := planeNumber, "([0-9]+)", "Plane"
	if !strings.Contains(pattern, planeNumber) {
		place, what, prefix = planeName, `([^/\\]+)`, ""
	}
	before, after, _ := strings.Cut(pattern, place)
	if strings.Count(pattern, place) != 1 || strings.ContainsAny(before+after, "{}") {
		return nil, &PlanePatternError{Pattern: pattern, Malformed: true}
	}
	before, after = filepath.FromSlash(before), filepath.FromSlash(after)
	paths, err := filepath.Glob(literal(before) + "*" + literal(after))
	if err != nil {
		return nil, &PlanePatternError{Pattern: pattern, Malformed: true}
	}
	expression, err := regexp.Compile("^" + regexp.QuoteMeta(before) + what + regexp.QuoteMeta(after) + "$")
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	var found []PlaneSource
	for _, path := range paths {
		if m := expression.FindStringSubmatch(path); m != nil {
			found = append(found, PlaneSource{prefix + m[1], path})
		}
	}
	if len(found) < 2 {
		return nil, &PlanePatternError{Pattern: pattern, Found: found}
	}
	slices.SortStableFunc(found, func(a, b PlaneSource) int {
		return compareNumbered(strings.TrimPrefix(a.Name, prefix), strings.TrimPrefix(b.Name, prefix))
	})
	return found, nil
}

// literal escapes what Glob gives a meaning.
func literal(path string) string {
	if filepath.Separator == '\\' {
		return path // Glob has no escapes there
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// compareNumbered orders numbers by their values, before other texts.
func compareNumbered(a, b string) int {
	x, errA := strconv.ParseUint(a, 10, 64)
	y, errB := strconv.ParseUint(b, 10, 64)
	switch {
	case errA == nil && errB == nil && x != y:
		return cmp.Compare(x, y)
	case errA == nil && errB != nil:
		return -1
	case errA != nil && errB == nil:
		return 1
	}
	return strings.Compare(a, b)
}
