package nwb

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"roi2nwb/internal/nwb/check"
)

// standing is what came of holding a file to the standard.
type standing struct {
	report *check.Report
	err    error
}

// holdToStandard holds a file to the NWB standard, while others look at it too.
func holdToStandard(ctx context.Context, path string, expected *check.Expected) <-chan standing {
	done := make(chan standing, 1)
	go func() {
		report, err := check.File(ctx, path, check.Options{Structure: true, Expected: expected})
		done <- standing{report, err}
	}()
	return done
}

// judge tells what is to be said of a written file: found is what came of
// holding it against its plan, s of holding it to the standard. A file that is
// not what it should be is kept aside; what cannot be read is not blamed on it.
func (r *replacement) judge(found error, s standing) error {
	var source *sourceError
	var system syscall.Errno
	switch {
	case errors.As(found, &source):
		return source.error
	case errors.As(found, &system):
		return fmt.Errorf("read back what was written: %w", found)
	case found != nil:
		return r.keepAside(fmt.Errorf("%w: %w", ErrCheck, found))
	case s.err != nil:
		return s.err
	}
	if f := s.report.Unread(); f != nil {
		return fmt.Errorf("read back what was written: %q: %s", f.Path, f.Message)
	}
	for _, f := range s.report.Findings {
		if f.Severity == check.Error {
			return r.keepAside(fmt.Errorf("%w: %q: %s", ErrCheck, f.Path, f.Message))
		}
	}
	return nil
}
