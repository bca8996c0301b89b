package frametimes

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// ReadTimestamps reads the time of each frame, in seconds, from a file or a pipe.
// It is one of:
//
//   - One time a line, in seconds, for each frame of the source. A first line
//     that is no number is a heading; empty lines and lines that begin with # are
//     passed over.
//   - A Miniscope recorder's table, timeStamps.csv or timestamp.dat, of all
//     frames of the recording. Those of the source are looked up by numbers,
//     which may be nil where they are 0 to frames-1.
//   - What numpy.save writes: an array of one axis, with a time in seconds for
//     each frame of the source.
//
// Whether the times rise is told by session.Segmentation.CheckTiming.
func ReadTimestamps(path string, frames int, numbers []int64) (t session.Timing, err error) {
	f, err := openTimes(path)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if is, err := isNPY(f); err != nil || is {
		if err != nil {
			return t, fmt.Errorf("read timestamps %q: %w", path, err)
		}
		return readNPY(path, f, frames)
	}
	table, err := parse(path, f, frames, numbers)
	if err != nil {
		return t, err
	}
	if table != nil {
		return table.Timing(frames, numbers)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return t, err
	}
	return readTimeList(path, f, frames)
}

// maxPiped is the most bytes of times that are taken from a pipe, and kept in
// memory.
const maxPiped = 256 << 20

// openTimes opens a file of times that the user names. What comes through a pipe
// is read at once, as it can be read only once.
func openTimes(path string) (io.ReadSeekCloser, error) {
	info, err := os.Stat(path)
	var system *fs.PathError
	if errors.As(err, &system) && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("timestamps %q: %w", path, system.Err)
	}
	if err != nil {
		return nil, fmt.Errorf("timestamps: %w", err)
	}
	switch {
	case info.Mode().IsRegular():
		return chunkio.OpenRegular(path)
	case info.Mode()&os.ModeNamedPipe == 0:
		return nil, listErrorf("%s is %s", session.ShownPath(path), chunkio.FileKind(info.Mode()))
	}
	return readPipe(path, maxPiped)
}

// readPipe reads all that comes through a pipe, most bytes or fewer.
func readPipe(path string, most int64) (io.ReadSeekCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read timestamps %q: %w", path, err)
	}
	if int64(len(content)) > most {
		return nil, listErrorf("%s: more than %d bytes came through the pipe", session.ShownPath(path), most)
	}
	return inMemory{bytes.NewReader(content)}, nil
}

// inMemory is a file of which all is in memory.
type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// readTimeList reads one time a line.
func readTimeList(path string, r io.Reader, frames int) (t session.Timing, err error) {
	lines := bufio.NewScanner(r)
	number := 1
	for ; lines.Scan(); number++ {
		text := strings.Trim(lines.Text(), " \t\r,;\ufeff")
		if text == "" || text[0] == '#' {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !session.IsSeconds(v) {
			if t.Timestamps == nil && number == 1 && err != nil {
				continue
			}
			return t, listErrorf("%s:%d: %s is not a time in seconds", session.ShownPath(path), number, session.Quoted(text))
		}
		if len(t.Timestamps) == frames {
			return t, listErrorf("%q has more times than the %d frames of the source", path, frames)
		}
		t.Timestamps, t.Lines = append(t.Timestamps, v), append(t.Lines, number)
	}
	if err := linesError(path, number, lines.Err()); err != nil {
		return t, err
	}
	if have := len(t.Timestamps); have < frames {
		return t, listErrorf("%q has %d times for the %d frames of the source: frame %d is the first without one", path, have, frames, have)
	}
	t.File, t.Origin = path, path
	return t, nil
}

// linesError says what kept the lines of a text from being read.
func linesError(path string, line int, err error) error {
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		return listErrorf("%s:%d: a line of more than %d bytes: this is no table of times", session.ShownPath(path), line, bufio.MaxScanTokenSize)
	case err != nil:
		return fmt.Errorf("read timestamps %q: %w", path, err)
	}
	return nil
}

// Error is returned for times that do not serve, which the user may
// override.
type Error struct {
	what string
	hint string // the cure, "" where it is the usual one
}

func (e *Error) Error() string { return e.what }

// Hint returns the cure, or "".
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
