package recorder

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"roi2nwb/internal/extract/frametimes"
	"roi2nwb/internal/session"
)

// clocks is what a recorder says of the start: the calendar and the clock
// on the wall, and the milliseconds since 1970 in UTC. Either may be missing.
type clocks struct {
	wall, epoch time.Time // wall as if it were UTC; zero where it is missing
}

// takeStart takes the start of the recording, from a key of its own or, as other
// versions write it, from beside the other keys.
func (r *reader) takeStart(k *keys) {
	if started, ok := k.values["recordingStartTime"].(string); ok {
		r.to.AddHint(session.SessionStart, started, k.path+", recordingStartTime")
		return
	}
	if nested, ok := k.values["recordingStartTime"].(map[string]any); ok {
		r.takeClock(k.path+", recordingStartTime", nested)
	}
	r.takeClock(k.path+", year to msecSinceEpoch", k.values)
}

// takeClock takes a start time: with the zone that lies between the two clocks,
// in UTC where there is only that, and without a zone where there is only the
// clock on the wall. Clocks that no zone lies between are both doubtful.
func (r *reader) takeClock(origin string, fields map[string]any) {
	c := readClocks(fields)
	const zoneless = "2006-01-02T15:04:05.000"
	switch {
	case c.wall.IsZero() && c.epoch.IsZero():
	case c.epoch.IsZero():
		r.to.AddHint(session.SessionStart, c.wall.Format(zoneless), origin)
	case c.wall.IsZero():
		r.to.AddHint(session.SessionStart, c.epoch.Format(zoneless+"-07:00"), origin)
	default:
		zone, ok := c.zone()
		if !ok {
			r.to.AddDoubt(session.SessionStart, origin, "%s: the clock says %s, and msecSinceEpoch %s in UTC: no time zone lies between the two, so neither is taken",
				origin, c.wall.Format(zoneless), c.epoch.Format(zoneless))
			return
		}
		r.to.AddHint(session.SessionStart, c.epoch.In(zone).Format(zoneless+"-07:00"), origin)
	}
}

// readClocks reads the clocks that there are among the keys of a start.
func readClocks(fields map[string]any) clocks {
	var c clocks
	var n [7]int64
	complete := true
	for i, key := range [...]string{"year", "month", "day", "hour", "minute", "second", "msec"} {
		v, ok := wholeOf(fields[key])
		complete = complete && (ok || key == "msec")
		n[i] = v
	}
	if complete && n[0] >= 1970 && n[0] < 10000 && !slices.ContainsFunc(n[1:], func(v int64) bool { return v < 0 || v > 999 }) {
		wall := time.Date(int(n[0]), time.Month(n[1]), int(n[2]), int(n[3]), int(n[4]), int(n[5]), int(n[6])*int(time.Millisecond), time.UTC)
		if wall.Month() == time.Month(n[1]) && wall.Day() == int(n[2]) && wall.Hour() == int(n[3]) && n[4] < 60 && n[5] < 60 {
			c.wall = wall // a time that there was
		}
	}
	if ms, ok := wholeOf(fields["msecSinceEpoch"]); ok && ms > 0 && ms <= 1<<47 {
		c.epoch = time.UnixMilli(ms).UTC()
	}
	return c
}

// wholeOf reads a whole number, as JSON has it or in a text.
func wholeOf(v any) (int64, bool) {
	text := ""
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.TrimSpace(v)
	}
	n, err := frametimes.WholeNumber(text)
	return n, err == nil
}

// zone returns the zone that lies between the two clocks. They may be read a
// moment apart, and one may have no milliseconds.
func (c clocks) zone() (*time.Location, bool) {
	const apart = time.Second
	between := c.wall.Sub(c.epoch)
	for _, offset := range zoneOffsets() {
		if (between - offset).Abs() < apart {
			return time.FixedZone("", int(offset.Seconds())), true
		}
	}
	return nil, false
}

// zoneOffsets returns how far zones were from UTC since 1980, by the tz database.
func zoneOffsets() []time.Duration {
	var offsets []time.Duration
	for hours := -12; hours <= 14; hours++ {
		offsets = append(offsets, time.Duration(hours)*time.Hour)
	}
	for _, minutes := range [...]int{-570, -270, -210, -150, 210, 270, 330, 340, 345, 390, 450, 510, 525, 570, 630, 690, 765, 825} {
		offsets = append(offsets, time.Duration(minutes)*time.Minute)
	}
	return offsets
}
