package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/naming"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/session"
)

// Exit codes, as the help of every command lists them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitSome        = 3  // of many sessions, some failed
	exitProblems    = 4  // check: a file has errors
	exitExists      = 5  // the output exists, and that is why nothing was written
	exitOutOfTime   = 75 // run again to go on
	exitInterrupted = 130
)

// exitStatus ends the help of the commands that read a source.
const exitStatus = `
Exit status:
  0    done
  1    the conversion failed, or the source cannot be read
  2    a flag, a setting or the metadata is wrong
  130  interrupted`

// errInterrupted is the cause of a context that a signal cancelled.
var errInterrupted = errors.New("interrupted; nothing was left behind")

// errOutOfTime is why a batch ends that a scheduler asks to.
var errOutOfTime = errors.New("out of time; run it again to go on")

// usageError is a mistake in flags, settings or metadata.
type usageError struct {
	error
	hint string
}

func (u *usageError) Unwrap() error { return u.error }
func (u *usageError) Hint() string  { return u.hint }

func usagef(format string, args ...any) error {
	return &usageError{error: fmt.Errorf(format, args...)}
}

// exitCode tells how the program ends with err.
func exitCode(err error) int {
	var usage *usageError
	var problems metadata.Problems
	var done told
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &done):
		return done.code
	case errors.Is(err, errOutOfTime):
		return exitOutOfTime
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, nwb.ErrExists):
		return exitExists
	case errors.As(err, &usage), errors.As(err, &problems):
		return exitUsage
	}
	return exitFailed
}

// hintOf returns the cure that an error carries, "" for none.
func hintOf(err error) string {
	var h interface{ Hint() string }
	var wrongTimes *session.TimingError
	var wrongName *naming.Error
	switch {
	case errors.As(err, &wrongName) && wrongName.Cure != naming.SeeHint:
		return namingHint(wrongName)
	case errors.As(err, &h):
		if wrongFormat, ok := h.(*session.FormatError); ok {
			return formatHint(wrongFormat)
		}
		if empty, ok := h.(*session.EmptyError); ok && empty.Discarded > 0 {
			return empty.Hint() + "; --with-discarded takes them for rejected ROIs"
		}
		return h.Hint()
	case errors.As(err, &wrongTimes):
		return timingHint(wrongTimes)
	}
	return ""
}

// told is how a command ends that has itself said what is wrong.
type told struct{ code int }

func (t told) Error() string { return fmt.Sprintf("exit status %d", t.code) }

// message is one problem as it is shown: a line, a cure, and, of metadata, all
// that is known of it.
type message struct {
	Error string `json:"error"`
	Hint  string `json:"hint,omitempty"`
	*metadata.Problem
}

// messages takes an error apart: metadata problems are shown one by one.
func messages(err error) []message {
	var done told
	if errors.As(err, &done) {
		return nil
	}
	var manifest *manifestError
	if errors.As(err, &manifest) {
		return manifest.messages()
	}
	var parts partErrors
	if errors.As(err, &parts) {
		return parts.messages()
	}
	var problems metadata.Problems
	if !errors.As(err, &problems) {
		return []message{{Error: page.OneLine(err.Error()), Hint: hintOf(err)}}
	}
	return problemMessages(problems)
}

// report writes what went wrong.
func report(s Streams, err error) {
	var problems metadata.Problems
	var parts partErrors
	if errors.As(err, &problems) && !errors.As(err, &parts) {
		err = todosTogether(problems)
	}
	for _, m := range messages(err) {
		m.write(s)
	}
}

// write shows a message, with the line of the file that it is about.
func (m *message) write(s Streams) {
	severity := metadata.Error
	if m.Problem != nil {
		severity = m.Severity
	}
	s.tell(severity, m.Error)
	if m.Problem != nil {
		writeExcerpt(s.Err, m.Problem, s.errWidth())
	}
	if m.Hint != "" && !strings.HasSuffix(m.Error, "("+m.Hint+")") {
		s.tell(hint{}, m.Hint)
	}
}

// reportJSON writes what went wrong for a program to read. source is what the
// command was given, "" for nothing.
func reportJSON(w io.Writer, err error, source string) {
	all := messages(err)
	if all == nil {
		return
	}
	// What cannot be written to stdout cannot be reported there either.
	_ = writeJSON(w, struct {
		Status   string    `json:"status"` // "failed"
		Source   string    `json:"source,omitempty"`
		Problems []message `json:"problems"`
		Exit     int       `json:"exit_status"`
	}{"failed", source, all, exitCode(err)})
}
