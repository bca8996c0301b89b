package check

import (
	"strings"
	"time"
)

// exampleTime shows what an isodatetime is.
const exampleTime = "a date and time with its zone, such as 2024-05-17T14:30:00+02:00"

// time checks a date and time: in ISO 8601 with "T" and a zone, as hdmf wants
// them.
func (v *validator) time(path, text string) {
	if _, err := time.Parse(time.RFC3339, text); err == nil && !strings.Contains(text, ",") {
		return
	}
	for _, naive := range []string{"2006-01-02T15:04:05", time.DateOnly} {
		if _, err := time.Parse(naive, text); err == nil {
			v.find(badTime, path, exampleTime, "%q has no time zone", text)
			return
		}
	}
	v.find(badTime, path, exampleTime, "%.60q is no ISO 8601 date and time", text)
}
