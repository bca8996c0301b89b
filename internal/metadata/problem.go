package metadata

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong, and where.
type Problem struct {
	File         string // "lab.yaml", "--set", "source: params/data/fr"; "" where nothing was given
	Line, Column int    // from 1; 0 where File has no lines
	Path         string // "Ophys.ImagingPlane[0].indicator"; "" for the whole file
	Message      string
	Hint         string // the cure, where it is known
}

// String gives "lab.yaml:12:5: Subject.sex: message (hint)".
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(position{source: p.File, line: p.Line, column: p.Column}.String() + ": ")
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString(" (" + p.Hint + ")")
	}
	return b.String()
}

// Problems is every problem of a document at once, sorted by file, line and
// column; those without a file come last. None stands twice.
type Problems []Problem

// Error gives one line a problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

func (p Problems) sorted() Problems {
	sorted := slices.Clone(p)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		if (a.File == "") != (b.File == "") {
			return cmp.Compare(b.File, a.File)
		}
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Path, b.Path))
	})
	return slices.Compact(sorted)
}

// problemAt makes a problem of a place.
func problemAt(at position, path, hint, format string, args ...any) Problem {
	return Problem{File: at.source, Line: at.line, Column: at.column, Path: path,
		Message: fmt.Sprintf(format, args...), Hint: hint}
}
