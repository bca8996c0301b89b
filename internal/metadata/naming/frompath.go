package naming

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/metadata/schema"
)

// Read returns what a source's path says by a pattern such as
// "{animal}/{session}/minian". It compares the pattern with the end of the absolute
// path, element by element; a pattern that begins with a slash, with all of it.
//
// Between braces stands what ExpandPath knows but for source, or the path of
// any other metadata that is one text: {Ophys.ImagingPlane.location}. What {_},
// {} and * stand for is passed over. The start time can have a format, as in
// {session_start_time:%Y-%m-%d_%H-%M-%S}, or stand in two parts, {date:%Y%m%d}
// and {time:%H%M%S}; one of these alone says nothing. A name that stands twice
// means the same text both times. Two braces stand for one.
//
// Where the source is a file, the pattern is compared with the whole path first,
// and then with that of its folder. A name never takes the extension
// of the file: a pattern means the file where it ends in *, or as the file does.
//
// Values are taken literally. A path that does not fit, or that can be read in
// more ways than one, is an error.
func Read(pattern, path string) ([]Found, error) {
	p, err := parsePattern(pattern)
	if err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	info, err := os.Stat(absolute)
	found, err := p.read(filepath.ToSlash(absolute), err == nil && !info.IsDir())
	if err != nil {
		return nil, err
	}
	return found.found(), nil
}

// pattern is a pattern for paths.
type pattern struct {
	text     string
	rooted   bool // it begins with a slash: the whole path is meant
	elements []*elementPattern
}

func parsePattern(text string) (*pattern, error) {
	if !utf8.ValidString(text) {
		return nil, errorf("", "pattern %q is not UTF-8", text)
	}
	elements, err := parseElements(strings.TrimSuffix(text, "/"))
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", text, err)
	}
	p := &pattern{text: text}
	if len(elements) > 1 && len(elements[0]) == 0 {
		p.rooted, elements = true, elements[1:]
	}
	names, clock, whole := 0, map[byte]string{}, false
	for _, pieces := range elements {
		e, err := newElementPattern(pieces)
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", text, err)
		}
		for _, g := range e.groups {
			if g.path != "" {
				names++
			}
			if g.directive != 0 {
				clock[g.directive] = ""
			}
		}
		whole = whole || e.startTime
		p.elements = append(p.elements, e)
	}
	switch {
	case names == 0 && !wholeClock(clock):
		return nil, errorf("as in {animal}/{session}/minian", "pattern %q names nothing", text)
	case whole && !wholeClock(clock):
		return nil, errorf("as in {session_start_time:%Y%m%d_%H%M%S}; {date:%Y%m%d} reads a date alone",
			"pattern %q has a start time without a year, month, day, hour or minute", text)
	}
	return p, nil
}

// reading is what a path says.
type reading struct {
	matched []string // the elements of the path that the pattern fits
	paths   []string // of the values, in order
	values  map[string]string
	clock   map[byte]string // what the directives of times say
}

// Found is a value that a path says.
type Found struct {
	Path, Value string // of the metadata
	Origin      string // the elements of the source's path that the pattern fits, in quotes
}

// found returns what was read as metadata.
func (r *reading) found() []Found {
	origin := strconv.Quote(strings.Join(r.matched, "/"))
	var all []Found
	for _, path := range r.paths {
		all = append(all, Found{Path: path, Value: r.values[path], Origin: origin})
	}
	if wholeClock(r.clock) {
		all = append(all, Found{Path: schema.SessionStartPath, Value: clockText(r.clock), Origin: origin})
	}
	return all
}

// misfit is the error of a path that a pattern does not fit.
type misfit struct {
	message string
	fitted  int // elements before the one that does not fit
}

func (m *misfit) Error() string { return m.message }

// Hint says how the pattern is compared with the path.
func (m *misfit) Hint() string {
	return "the pattern is held against the end of the path; * stands for part of a name, {_} for a name that says nothing"
}

// read compares the pattern with an absolute path with slashes.
func (p *pattern) read(path string, isFile bool) (*reading, error) {
	elements := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	extension := ""
	if isFile {
		extension = filepath.Ext(path)
	}
	found, err := p.readElements(elements, extension)
	var first, second *misfit
	if isFile && len(elements) > 0 && errors.As(err, &first) {
		folder, again := p.readElements(elements[:len(elements)-1], "")
		if !errors.As(again, &second) {
			found, err = folder, again
		} else if second.fitted > first.fitted {
			err = again
		}
	}
	if err != nil {
		return nil, fmt.Errorf("path %q does not fit the pattern %q: %w", path, p.text, err)
	}
	return found, nil
}

// readElements compares the pattern with the last elements of a path.
func (p *pattern) readElements(elements []string, extension string) (*reading, error) {
	n := len(p.elements)
	if n > len(elements) || p.rooted && n < len(elements) {
		return nil, &misfit{message: fmt.Sprintf("the pattern has %d names of folders or files, the path %d", n, len(elements)), fitted: -1}
	}
	r := &reading{matched: elements[len(elements)-n:], values: map[string]string{}, clock: map[byte]string{}}
	for i, e := range p.elements {
		ext := ""
		if i == n-1 {
			ext = extension
		}
		ok, err := e.read(r, r.matched[i], ext)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, &misfit{message: fmt.Sprintf("%q is not like %q", r.matched[i], e.text), fitted: i}
		}
	}
	return r, nil
}
