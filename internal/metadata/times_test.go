package metadata

import (
	"strings"
	"testing"
	"time"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

func TestStartTime(t *testing.T) {
	for _, c := range []struct {
		Text, zone, want string // want is a time, or a part of the problem
		warns            string
	}{
		{"2024-05-17T14:30:00+02:00", "", "2024-05-17T14:30:00+02:00", ""},
		{"2024-05-17T14:30:00Z", "", "2024-05-17T14:30:00Z", ""},
		{"2024-05-17t14:30z", "", "2024-05-17T14:30:00Z", ""},
		{"2024-05-17 14:30:00 -0530", "", "2024-05-17T14:30:00-05:30", ""},
		{"2024-05-17T14:30:00.1+02", "", "2024-05-17T14:30:00.1+02:00", ""},
		{"2024-05-17T14:30:00.123456999Z", "", "2024-05-17T14:30:00.123456Z", ""},
		{"2024-05-17T14:30:00", "", "a time without a zone", ""},
		{"2024-05-17", "Europe/Berlin", "a date without a time of day", ""},
		{"2024-05-17T14:30:00", "Europe/Berlin", "2024-05-17T14:30:00+02:00", "was taken in Europe/Berlin"},
		{"2024-05-17T14:30:00", "+05:30", "2024-05-17T14:30:00+05:30", "was taken in +05:30"},
		{"2024-05-17T14:30:00Z", "Europe/Berlin", "2024-05-17T14:30:00Z", ""},
		{"2024-03-31T02:30:00", "Europe/Berlin", "skipped it", ""},
		{"2024-10-27T02:30:00", "Europe/Berlin", "2024-10-27T02:30:00+02:00", "showed it twice"},
		{"2024-01-17T14:30:00", "Europe/Paris", "2024-01-17T14:30:00+01:00", "as 2024-01-17T14:30:00+01:00"}, // winter
		{"2024-07-17T14:30:00", "Europe/Paris", "2024-07-17T14:30:00+02:00", "as 2024-07-17T14:30:00+02:00"}, // summer
		{"2024-03-31T01:59:59", "Europe/Paris", "2024-03-31T01:59:59+01:00", "was taken in Europe/Paris"},    // the last before the gap
		{"2024-03-31T02:00:00", "Europe/Paris", "skipped it", ""},
		{"2024-03-31T02:59:59", "Europe/Paris", "skipped it", ""},
		{"2024-03-31T03:00:00", "Europe/Paris", "2024-03-31T03:00:00+02:00", "was taken in Europe/Paris"},
		{"2024-10-27T01:59:59", "Europe/Paris", "2024-10-27T01:59:59+02:00", "was taken in Europe/Paris"},
		{"2024-10-27T02:00:00", "Europe/Paris", "2024-10-27T02:00:00+02:00", "showed it twice"},
		{"2024-10-27T02:59:59", "Europe/Paris", "2024-10-27T02:59:59+02:00", "showed it twice"},
		{"2024-10-27T03:00:00", "Europe/Paris", "2024-10-27T03:00:00+01:00", "was taken in Europe/Paris"},
		{"2024-03-31T02:30:00+01:00", "Europe/Paris", "2024-03-31T02:30:00+01:00", ""},                 // a zone of its own
		{"2024-04-07T01:45:00", "Australia/Lord_Howe", "2024-04-07T01:45:00+11:00", "showed it twice"}, // half an hour
		{"2024-05-17T24:00:00Z", "", "no such day or time of day", ""},
		{"2024-05-17T14:60:00Z", "", "no such day or time of day", ""},
		{"2023-02-29T14:00:00Z", "", "no such day or time of day", ""},
		{"2024-05-17T14:30:00+25:00", "", "no zone is +25:00", ""},
		{"17.05.2024 14:30", "", "not a date and time", ""},
		{"2024-05-17T14:30:00", "Mars/Olympus", "is not a time zone", ""},
		{"2024-05-17T14:30:00", "Local", "is not a time zone", ""},
		{"2026-01-01T12:00:00Z", "", "2026-01-01T12:00:00Z", ""}, // within a day of now
		{"2026-01-03T00:00:00Z", "", "in the future", ""},
	} {
		o := testOptions()
		o.StartTime, o.Timezone = c.Text, c.zone
		m, err := Merge(must(Defaults())(t)).Resolve(o)
		got := m.File.SessionStart.Format(time.RFC3339Nano)
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != c.want || err != nil && !strings.Contains(got, c.want) {
			t.Errorf("%q in %q: got %q, want %q", c.Text, c.zone, got, c.want)
		}
		warned := tree.Problems(m.Warnings).Error()
		if c.warns == "" && warned != "" || !strings.Contains(warned, c.warns) {
			t.Errorf("%q in %q: got warnings %q, want %q", c.Text, c.zone, warned, c.warns)
		}
	}
}

// What --start-time overrides need not be right.
func TestStartTimeOverrides(t *testing.T) {
	for _, given := range []string{"TODO", "yesterday", "2024-05-17T14:30:00", "[a]"} {
		layer := must(fromText("lab.yaml", []byte("NWBFile: {session_start_time: "+given+"}")))(t)
		o := testOptions()
		o.StartTime = schema.ExampleTime
		m, err := Merge(must(Defaults())(t), layer).Resolve(o)
		if (err != nil) != (given == "[a]") { // no text at all is a slip in the file
			t.Errorf("%s: got error %v", given, err)
		}
		if got := m.File.SessionStart.Format(time.RFC3339); got != schema.ExampleTime {
			t.Errorf("%s: got %s, want %s", given, got, schema.ExampleTime)
		}
	}
}

func TestBirth(t *testing.T) {
	for _, c := range []struct{ Text, want string }{
		{"2024-01-02", "2024-01-02T00:00:00+02:00"}, // in the zone of the session
		{"2024-01-02T03:04:05", "2024-01-02T03:04:05+02:00"},
		{"2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"},
	} {
		_, m := merged(t, []string{"Subject.date_of_birth=" + c.Text})
		if got := m.Subject.DateOfBirth.Format(time.RFC3339); got != c.want {
			t.Errorf("%q: got %q, want %q", c.Text, got, c.want)
		}
	}
}

// A start that the source has in UTC is shown in the zone that the user says; the
// instant stays.
func TestStartOfSourceInZone(t *testing.T) {
	for _, c := range []struct{ start, zone, want string }{
		{"2024-08-26T10:08:40.278000+00:00", "America/Los_Angeles", "2024-08-26T03:08:40.278-07:00"},
		{"2024-08-26T10:08:40.278000+00:00", "", "2024-08-26T10:08:40.278Z"},
		{"2024-08-26T03:08:40.278000-07:00", "Europe/Berlin", "2024-08-26T03:08:40.278-07:00"},
	} {
		hints, err := FromHints("source", []Hint{{Path: "NWBFile.session_start_time", Value: c.start}})
		if err != nil {
			t.Fatal(err)
		}
		defaults, err := Defaults()
		if err != nil {
			t.Fatal(err)
		}
		m, err := Merge(defaults, hints).Resolve(Options{Timezone: c.zone})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.File.SessionStart.Format(time.RFC3339Nano); got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.start, c.zone, got, c.want)
		}
	}
}
