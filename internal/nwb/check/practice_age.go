package check

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// age checks the age of the subject: an ISO 8601 duration, or a range of two, one
// of which may be left out.
func (e *examination) age(subject *node) {
	age, ok := e.textOf(subject.child("age"))
	if !ok {
		if subject.link("age") == nil && subject.link("date_of_birth") == nil {
			e.find(subjectAge, subject.path, `"age", such as "P90D", or "date_of_birth"`, "the age and the date of birth are both missing")
		}
		return
	}
	low, high, ranged := strings.Cut(age, "/")
	from, right := parseDuration(low)
	if !ranged && !right || ranged && (low != "" && !right || !isBound(high)) {
		e.find(subjectAge, subject.member("age"), `an ISO 8601 duration such as "P90D", or a range such as "P80D/P90D"`, "it is %.60q", age)
		return
	}
	to, bounded := parseDuration(high)
	if now := time.Now(); ranged && right && bounded && from.whole() && to.whole() && !from.before(now).After(to.before(now)) {
		e.find(subjectAgeRange, subject.member("age"), "the younger age first", "it is %.60q", age)
	}
}

func isBound(text string) bool {
	_, ok := parseDuration(text)
	return ok || text == ""
}

// duration is an ISO 8601 duration: years, months, weeks, days, hours, minutes,
// seconds.
type duration [7]float64

// parseDuration reads a duration, each part of which may have decimals. It has
// to have at least one, and one after T.
func parseDuration(text string) (d duration, ok bool) {
	const count = `(\p{Nd}+(?:\.\p{Nd}+)?)`
	if !strings.HasPrefix(text, "P") || text == "P" || strings.HasSuffix(text, "T") {
		return d, false
	}
	parts := regexp.MustCompile(`^P(?:` + count + `Y)?(?:` + count + `M)?(?:` + count + `W)?(?:` + count + `D)?(?:T(?:` +
		count + `H)?(?:` + count + `M)?(?:` + count + `S)?)?$`).FindStringSubmatch(text)
	if parts == nil {
		return d, false
	}
	for i, part := range parts[1:] {
		// A part that is no number in ASCII counts as 0.
		d[i], _ = strconv.ParseFloat(part, 64)
	}
	return d, true
}

// whole reports whether years and months have no decimals, without which durations
// cannot be compared.
func (d duration) whole() bool { return whole(d[0]) && whole(d[1]) && d[0] < 9999 && d[1] < 9999 }

// before returns when a duration began that ends at a time. Months end with
// their last day.
func (d duration) before(end time.Time) time.Time {
	year, month, day := end.Date()
	first := time.Date(year-int(d[0]), month-time.Month(d[1]), 1, end.Hour(), end.Minute(), end.Second(), end.Nanosecond(), end.Location())
	last := first.AddDate(0, 1, -1).Day()
	start := first.AddDate(0, 0, min(day, last)-1)
	seconds := ((d[2]*7+d[3])*24+d[4])*3600 + d[5]*60 + d[6]
	const day24 = 24 * 3600
	return start.AddDate(0, 0, -int(seconds/day24)).Add(-time.Duration((seconds - day24*float64(int(seconds/day24))) * float64(time.Second)))
}
