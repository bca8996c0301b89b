package choice

import (
	"errors"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"time"

	"roi2nwb/internal/session"
)

// Frames returns the frames first to end-1 of n that a span means: "100:200",
// where either end may be left out, and is counted from the end where negative.
func Frames(text string, n int) (first, end int, err error) {
	from, to, ok := strings.Cut(text, ":")
	if !ok {
		return 0, 0, fmt.Errorf("%q is no span of frames, expected FIRST:END", text)
	}
	if first, err = place(from, 0, n); err != nil {
		return 0, 0, err
	}
	if end, err = place(to, n, n); err != nil {
		return 0, 0, err
	}
	if first >= end {
		return 0, 0, fmt.Errorf("%q means no frame of %d", text, n)
	}
	return first, end, nil
}

// place returns one end of a span.
func place(text string, otherwise, n int) (int, error) {
	if text = strings.TrimSpace(text); text == "" {
		return otherwise, nil
	}
	at, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no number of a frame", text)
	}
	if at < 0 {
		at += n
	}
	if at < 0 || at > n {
		return 0, fmt.Errorf("frame %s is none of the %d", text, n)
	}
	return at, nil
}

// ErrNoTimes is returned for a span of time where nothing says when frames were
// taken.
var ErrNoTimes = errors.New("nothing says when frames were taken")

// tolerance is by how much of a second a frame may lie before the time at which it
// is meant to be: rates and times are rounded.
const tolerance = 1e-6

// Time returns the frames first to end-1 that a span of time means: "10s:60s",
// "1m30s:", ":0:01:30". Times count from the first frame.
func Time(text string, s *session.Segmentation) (first, end int, err error) {
	from, to, err := cutTimes(text)
	if err != nil {
		return 0, 0, err
	}
	t := &s.Timing
	if t.Timestamps == nil && t.Rate <= 0 {
		return 0, 0, ErrNoTimes
	}
	at := func(seconds float64) int {
		if t.Timestamps == nil {
			return min(max(0, int(math.Ceil(min((seconds-tolerance)*t.Rate, float64(s.Frames))))), s.Frames)
		}
		return sort.Search(s.Frames, func(i int) bool { return t.Timestamps[i]-t.Timestamps[0] >= seconds-tolerance })
	}
	first, end = at(from), s.Frames
	if !math.IsInf(to, 1) {
		end = at(to)
	}
	if first >= end {
		return 0, 0, fmt.Errorf("%q means no frame", text)
	}
	return first, end, nil
}

// cutTimes returns the ends of a span of time in seconds. A time may have colons
// too: the one between the ends leaves two times, and where several do, two that
// are written alike.
func cutTimes(text string) (from, to float64, err error) {
	found := 0
	for i, c := range text {
		if c != ':' {
			continue
		}
		a, err := seconds(text[:i], 0)
		if err != nil {
			continue
		}
		b, err := seconds(text[i+1:], math.Inf(1))
		if err != nil {
			continue
		}
		if strings.Count(text[:i], ":") == strings.Count(text[i+1:], ":") {
			return a, b, nil
		}
		from, to, found = a, b, found+1
	}
	switch {
	case found == 1:
		return from, to, nil
	case found > 1:
		return 0, 0, fmt.Errorf("%q can be cut in several ways, expected units, as in 10s:1m30s", text)
	}
	return 0, 0, fmt.Errorf("%q is no span of time, expected as in 10s:60s, 1m30s: or 0:01:30:0:02:00", text)
}

// seconds reads a time: a number with units, or hours, minutes and seconds with
// colons.
func seconds(text string, otherwise float64) (float64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return otherwise, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 && text != "0" {
		return d.Seconds(), nil
	}
	parts := strings.Split(text, ":")
	if len(parts) > 3 || len(parts) == 1 && text != "0" {
		return 0, errors.New("no time")
	}
	total := 0.0
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		whole := i < len(parts)-1
		if err != nil || !(n >= 0) || math.IsInf(n, 0) || whole && n != math.Trunc(n) || i > 0 && n >= 60 {
			return 0, errors.New("no time")
		}
		total = 60*total + n
	}
	return total, nil
}
