package frametimes

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// ReadTimestamps reads the time of each frame, in seconds, from a text file.
// It is one of:
//
//   - One time a line, in seconds, for each frame of the source, each later
//     than the one before. A first line that is no number is a heading; empty
//     lines and lines that begin with # are passed over.
//   - A Miniscope recorder's table, timeStamps.csv or timestamp.dat, of all
//     frames of the recording. Those of the source are looked up by numbers,
//     which may be nil where they are 0 to frames-1.
func ReadTimestamps(path string, frames int, numbers []int64) ([]float64, error) {
	table, err := Read(path, frames, numbers)
	if err != nil {
		return nil, err
	}
	if table != nil {
		return table.LookUp(frames, numbers)
	}
	return readTimeList(path, frames)
}

// readTimeList reads one time a line.
func readTimeList(path string, frames int) (times []float64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(f)
	for number := 1; lines.Scan(); number++ {
		text := strings.Trim(lines.Text(), " \t\r,;\ufeff")
		if text == "" || text[0] == '#' {
			continue
		}
		t, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(t) || math.IsInf(t, 0) {
			if times == nil && number == 1 {
				continue
			}
			return nil, listErrorf("%s:%d: %q is not a time in seconds", path, number, text)
		}
		if n := len(times); n > 0 && t <= times[n-1] {
			return nil, listErrorf("%s:%d: %v s is not later than the %v s before", path, number, t, times[n-1])
		}
		if len(times) == frames {
			return nil, listErrorf("%q has more times than the %d frames of the source", path, frames)
		}
		times = append(times, t)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read timestamps %q: %w", path, err)
	}
	if len(times) < frames {
		return nil, listErrorf("%q has %d times for the %d frames of the source: frame %d is the first without one", path, len(times), frames, len(times))
	}
	return times, nil
}

// Error is returned for a file of timestamps that does not serve.
type Error struct {
	what string
	hint string // what such a file looks like, "" for a recorder's table
}

func (e *Error) Error() string { return e.what }

// Hint says what such a file looks like.
func (e *Error) Hint() string { return e.hint }

// listErrorf returns the error for a file that should have one time a line.
func listErrorf(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...),
		"a file of timestamps has one time a line, in seconds, for every frame, rising; or it is a recorder's timeStamps.csv or timestamp.dat"}
}

// Errorf returns the error for a table of times by frame.
func Errorf(format string, args ...any) error {
	return &Error{what: fmt.Sprintf(format, args...)}
}
