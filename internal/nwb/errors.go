package nwb

import (
	"errors"
	"fmt"
	"syscall"

	"roi2nwb/internal/chunkio/h5"
)

// ErrExists is returned where the output exists and may not be replaced.
var ErrExists = errors.New("output exists")

// ErrCheck is returned where a file, reopened after writing, does not hold what
// was written. It is never the user's fault.
var ErrCheck = errors.New("the written file does not hold what was written")

// hinted is an error whose cure is known.
type hinted struct {
	error
	hint string
}

func (h *hinted) Hint() string  { return h.hint }
func (h *hinted) Unwrap() error { return h.error }

func withHint(err error, format string, args ...any) error {
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// WriteError is returned where the system refuses to write a file.
type WriteError struct {
	Path  string
	Errno syscall.Errno // what the system says
}

// Error names the file and what the system says.
func (e *WriteError) Error() string { return fmt.Sprintf("write %q: %v", e.Path, e.Errno) }

// Unwrap returns what the system says.
func (e *WriteError) Unwrap() error { return e.Errno }

// explain returns a *WriteError where the system is why a file could not be
// written, and err itself otherwise.
func explain(err error, path string) error {
	if errno, ok := systemError(err); ok {
		return &WriteError{path, errno}
	}
	return err
}

// systemError finds what the system said of a write. Other errors of the system
// in err may be those of reading the source.
func systemError(err error) (errno syscall.Errno, ok bool) {
	if err == nil {
		return 0, false
	}
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EFBIG, syscall.EDQUOT} {
		if errors.Is(err, full) {
			return full, true
		}
	}
	var system *h5.SystemError
	if errors.As(err, &system) && system.Write {
		return system.Errno, true
	}
	return 0, false
}
