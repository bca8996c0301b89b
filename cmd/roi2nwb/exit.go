package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"roi2nwb/internal/metadata"
)

// Exit codes, as the help of every command lists them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

const exitStatus = `
Exit status:
  0    done
  1    the conversion failed, or the source cannot be read
  2    a flag, a setting or the metadata is wrong
  130  interrupted`

// errInterrupted is the cause of a context that a signal cancelled.
var errInterrupted = errors.New("interrupted; nothing was left behind")

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
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &usage), errors.As(err, &problems):
		return exitUsage
	}
	return exitFailed
}

// hintOf returns the cure that an error carries, "" for none.
func hintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// message is one problem as it is shown.
type message struct {
	Error string `json:"error"`
	Hint  string `json:"hint,omitempty"`
}

// messages takes an error apart: metadata problems are shown one by one.
func messages(err error) []message {
	var problems metadata.Problems
	if !errors.As(err, &problems) {
		return []message{{oneLine(err.Error()), hintOf(err)}}
	}
	var all []message
	for _, p := range problems {
		hint := p.Hint
		p.Hint = ""
		all = append(all, message{oneLine(p.String()), hint})
	}
	return all
}

// oneLine takes the line breaks out of a text, which libraries put there.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, unicode.IsControl), " ")
}

// report writes what went wrong.
func report(w io.Writer, err error) {
	for _, m := range messages(err) {
		fmt.Fprintf(w, "roi2nwb: error: %s\n", m.Error)
		if m.Hint != "" {
			fmt.Fprintf(w, "roi2nwb: hint: %s\n", m.Hint)
		}
	}
}

// reportJSON writes what went wrong for a program to read.
func reportJSON(w io.Writer, err error) {
	// What cannot be written to stdout cannot be reported there either.
	_ = json.NewEncoder(w).Encode(struct {
		Problems []message `json:"problems"`
		Exit     int       `json:"exit_status"`
	}{messages(err), exitCode(err)})
}
