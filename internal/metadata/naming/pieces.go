package naming

import (
	"fmt"
	"strings"
)

// Error is a mistake in a template or a pattern, or a name that cannot be made
// of what is known.
type Error struct {
	Cure Cure
	Path string // of GiveValue: what nobody gave

	message, hint string
}

// Cure is what helps, where the caller has the words for it.
type Cure uint8

// The cures of names.
const (
	SeeHint    Cure = iota // Hint says it
	GiveValue              // a value for Path
	GiveIDs                // the ids, in place of reading them from the path
	GiveFolder             // the folder that the path is to lead down from
)

// Error says what is wrong.
func (e *Error) Error() string { return e.message }

// Hint returns the cure, "" where none is known or Cure is another than SeeHint.
func (e *Error) Hint() string { return e.hint }

func errorf(hint, format string, args ...any) error {
	return &Error{message: fmt.Sprintf(format, args...), hint: hint}
}

func curable(cure Cure, format string, args ...any) error {
	return &Error{Cure: cure, message: fmt.Sprintf(format, args...)}
}

// piece is a part of a template or pattern: either text that stands for
// itself, or a field in braces.
type piece struct {
	literal string
	field   string // what stands in braces: "subject_id"; "" may be a field too
	format  string // what stands behind its colon: "%Y%m%d"
	isField bool
}

// String writes the piece as it is written in a template.
func (p piece) String() string {
	switch {
	case !p.isField:
		return strings.NewReplacer("{", "{{", "}", "}}").Replace(p.literal)
	case p.format != "":
		return "{" + p.field + ":" + p.format + "}"
	}
	return "{" + p.field + "}"
}

// parseElements reads a template or a pattern, element by element of the path
// that it stands for. A brace is written twice to stand for itself. Elements
// without any text in them, as at a slash at the start, have no pieces.
func parseElements(text string) ([][]piece, error) {
	var elements [][]piece
	var element []piece
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			element = append(element, piece{literal: literal.String()})
			literal.Reset()
		}
	}
	for rest := text; rest != ""; {
		switch {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"):
			literal.WriteByte(rest[0])
			rest = rest[2:]
		case rest[0] == '{':
			inside, after, closed := strings.Cut(rest[1:], "}")
			if !closed || strings.Contains(inside, "{") {
				return nil, errorf("write {{ for a brace that stands for itself", "no } closes %q", rest)
			}
			if strings.Contains(inside, "/") {
				return nil, errorf("give each folder braces of its own, as in {date:%Y}/{date:%m}", "a / stands inside of {%s}", inside)
			}
			flush()
			name, format, _ := strings.Cut(inside, ":")
			element = append(element, piece{field: strings.TrimSpace(name), format: format, isField: true})
			rest = after
		case rest[0] == '}':
			return nil, errorf("write }} for a brace that stands for itself", "no { opens %q", rest)
		case rest[0] == '/':
			flush()
			elements, element, rest = append(elements, element), nil, rest[1:]
		default:
			literal.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	flush()
	return append(elements, element), nil
}

// textOf writes an element as it is written in a template.
func textOf(element []piece) string {
	var b strings.Builder
	for _, p := range element {
		b.WriteString(p.String())
	}
	return b.String()
}
