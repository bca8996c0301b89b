package tree

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says how much a problem weighs.
type Severity uint8

// The severities, the heaviest first.
const (
	Error      Severity = iota // nothing is written
	Warning                    // allowed; DANDI or readers would object, or it looks wrong
	Suggestion                 // good practice
)

// String returns "error", "warning" or "suggestion".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "suggestion"
}

// MarshalText returns the name of the severity, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Problem is one thing that is wrong, and where.
type Problem struct {
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`           // what it breaks: "unknown-key", "subject-sex" ...; names that stay
	File     string   `json:"file,omitempty"` // as Position.Source has it; "" where nothing was given
	Line     int      `json:"line,omitempty"` // from 1; 0 where File has no lines
	Column   int      `json:"column,omitempty"`
	Path     string   `json:"path,omitempty"` // "Ophys.ImagingPlane[0].indicator"; "" for the whole file
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"` // the cure in words, where it is known and Cure has none

	Cure   Cure   `json:"-"` // the cure where the caller has the words for it
	Text   string `json:"-"` // the source line, where File has lines; "" elsewhere
	Needed bool   `json:"-"` // of a value that says TODO: it cannot be left empty
	Width  int    `json:"-"` // how many characters of it are meant, from Column; 1 at least where Text is not ""
}

// String returns "lab.yaml:12:5: Subject.sex: message (hint)", and for a
// warning "lab.yaml:12:5: warning: Subject.sex: message".
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(Position{Source: p.File, Line: p.Line, Column: p.Column}.String() + ": ")
	}
	if p.Severity != Error {
		b.WriteString(p.Severity.String() + ": ")
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
// column; those without a file come last. None is in it twice.
type Problems []Problem

// Error returns the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// Sorted returns the problems by file, line and column, each once.
func (p Problems) Sorted() Problems {
	sorted := slices.Clone(p)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		if (a.File == "") != (b.File == "") {
			return cmp.Compare(b.File, a.File)
		}
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Severity, b.Severity))
	})
	return slices.Compact(sorted)
}

// As returns the problem with its weight and the name of what it breaks.
func (p Problem) As(severity Severity, rule string) Problem {
	p.Severity, p.Rule = severity, rule
	return p
}

// ProblemAt makes a problem of a place.
func ProblemAt(at Position, path, hint, format string, args ...any) Problem {
	p := Problem{File: at.Source, Line: at.Line, Column: at.Column, Path: path,
		Message: fmt.Sprintf(format, args...), Hint: hint}
	if text := at.lines.at(at.Line); text != "" {
		p.Text, p.Width, p.Column = text, max(at.width, 1), columnOf(text, at.Column)
	}
	return p
}
