package schema

import (
	"strconv"
	"strings"
)

// An age is an ISO 8601 duration, or a range of two, one of which may be left
// out: "P90D", "P80D/P90D", "P90Y/". These are the words for JSON Schema.
const (
	durationPattern = `P(?=[0-9T])(` + count + `Y)?(` + count + `M)?(` + count + `W)?(` + count + `D)?` +
		`(T(?=[0-9])(` + count + `H)?(` + count + `M)?(` + count + `S)?)?`
	count      = `[0-9]+(\.[0-9]+)?`
	agePattern = `^(` + durationPattern + `(/(` + durationPattern + `)?)?|/` + durationPattern + `)$`
)

// span is a duration in two parts that cannot be compared, since months differ
// in length.
type span struct{ months, days float64 }

// parseSpan reads a duration.
func parseSpan(text string) (span, bool) {
	text, isDuration := strings.CutPrefix(text, "P")
	date, clock, timed := strings.Cut(text, "T")
	if !isDuration || text == "" || timed && clock == "" {
		return span{}, false
	}
	years, months, weeks, days := 0., 0., 0., 0.
	hours, minutes, seconds := 0., 0., 0.
	if !cutParts(date, "YMWD", &years, &months, &weeks, &days) || !cutParts(clock, "HMS", &hours, &minutes, &seconds) {
		return span{}, false
	}
	return span{
		months: 12*years + months,
		days:   7*weeks + days + hours/24 + minutes/1440 + seconds/86400,
	}, true
}

// cutParts reads numbers with a unit behind each, in the order of units.
func cutParts(text, units string, into ...*float64) bool {
	for i := range into {
		end := strings.IndexFunc(text, func(c rune) bool { return c != '.' && (c < '0' || c > '9') })
		if end < 0 || text[end] != units[i] {
			continue
		}
		x, err := strconv.ParseFloat(text[:end], 64)
		if err != nil || text[0] == '.' || text[end-1] == '.' {
			return false
		}
		*into[i], text = x, text[end+1:]
	}
	return text == ""
}

// isAge reports whether a text is a duration or a range of them.
func isAge(text string) bool {
	from, to, isRange := strings.Cut(text, "/")
	_, low := parseSpan(from)
	_, high := parseSpan(to)
	if !isRange {
		return low
	}
	return (low || from == "") && (high || to == "") && (low || high)
}

// monthSlack is by how many days any number of months in a row differs at most
// from as many of mean length.
const monthSlack = 3

// isAscendingRange reports whether the end of an age is after its start on any day:
// that of "P30D/P1M" is not in February. It is true for an age that is no range of
// two durations.
func isAscendingRange(age string) bool {
	from, to, isRange := strings.Cut(age, "/")
	if !isRange || from == "" || to == "" {
		return true
	}
	low, _ := parseSpan(from)
	high, _ := parseSpan(to)
	months, days := high.months-low.months, high.days-low.days
	if months == 0 {
		return days > 0
	}
	return months*365.25/12+days > monthSlack
}
