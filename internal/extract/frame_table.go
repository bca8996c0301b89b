package extract

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// frameTable is the times of the frames of a recording, by their numbers.
type frameTable struct {
	path    string
	numbers []int64
	times   []float64 // in seconds
	notes   []string  // what the user should know
}

// add appends a frame of a line of the file.
func (t *frameTable) add(line int, number, time string, perSecond float64) error {
	n, err := wholeNumber(number)
	if err != nil {
		return tableErrorf("%s:%d: %q is no number of a frame", t.path, line, number)
	}
	s, err := strconv.ParseFloat(time, 64)
	if err != nil || !isSeconds(s) {
		return tableErrorf("%s:%d: %q is no time", t.path, line, time)
	}
	t.numbers, t.times = append(t.numbers, n), append(t.times, s/perSecond)
	return nil
}

// wholeNumber reads "12" and "12.0".
func wholeNumber(text string) (int64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return 0, strconv.ErrSyntax
	}
	return int64(f), nil
}

// isSeconds tells whether v can be a time.
func isSeconds(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// lookUp returns the times of the frames of these numbers, of 0 to frames-1
// where numbers is nil. It is an error where the table lacks one.
func (t *frameTable) lookUp(frames int, numbers []int64) ([]float64, error) {
	if numbers == nil {
		numbers = make([]int64, frames)
		for i := range numbers {
			numbers[i] = int64(i)
		}
	}
	steps, found := axisNames{values: t.numbers}.find(numbers)
	if found < len(numbers) {
		return nil, tableErrorf("%q has no time for frame %d, the first of the source's %d frames without one (it has %d rows%s)",
			t.path, numbers[found], len(numbers), len(t.numbers), t.extent())
	}
	if steps == nil {
		return t.times, nil
	}
	times := make([]float64, len(steps))
	for i, step := range steps {
		times[i] = t.times[step]
	}
	return times, nil
}

// extent says which frames the table has, "" where it has none.
func (t *frameTable) extent() string {
	if len(t.numbers) == 0 {
		return ""
	}
	return fmt.Sprintf(", of the frames %d to %d", slices.Min(t.numbers), slices.Max(t.numbers))
}

// covers tells whether the table has all these frames.
func (t *frameTable) covers(frames int, numbers []int64) bool {
	_, err := t.lookUp(frames, numbers)
	return err == nil
}

// readFrameTable reads a recorder's table, nil where the file is something
// else: timeStamps.csv, with the columns Frame Number (from 0) and Time Stamp
// (ms); or timestamp.dat of older recorders, with the columns camNum, frameNum
// (from 1) and sysClock (ms), in which the frames of all cameras lie between
// each other.
func readFrameTable(path string, frames int, numbers []int64) (table *frameTable, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows := newRowReader(path, f)
	heading, ok := rows.next()
	if !ok {
		return nil, rows.err()
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
	table = &frameTable{path: path}
	perSecond := unitsPerSecond(lower[clock])
	for row, ok := rows.next(); ok; row, ok = rows.next() {
		if err := rows.check(row, max(number, clock)); err != nil {
			return nil, err
		}
		if err := table.add(rows.line, row[number], row[clock], perSecond); err != nil {
			return nil, err
		}
	}
	return table, rows.err()
}

// isClock tells whether a heading in lower case is that of times.
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
func readCameras(rows *rowReader, camera, number, clock, frames int, numbers []int64) (*frameTable, error) {
	if number < 0 || clock < 0 {
		return nil, tableErrorf("%q has no columns frameNum and sysClock beside camNum", rows.path)
	}
	tables := map[string]*frameTable{}
	for row, ok := rows.next(); ok; row, ok = rows.next() {
		if err := rows.check(row, max(camera, number, clock)); err != nil {
			return nil, err
		}
		t := tables[row[camera]]
		if t == nil {
			t = &frameTable{path: rows.path}
			tables[row[camera]] = t
		}
		if err := t.add(rows.line, row[number], row[clock], 1000); err != nil {
			return nil, err
		}
		t.numbers[len(t.numbers)-1]-- // counted from 1
	}
	if err := rows.err(); err != nil {
		return nil, err
	}
	t, err := chooseCamera(rows.path, tables, frames, numbers)
	if err == nil && len(t.times) > 1 && t.times[0] > t.times[1] {
		// The recorder's clock is not set yet: its own reader puts 0 here.
		t.notes = append(t.notes, fmt.Sprintf("%q has %v s for the first frame, later than the next: 0 is taken instead, as Miniscope's own reader does", rows.path, t.times[0]))
		t.times[0] = 0
	}
	return t, err
}

func chooseCamera(path string, tables map[string]*frameTable, frames int, numbers []int64) (*frameTable, error) {
	last, step := int64(frames-1), int64(1)
	if n := len(numbers); n > 0 {
		last = slices.Max(numbers)
		if n > 1 {
			step = max(numbers[n-1]-numbers[n-2], 1)
		}
	}
	names := sortedKeys(tables)
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
		return &frameTable{path: path}, nil
	case len(tables) == 1:
		return tables[names[0]], nil
	case len(ending) == 1:
		return tables[ending[0]], nil
	case len(covering) == 1:
		return tables[covering[0]], nil
	case len(covering) == 0:
		return longestTable(tables, names), nil
	}
	return nil, tableErrorf("%q has times of the cameras %s for all frames: nothing tells which of them is the Miniscope", path, strings.Join(covering, ", "))
}

// longestTable returns the table with the most frames.
func longestTable(tables map[string]*frameTable, names []string) *frameTable {
	return tables[slices.MaxFunc(names, func(a, b string) int { return len(tables[a].numbers) - len(tables[b].numbers) })]
}

// rowReader reads the rows of a text table, cut at tabs, commas or semicolons.
type rowReader struct {
	path  string
	line  int
	lines *bufio.Scanner
	row   []string
}

func newRowReader(path string, r io.Reader) *rowReader {
	return &rowReader{path: path, lines: bufio.NewScanner(r)}
}

// next returns the next row that is not empty; it is valid until the one after.
func (r *rowReader) next() ([]string, bool) {
	for r.lines.Scan() {
		r.line++
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

// check tells whether a row has a field of the given number.
func (r *rowReader) check(row []string, field int) error {
	if field < len(row) {
		return nil
	}
	return tableErrorf("%s:%d: %d fields, expected at least %d", r.path, r.line, len(row), field+1)
}

func (r *rowReader) err() error {
	if err := r.lines.Err(); err != nil {
		return fmt.Errorf("read %q: %w", r.path, err)
	}
	return nil
}
