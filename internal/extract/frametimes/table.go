package frametimes

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/align"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// Table is the times of the frames of a recording, by their numbers.
type Table struct {
	Path    string
	numbers []int64
	Times   []float64 // in seconds
	lines   []int     // of the file
	Notes   []string  // what the user should know
}

// Add appends a frame of a line of the file.
func (t *Table) Add(line int, number, time string, perSecond float64) error {
	n, err := WholeNumber(number)
	if err != nil {
		return Errorf("%s:%d: %s is no number of a frame", session.ShownPath(t.Path), line, session.Quoted(number))
	}
	s, err := strconv.ParseFloat(time, 64)
	if err != nil || !session.IsSeconds(s/perSecond) {
		return Errorf("%s:%d: %s is no time", session.ShownPath(t.Path), line, session.Quoted(time))
	}
	t.numbers, t.Times, t.lines = append(t.numbers, n), append(t.Times, s/perSecond), append(t.lines, line)
	return nil
}

// WholeNumber reads "12" and "12.0".
func WholeNumber(text string) (int64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return 0, strconv.ErrSyntax
	}
	return int64(f), nil
}

// Timing returns the times of the frames of these numbers, of 0 to frames-1
// where numbers is nil. It is an error where the table lacks one.
func (t *Table) Timing(frames int, numbers []int64) (session.Timing, error) {
	found := session.Timing{Timestamps: t.Times, File: t.Path, Lines: t.lines, Origin: t.Path}
	steps, err := t.lookUp(frames, numbers)
	if err != nil || steps == nil {
		return found, err
	}
	found.Timestamps, found.Lines = make([]float64, len(steps)), make([]int, len(steps))
	for i, step := range steps {
		found.Timestamps[i], found.Lines[i] = t.Times[step], t.lines[step]
	}
	return found, nil
}

// lookUp returns the rows of the frames of these numbers, nil where they are
// those of the table.
func (t *Table) lookUp(frames int, numbers []int64) ([]int, error) {
	if numbers == nil {
		numbers = make([]int64, frames)
		for i := range numbers {
			numbers[i] = int64(i)
		}
	}
	steps, found := align.Names{Values: t.numbers}.Find(numbers)
	if found < len(numbers) {
		return nil, Errorf("%q has no time for frame %d, the first of the source's %d frames without one (it has %d rows%s)",
			t.Path, numbers[found], len(numbers), len(t.numbers), t.extent())
	}
	return steps, nil
}

// extent says which frames the table has, "" where it has none.
func (t *Table) extent() string {
	if len(t.numbers) == 0 {
		return ""
	}
	return fmt.Sprintf(", of the frames %d to %d", slices.Min(t.numbers), slices.Max(t.numbers))
}

// covers reports whether the table has all these frames.
func (t *Table) covers(frames int, numbers []int64) bool {
	_, err := t.lookUp(frames, numbers)
	return err == nil
}

// Read reads a recorder's table, nil where the file is something
// else: timeStamps.csv, with the columns Frame Number (from 0) and Time Stamp
// (ms); or timestamp.dat of older recorders, with the columns camNum, frameNum
// (from 1) and sysClock (ms), in which the frames of all cameras lie between
// each other.
func Read(path string, frames int, numbers []int64) (table *Table, err error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return parse(path, f, frames, numbers)
}

// parse reads a recorder's table as Read does.
func parse(path string, f io.Reader, frames int, numbers []int64) (table *Table, err error) {
	start := bufio.NewReader(f)
	if kind := binaryKind(start); kind != "" {
		return nil, binaryError(path, kind)
	}
	rows := NewRowReader(path, start)
	heading, ok := rows.Next()
	if !ok {
		return nil, rows.Err()
	}
	lower := make([]string, len(heading))
	for i, h := range heading {
		lower[i] = strings.ToLower(h)
	}
	if camera := slices.Index(lower, "camnum"); camera >= 0 {
		return readCameras(rows, camera, slices.Index(lower, "framenum"), slices.Index(lower, "sysclock"), frames, numbers)
	}
	number := slices.IndexFunc(lower, func(h string) bool { return strings.HasPrefix(h, "frame") })
	clock := slices.IndexFunc(lower, isClock)
	if number < 0 || clock < 0 {
		return nil, nil
	}
	table = &Table{Path: path}
	perSecond := unitsPerSecond(lower[clock])
	for row, ok := rows.Next(); ok; row, ok = rows.Next() {
		if err := rows.Check(row, max(number, clock)); err != nil {
			return nil, err
		}
		if err := table.Add(rows.Line, row[number], row[clock], perSecond); err != nil {
			return nil, err
		}
	}
	return table, rows.Err()
}

// isClock reports whether a heading in lower case is that of times.
func isClock(heading string) bool {
	return strings.HasPrefix(heading, "time stamp") || strings.HasPrefix(heading, "timestamp") || strings.HasPrefix(heading, "time (")
}

// unitsPerSecond returns how many units of the times below a heading make a
// second. Recorders write milliseconds.
func unitsPerSecond(heading string) float64 {
	if strings.Contains(heading, "(s)") || strings.Contains(heading, "(sec") {
		return 1
	}
	return 1000
}

// readCameras reads timestamp.dat and returns the table of the camera whose
// recording ends where the frames do; Miniscope's own reader compares the
// number of frames too.
func readCameras(rows *RowReader, camera, number, clock, frames int, numbers []int64) (*Table, error) {
	if number < 0 || clock < 0 {
		return nil, Errorf("%q has no columns frameNum and sysClock beside camNum", rows.path)
	}
	tables := map[string]*Table{}
	for row, ok := rows.Next(); ok; row, ok = rows.Next() {
		if err := rows.Check(row, max(camera, number, clock)); err != nil {
			return nil, err
		}
		t := tables[row[camera]]
		if t == nil {
			t = &Table{Path: rows.path}
			tables[row[camera]] = t
		}
		if err := t.Add(rows.Line, row[number], row[clock], 1000); err != nil {
			return nil, err
		}
		t.numbers[len(t.numbers)-1]-- // counted from 1
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	t, err := chooseCamera(rows.path, tables, frames, numbers)
	if err == nil && len(t.Times) > 1 && t.Times[0] > t.Times[1] {
		// The recorder's clock is not set yet: its own reader puts 0 here.
		t.Notes = append(t.Notes, fmt.Sprintf("%q has %v s for the first frame, later than the next: 0 is taken instead, as Miniscope's own reader does", rows.path, t.Times[0]))
		t.Times[0] = 0
	}
	return t, err
}

func chooseCamera(path string, tables map[string]*Table, frames int, numbers []int64) (*Table, error) {
	last, step := int64(frames-1), int64(1)
	if n := len(numbers); n > 0 {
		last = slices.Max(numbers)
		if n > 1 {
			step = max(numbers[n-1]-numbers[n-2], 1)
		}
	}
	names := slices.Sorted(maps.Keys(tables))
	var covering, ending []string
	for _, name := range names {
		t := tables[name]
		if !t.covers(frames, numbers) {
			continue
		}
		covering = append(covering, name)
		if slices.Max(t.numbers) < last+step {
			ending = append(ending, name)
		}
	}
	switch {
	case len(tables) == 0:
		return &Table{Path: path}, nil
	case len(tables) == 1:
		return tables[names[0]], nil
	case len(ending) == 1:
		return tables[ending[0]], nil
	case len(covering) == 1:
		return tables[covering[0]], nil
	case len(covering) == 0:
		return longestTable(tables, names), nil
	}
	return nil, Errorf("%q has times of the cameras %s for all frames: nothing tells which of them is the Miniscope", path, strings.Join(covering, ", "))
}

// longestTable returns the table with the most frames.
func longestTable(tables map[string]*Table, names []string) *Table {
	return tables[slices.MaxFunc(names, func(a, b string) int { return len(tables[a].numbers) - len(tables[b].numbers) })]
}

// RowReader reads the rows of a text table, cut at tabs, commas or semicolons.
type RowReader struct {
	path  string
	Line  int
	lines *bufio.Scanner
	row   []string
}

// NewRowReader reads rows from r; path is for messages.
func NewRowReader(path string, r io.Reader) *RowReader {
	return &RowReader{path: path, lines: bufio.NewScanner(r)}
}

// Next returns the next row that is not empty; it is valid until the one after.
func (r *RowReader) Next() ([]string, bool) {
	for r.lines.Scan() {
		r.Line++
		text := strings.TrimPrefix(strings.TrimRight(r.lines.Text(), "\r "), "\ufeff")
		if strings.TrimSpace(text) == "" {
			continue
		}
		cut := ","
		switch {
		case strings.Contains(text, "\t"):
			cut = "\t"
		case !strings.Contains(text, ",") && strings.Contains(text, ";"):
			cut = ";"
		}
		r.row = r.row[:0]
		for field := range strings.SplitSeq(text, cut) {
			r.row = append(r.row, strings.Trim(field, ` "`))
		}
		return r.row, true
	}
	return nil, false
}

// Check reports whether a row has a field of the given number.
func (r *RowReader) Check(row []string, field int) error {
	if field < len(row) {
		return nil
	}
	return Errorf("%s:%d: %d fields, expected at least %d", session.ShownPath(r.path), r.Line, len(row), field+1)
}

// Err returns why reading ended early, nil where it did not.
func (r *RowReader) Err() error { return linesError(r.path, r.Line+1, r.lines.Err()) }

// binaryKind names what is no text, "" for a text. It looks at the beginning of
// what r has, and takes nothing from it.
func binaryKind(r *bufio.Reader) string {
	head, err := r.Peek(512)
	if err != nil && len(head) == 0 {
		return "" // reading it says so again
	}
	if kind := source.KindOfBytes(head); kind != "" {
		return kind
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return "a binary file"
	}
	return ""
}

func binaryError(path, kind string) error {
	return Errorf("%s is %s; times are read from a text", session.ShownPath(path), kind)
}
