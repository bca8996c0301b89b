package naming

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The forms in which the start of a session stands in names, where a template
// does not say otherwise: the first is that of `dandi organize`.
const (
	startFormat = "%Y%m%dT%H%M%S"
	dateFormat  = "%Y%m%d"
	timeFormat  = "%H%M%S"
)

// directive is one of strftime's: how Go writes it, and what it looks like.
type directive struct{ layout, expression string }

// directives are those that can stand in templates and patterns.
func directives() map[byte]directive {
	return map[byte]directive{
		'Y': {"2006", `\d{4}`},
		'y': {"06", `\d{2}`},
		'm': {"01", `0[1-9]|1[0-2]`},
		'd': {"02", `0[1-9]|[12]\d|3[01]`},
		'H': {"15", `[01]\d|2[0-3]`},
		'M': {"04", `[0-5]\d`},
		'S': {"05", `[0-5]\d`},
		'f': {".000000", `\d{1,6}`},
	}
}

// clockPart is a part of a format: either text, or a directive.
type clockPart struct {
	literal   string
	directive byte // 0 for text
}

// clockParts takes a format apart.
func clockParts(format string) ([]clockPart, error) {
	known := directives()
	var parts []clockPart
	for rest := format; rest != ""; {
		before, after, found := strings.Cut(rest, "%")
		if before != "" {
			parts = append(parts, clockPart{literal: before})
		}
		if !found {
			break
		}
		if after == "" {
			return nil, clockError(format, "%")
		}
		switch _, ok := known[after[0]]; {
		case after[0] == '%':
			parts = append(parts, clockPart{literal: "%"})
		case ok:
			parts = append(parts, clockPart{directive: after[0]})
		default:
			return nil, clockError(format, "%"+string([]rune(after)[:1]))
		}
		rest = after[1:]
	}
	return parts, nil
}

func clockError(format, unknown string) error {
	return errorf("known are %Y (year), %y (its last two digits), %m (month), %d (day), %H (hour), %M (minute), %S (second), "+
		"%f (microseconds), and %% for a percent sign", "the format %q of a time has %q", format, unknown)
}

// writeClock writes a time as a clock at the recording showed it.
func writeClock(t time.Time, format string) (string, error) {
	parts, err := clockParts(format)
	if err != nil {
		return "", err
	}
	known := directives()
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.literal)
		if p.directive != 0 {
			b.WriteString(strings.TrimPrefix(t.Format(known[p.directive].layout), "."))
		}
	}
	return b.String(), nil
}

// clockExpression returns a regular expression for times in a format, with a
// group for each of the directives.
func clockExpression(format string) (expression string, groups []byte, err error) {
	parts, err := clockParts(format)
	if err != nil {
		return "", nil, err
	}
	known := directives()
	for _, p := range parts {
		if p.directive == 0 {
			expression += regexp.QuoteMeta(p.literal)
			continue
		}
		expression += "(" + known[p.directive].expression + ")"
		groups = append(groups, p.directive)
	}
	return expression, groups, nil
}

// wholeClock reports whether directives are enough to say when a session
// started: to the minute at least.
func wholeClock(have map[byte]string) bool {
	for _, d := range []byte("mdHM") {
		if _, ok := have[d]; !ok {
			return false
		}
	}
	_, long := have['Y']
	_, short := have['y']
	return long || short
}

// clockText writes what directives said as a time in ISO 8601, without a zone.
func clockText(have map[byte]string) string {
	year := have['Y']
	if year == "" {
		// As POSIX has it: 69 to 99 are of the last century.
		if year = "20" + have['y']; have['y'] >= "69" {
			year = "19" + have['y']
		}
	}
	seconds := have['S']
	if seconds == "" {
		seconds = "00"
	}
	text := fmt.Sprintf("%s-%s-%sT%s:%s:%s", year, have['m'], have['d'], have['H'], have['M'], seconds)
	if fraction := have['f']; fraction != "" {
		text += "." + fraction
	}
	return text
}
