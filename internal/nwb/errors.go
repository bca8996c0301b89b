package nwb

import (
	"errors"
	"fmt"
	"syscall"
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

// explain adds a cure to errors of the file system that are known.
func explain(err error, path string) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return withHint(fmt.Errorf("write %q: no space left on the device: %w", path, err), "free some space, or write to another disk with -o")
	case errors.Is(err, syscall.EFBIG):
		return withHint(fmt.Errorf("write %q: the file would pass the limit on file size: %w", path, err), "raise the limit (ulimit -f), or write to another disk with -o")
	case errors.Is(err, syscall.EDQUOT):
		return withHint(fmt.Errorf("write %q: disk quota exceeded: %w", path, err), "free some of your quota, or write to another disk with -o")
	}
	return err
}
