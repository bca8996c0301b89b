package nwb

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"roi2nwb/internal/nwb/check"
)

// judge tells what is to be said of a written file: found is what came of
// holding it against its plan, and where that is nothing it is held against the
// standard. A file that is not what it should be is kept aside; what cannot be
// read is not blamed on it.
func (r *replacement) judge(ctx context.Context, found error) error {
	var source *sourceError
	var system syscall.Errno
	switch {
	case errors.As(found, &source):
		return source.error
	case errors.As(found, &system):
		return fmt.Errorf("read back what was written: %w", found)
	case found != nil:
		return r.keepAside(fmt.Errorf("%w: %w", ErrCheck, found))
	}
	report, err := check.File(ctx, r.temp, check.Options{Structure: true})
	if err != nil {
		return err
	}
	if f := report.Unread(); f != nil {
		return fmt.Errorf("read back what was written: %q: %s", f.Path, f.Message)
	}
	for _, f := range report.Findings {
		if f.Severity == check.Error {
			return r.keepAside(fmt.Errorf("%w: %q: %s", ErrCheck, f.Path, f.Message))
		}
	}
	return nil
}
