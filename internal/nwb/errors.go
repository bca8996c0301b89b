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

// explain says in the system's words why a file could not be written, and how
// that is cured where it is known.
func explain(err error, path string) error {
	errno, ok := systemError(err)
	if !ok {
		return err
	}
	told := fmt.Errorf("write %q: %w", path, errno)
	switch errno {
	case syscall.EACCES, syscall.EPERM, syscall.EROFS:
		return withHint(told, "write to another folder with -o")
	case syscall.ENOSPC:
		return withHint(told, "free some space, or write to another disk with -o")
	case syscall.EFBIG:
		return withHint(told, "raise the limit on the size of files (ulimit -f), or write to another disk with -o")
	case syscall.EDQUOT:
		return withHint(told, "free some of your quota, or write to another disk with -o")
	}
	return told
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
