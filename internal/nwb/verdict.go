package nwb

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"roi2nwb/internal/nwb/check"
)

// standardResult is the result of checking a file against the NWB standard.
type standardResult struct {
	report *check.Report
	err    error
}

// checkStandard checks a file against the NWB standard, on a goroutine of its
// own.
func checkStandard(ctx context.Context, path string, expected *check.Expected) <-chan standardResult {
	done := make(chan standardResult, 1)
	go func() {
		report, err := check.File(ctx, path, check.Options{Structure: true, Expected: expected})
		done <- standardResult{report, err}
	}()
	return done
}

// decide returns why a written file must not become the output, nil where it may.
// verified is the error of comparing it with its plan, s the result of checking it
// against the standard. A file that is wrong is kept aside. A source or a file
// that cannot be read is reported as such, and nothing is kept.
func (r *replacement) decide(verified error, s standardResult) error {
	var source *sourceError
	var system syscall.Errno
	switch {
	case errors.As(verified, &source):
		return source.error
	case errors.As(verified, &system):
		return fmt.Errorf("read back what was written: %w", verified)
	case verified != nil:
		return r.keepAside(fmt.Errorf("%w: %w", ErrCheck, verified))
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
