package metadata

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// clockPattern is ISO 8601 as people write it: T or a space, seconds and
// their fraction optional, a zone or none.
const clockPattern = `^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?))?)?$`

var (
	errNotTime  = errors.New("not a date and time in ISO 8601")
	errNeverWas = errors.New("a time that never was")
	errNoClock  = errors.New("a date without a time of day")
	errNoZone   = errors.New("a time without a zone")
)

// wallTime is a time as it is written: zone is nil where it has none.
type wallTime struct {
	year, month, day, hour, minute, second, micros int
	dateOnly                                       bool
	zone                                           *time.Location
	grain                                          time.Duration // of its last digit
}

// parseWallTime reads an ISO 8601 time. Fractions of a second are kept to the
// microsecond, which is what NWB's readers can hold.
func parseWallTime(text string) (wallTime, error) {
	p := regexp.MustCompile(clockPattern).FindStringSubmatch(strings.TrimSpace(text))
	if p == nil {
		return wallTime{}, errNotTime
	}
	n := func(i int) int {
		v, _ := strconv.Atoi(p[i]) // digits, or "" for 0
		return v
	}
	w := wallTime{year: n(1), month: n(2), day: n(3), hour: n(4), minute: n(5), second: n(6), dateOnly: p[4] == ""}
	w.micros, _ = strconv.Atoi((p[7] + "000000")[:6])
	if w.grain = time.Minute; p[6] != "" {
		w.grain = time.Second
	}
	for range min(len(p[7]), 6) {
		w.grain /= 10
	}
	utc := w.in(time.UTC)
	if utc.Day() != w.day || int(utc.Month()) != w.month || utc.Hour() != w.hour || w.minute > 59 || w.second > 59 {
		return wallTime{}, fmt.Errorf("%w: there is no such day or time of day", errNeverWas)
	}
	if p[8] != "" {
		zone, err := parseOffset(p[8])
		if err != nil {
			return wallTime{}, err
		}
		w.zone = zone
	}
	return w, nil
}

// in returns the time that a clock in zone shows as w.
func (w wallTime) in(zone *time.Location) time.Time {
	return time.Date(w.year, time.Month(w.month), w.day, w.hour, w.minute, w.second, w.micros*1000, zone)
}

// parseOffset reads Z, +02, +0200 and +02:00.
func parseOffset(s string) (*time.Location, error) {
	if strings.EqualFold(s, "z") {
		return time.UTC, nil
	}
	digits := strings.ReplaceAll(s[1:], ":", "")
	hours, _ := strconv.Atoi(digits[:2])
	minutes, _ := strconv.Atoi("0" + digits[2:])
	if hours > 14 || minutes > 59 {
		return nil, fmt.Errorf("%w: no zone is %s from UTC", errNotTime, s)
	}
	seconds := hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), nil
}

const offsetPattern = `^(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$`

// timezone reads the zone for times that have none. The machine's own zone is
// never taken, since files would then depend on where they are made.
func (r *resolver) timezone(name string) *time.Location {
	if name == "" {
		return nil
	}
	zone, err := time.UTC, error(nil)
	switch {
	case regexp.MustCompile(offsetPattern).MatchString(name):
		zone, err = parseOffset(name)
	case strings.EqualFold(name, "local"):
		err = errors.New("the machine's zone is not taken")
	default:
		zone, err = time.LoadLocation(name)
	}
	if err != nil {
		r.problem("timezone", view{above: tree.Position{Source: r.options.TimezoneOrigin, Assigned: true}}, "such as Europe/Berlin or +02:00", "%q is not a time zone", name)
		return nil
	}
	return zone
}

// moment places w in time. A time without a zone is taken to be in the zone
// given for such times, with a warning, or refused.
func (r *resolver) moment(v view, w wallTime) (time.Time, error) {
	switch {
	case w.zone != nil:
		return w.in(w.zone), nil
	case r.zone == nil:
		return time.Time{}, errNoZone
	}
	t := w.in(r.zone)
	if t.Hour() != w.hour || t.Minute() != w.minute {
		return time.Time{}, fmt.Errorf("%w: clocks in %s skipped it", errNeverWas, r.options.Timezone)
	}
	// Where clocks are set back they show an hour twice; the first is taken.
	hint := ""
	for _, shift := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		name, seconds := t.Add(shift).Zone()
		other := w.in(time.FixedZone(name, seconds)).In(r.zone)
		if !other.Equal(t) && other.Hour() == w.hour && other.Minute() == w.minute {
			hint = "the clocks showed it twice that day: write the zone to be sure"
			if other.Before(t) {
				t = other
			}
		}
	}
	r.m.Timezone = r.options.Timezone
	r.warn("time-without-zone", v, hint, "%q has no zone and was taken in %s, as %s", v.node.Text, r.options.Timezone, t.Format(time.RFC3339))
	return t, nil
}

// sessionStart reads session_start_time, or the option that overrides it.
func (r *resolver) sessionStart(v view) time.Time {
	if r.options.StartTime != "" {
		v.node = &tree.Node{Kind: tree.Scalar, At: r.options.startsAt(), Text: r.options.StartTime}
	}
	if r.faulty[v.path] && r.options.StartTime == "" {
		return time.Time{}
	}
	if slices.ContainsFunc(r.problems, func(p tree.Problem) bool { return p.Rule == schema.TodoRule && p.Path == v.path }) {
		return time.Time{} // what lies below is not taken either
	}
	if !v.given() {
		r.put(tree.ProblemAt(tree.Position{}, v.path, "", "nobody gave the time at which the session started%s", v.doubt()).
			As(tree.Error, "session-start-missing").CuredBy(tree.CureOf(tree.GiveStart, v.path, schema.ExampleTime)))
		return time.Time{}
	}
	w, err := parseWallTime(v.node.Text)
	if err == nil && w.dateOnly {
		err = errNoClock
	}
	var t time.Time
	if err == nil {
		t, err = r.moment(v, r.withZone(v, w))
	}
	if err != nil {
		hint, cure := "write it as "+schema.ExampleTime, tree.Cure{}
		if errors.Is(err, errNoZone) {
			hint, cure = "", tree.CureOf(tree.GiveZone, v.path, schema.ExampleTime)
		}
		r.put(tree.ProblemAt(v.at(), v.path, hint, "%q is %v", v.node.Text, err).
			As(tree.Error, timeRule("session-start", err)).CuredBy(cure))
		return time.Time{}
	}
	if _, seconds := t.Zone(); seconds == 0 && w.zone != nil && r.zone != nil && v.at().Template {
		// A source that says UTC may know no better; the instant is the same.
		t = t.In(r.zone)
		r.m.Timezone = r.options.Timezone
	}
	switch {
	case t.After(r.options.Now.Add(24*time.Hour)) || r.options.DANDI && !t.Before(r.options.Now):
		r.problem("session-start-future", v, "", "%q is in the future", v.node.Text)
	case t.Before(time.Date(1980, 1, 2, 0, 0, 0, 0, t.Location())):
		r.warn("session-start-old", v, "", "%q is long ago: is the clock of the recorder right?", v.node.Text)
	}
	return t
}

// withZone returns a time of the source's path, which has no zone, in the zone of the
// same time as the source has it.
func (r *resolver) withZone(v view, w wallTime) wallTime {
	if w.zone != nil || r.zone != nil || !v.at().Template {
		return w
	}
	for _, c := range r.claims[schema.SessionStartPath] {
		other, err := parseWallTime(c.text)
		if err == nil && c.known && other.zone != nil && other.in(time.UTC).Sub(w.in(time.UTC)).Abs() < max(w.grain, other.grain) {
			return other
		}
	}
	return w
}

// doubt returns the end of a sentence: why the value of the source cannot be taken.
func (v view) doubt() string {
	if v.node == nil || v.node.Doubt == "" {
		return ""
	}
	return "; " + v.node.Doubt
}

// timeRule returns the name of the rule that a time breaks which cannot be read.
func timeRule(rule string, err error) string {
	if errors.Is(err, errNeverWas) {
		return "no-such-time"
	}
	return rule
}

// birth reads date_of_birth. A date is enough: it is then the start of that
// day where the session took place.
func (r *resolver) birth(v view) time.Time {
	if !v.given() || r.faulty[v.path] {
		return time.Time{}
	}
	w, err := parseWallTime(v.node.Text)
	if err != nil {
		r.problem(timeRule("date-of-birth", err), v, "write it as 2024-01-31", "%q is %v", v.node.Text, err)
		return time.Time{}
	}
	start := r.m.File.SessionStart
	zone := w.zone
	if zone == nil {
		if zone = r.zone; zone == nil {
			zone = start.Location() // UTC where the start is not known
		}
	}
	t := w.in(zone)
	if !start.IsZero() && t.After(start) {
		r.problem("date-of-birth-after", v, "", "%q is after the session", v.node.Text)
	}
	return t
}
