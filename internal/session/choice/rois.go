package choice

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/session"
)

// The choices of ROIs that have names.
const (
	All         = "all"
	Accepted    = "accepted"
	NotRejected = "not-rejected"
)

// Words returns the choices of ROIs that have names.
func Words() []string { return []string{All, Accepted, NotRejected} }

// UnknownError is returned for ids that the source does not have.
type UnknownError struct {
	IDs  []string
	Near []string // the ids of the source that resemble the first of them most
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("no ROI has the id %s", listed(e.IDs))
}

// mostListed is how many ids an error names.
const mostListed = 5

// listed names some ids, and counts the rest.
func listed(ids []string) string {
	var names []string
	for _, id := range ids[:min(len(ids), mostListed)] {
		names = append(names, session.Quoted(id))
	}
	text := strings.Join(names, ", ")
	if more := len(ids) - mostListed; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}

// ErrNotEvaluated is returned where verdicts are asked for that nobody gave.
var ErrNotEvaluated = errors.New("no ROI of the source was accepted or rejected")

// ROIs returns the rows of s that a choice means, in its order: one of the words,
// or a list of ids and of ranges of numbered ids, such as "3,7,10-20". A range
// means those of its ids that the source has, one at least. No ROI may be meant
// twice.
func ROIs(s *session.Segmentation, text string) ([]int, error) {
	a := s.Acceptance
	switch text {
	case All:
		return matching(s, func(int) bool { return true }), nil
	case Accepted, NotRejected:
		if a == nil {
			return nil, ErrNotEvaluated
		}
		return matching(s, func(i int) bool { return a.Accepted[i] || text == NotRejected && !a.Rejected[i] }), nil
	}
	return IDs(s, strings.Split(text, ","))
}

// matching returns the rows of the ROIs that pass.
func matching(s *session.Segmentation, pass func(i int) bool) []int {
	rows := []int{}
	for i := range s.IDs {
		if pass(i) {
			rows = append(rows, i)
		}
	}
	return rows
}

// IDs is ROIs of a list of ids and ranges.
func IDs(s *session.Segmentation, items []string) ([]int, error) {
	l := list{row: make(map[string]int, len(s.IDs)), twice: map[string]bool{}, taken: map[int]string{}}
	for i, id := range s.IDs {
		if _, twice := l.row[id]; twice {
			l.twice[id] = true
			continue
		}
		l.row[id] = i
	}
	for _, item := range items {
		if item = strings.TrimSpace(item); item == "" {
			return nil, errors.New("an id is empty")
		}
		if err := l.add(item); err != nil {
			return nil, err
		}
	}
	if len(l.unknown) > 0 {
		return nil, &UnknownError{l.unknown, nearest(l.unknown[0], s.IDs)}
	}
	return l.rows, nil
}

// list collects rows.
type list struct {
	row     map[string]int
	twice   map[string]bool // ids of several ROIs
	taken   map[int]string  // by which item a row was
	rows    []int
	unknown []string
}

// add adds what an item means. An id may look like a range.
func (l *list) add(item string) error {
	if row, ok := l.row[item]; ok {
		if l.twice[item] {
			return fmt.Errorf("several ROIs have the id %s", session.Quoted(item))
		}
		return l.take(row, item)
	}
	first, last, ok := numbers(item)
	if !ok {
		l.unknown = append(l.unknown, item)
		return nil
	}
	if first > last {
		return fmt.Errorf("%q runs backwards", item)
	}
	type numbered struct {
		number int64
		row    int
	}
	var found []numbered
	for id, row := range l.row {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && n >= first && n <= last {
			found = append(found, numbered{n, row})
		}
	}
	if len(found) == 0 {
		l.unknown = append(l.unknown, item)
		return nil
	}
	slices.SortFunc(found, func(a, b numbered) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.row, b.row)) })
	for _, f := range found {
		if err := l.take(f.row, item); err != nil {
			return err
		}
	}
	return nil
}

// numbers returns the ends of a range of numbers.
func numbers(item string) (first, last int64, ok bool) {
	// A minus at the beginning belongs to a number.
	at := strings.IndexByte(item[1:], '-')
	if at < 0 {
		return 0, 0, false
	}
	first, err := strconv.ParseInt(strings.TrimSpace(item[:at+1]), 10, 64)
	last, end := strconv.ParseInt(strings.TrimSpace(item[at+2:]), 10, 64)
	return first, last, err == nil && end == nil
}

// take takes a row, once.
func (l *list) take(row int, item string) error {
	if before, ok := l.taken[row]; ok {
		if before == item {
			return fmt.Errorf("%q is there twice", item)
		}
		return fmt.Errorf("%q and %q mean an ROI twice", before, item)
	}
	l.taken[row] = item
	l.rows = append(l.rows, row)
	return nil
}
