package isxd

import (
	"errors"
	"fmt"
)

// ErrNoFooter is returned for a file that does not end as .isxd files do.
var ErrNoFooter = errors.New("no footer of an .isxd file")

// Error says what is wrong with a file. Where is a key of the footer, as in
// "timingInfo.period", or a place: "byte 6972".
type Error struct {
	Where   string
	Problem string
	Err     error // ErrNoFooter, or nil
}

func (e *Error) Error() string { return fmt.Sprintf("%q %s", e.Where, e.Problem) }

// Unwrap returns the kind of the fault.
func (e *Error) Unwrap() error { return e.Err }

// wrong returns an Error.
func wrong(where, format string, args ...any) error {
	return &Error{Where: where, Problem: fmt.Sprintf(format, args...)}
}

// noFooter returns the Error for a file that does not end in a footer.
func noFooter(at int64, format string, args ...any) error {
	return &Error{Where: fmt.Sprintf("byte %d", at), Problem: fmt.Sprintf(format, args...), Err: ErrNoFooter}
}
