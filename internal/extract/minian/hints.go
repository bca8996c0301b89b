package minian

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"roi2nwb/internal/extract/frametimes"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// isIdentity reports whether a piece of metadata says who was recorded or when.
func isIdentity(path string) bool {
	return path == "Subject.subject_id" || path == "NWBFile.session_id" || path == "NWBFile.session_start_time"
}

// hint adds a piece of metadata, unless it says nothing or something is known
// of the same already: then it is a remark where the two differ. Who was
// recorded and when is added all the same, for metadata to hold the two against
// each other.
func (r *reader) hint(path, value, origin string) {
	value = strings.TrimSpace(value)
	if value == "" || value == "None" {
		return
	}
	for _, h := range r.seg.Hints {
		if h.Path == path {
			switch {
			case h.Value == value:
			case isIdentity(path):
				r.seg.Hints = append(r.seg.Hints, session.Hint{Path: path, Value: value, Origin: origin})
			default:
				r.remark("%s is %q by %s; %q by %s is not taken", path, h.Value, h.Origin, value, origin)
			}
			return
		}
	}
	r.seg.Hints = append(r.seg.Hints, session.Hint{Path: path, Value: value, Origin: origin})
}

// readHints takes what is known of the session: from CalTrig's configuration
// first, as somebody wrote it; then from the recorder; then from the names of
// folders that Minian keeps as coordinates.
func (r *reader) readHints(ctx context.Context) error {
	if c := r.place.config; c != nil {
		origin := filepath.Base(c.Path)
		r.hint("Subject.subject_id", c.Mouse, origin+", mouseID")
		r.hint("NWBFile.session_id", c.Day+c.Session, origin+", day and session")
		if c.Group != "" {
			r.hint("NWBFile.notes", "Group "+c.Group, origin+", group")
		}
	}
	if err := r.readRecorder(); err != nil {
		return err
	}
	for _, c := range []struct{ path, name string }{
		{"Subject.subject_id", "animal"}, {"NWBFile.session_id", "session_id"}, {"NWBFile.session_id", "session"},
	} {
		value, at, err := r.sessionText(ctx, c.name)
		if err != nil {
			return err
		}
		r.hint(c.path, value, at)
	}
	for _, dim := range []string{"height", "width"} {
		axis, ok, err := readAxis(ctx, r.footprints, dim)
		if err != nil {
			return err
		}
		if ok && len(axis.Values) > 0 && axis.Values[0] != 0 {
			r.remark("%s begins at %d: the field of view is part of a larger one, and pixels are counted from its own corner", dim, axis.Values[0])
		}
	}
	return nil
}

// sessionText returns the coordinate of the whole session that has the given
// name, and where it is; "" where there is none. In some variables it may be a
// number.
func (r *reader) sessionText(ctx context.Context, name string) (value, at string, err error) {
	for _, owner := range append([]string{footprintsName, "C", "S"}, r.store.names()...) {
		v := r.store.variables[owner]
		if v == nil || v.coords[name] == nil || len(v.coords[name].array.Shape()) != 0 {
			continue
		}
		c := v.coords[name]
		one, err := c.scalar(ctx)
		if err != nil {
			return "", "", err
		}
		if one == nil {
			continue
		}
		if number, ok := one.(float64); ok {
			return strconv.FormatFloat(number, 'f', -1, 64), c.at, nil
		}
		return fmt.Sprint(one), c.at, nil
	}
	return "", "", nil
}

// recorderFile is what the Miniscope recorder writes beside its movies, and once
// more in the folder around the devices'.
const recorderFile = "metaData.json"

// recorderBytes is the most that it is long.
const recorderBytes = 4 << 20

// recorderMetadata is the keys of metaData.json that are of use. Which there are
// depends on the version of the recorder.
type recorderMetadata struct {
	Animal     any `json:"animalName"`
	DeviceType any `json:"deviceType"`
	Started    any `json:"recordingStartTime"`
}

// readRecorder reads the recorder's metadata from the folders near the result
// and the one around these; what is nearer counts.
func (r *reader) readRecorder() error {
	dirs := r.place.near
	dirs = append(dirs[:len(dirs):len(dirs)], filepath.Join(dirs[len(dirs)-1], ".."))
	seen := map[string]bool{}
	for _, dir := range dirs {
		path := source.FindFile(dir, recorderFile)
		if path == "" || seen[path] {
			continue
		}
		seen[path] = true
		text, err := source.ReadSmallFile(path, recorderBytes)
		if err != nil {
			r.leaveOut(path, "%v", err)
			continue
		}
		var m recorderMetadata
		d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
		d.UseNumber()
		if err := d.Decode(&m); err != nil {
			r.leaveOut(path, "not the recorder's metadata: %v", err)
			continue
		}
		r.takeRecorder(path, &m)
	}
	return nil
}

func (r *reader) takeRecorder(path string, m *recorderMetadata) {
	if name, ok := m.Animal.(string); ok {
		r.hint("Subject.subject_id", name, path+", animalName")
	}
	if device, ok := m.DeviceType.(string); ok {
		r.hint("Ophys.Device.description", device, path+", deviceType")
	}
	switch started := m.Started.(type) {
	case map[string]any:
		if at, ok := sinceEpoch(started["msecSinceEpoch"]); ok {
			r.hint("NWBFile.session_start_time", at.Format("2006-01-02T15:04:05.000-07:00"), path+", recordingStartTime")
			return
		}
		if clock := calendarText(started); clock != "" {
			r.remark("%q says that the recording started at %s, without a time zone: give it with one", path, clock)
		}
	case string:
		r.remark("%q says that the recording started at %q: give it with its time zone", path, started)
	}
}

// sinceEpoch reads milliseconds since 1970, in UTC.
func sinceEpoch(v any) (time.Time, bool) {
	number, ok := v.(json.Number)
	if !ok {
		return time.Time{}, false
	}
	ms, err := frametimes.WholeNumber(number.String())
	if err != nil || ms <= 0 || ms > 1<<47 {
		return time.Time{}, false
	}
	return time.UnixMilli(ms).UTC(), true
}

// calendarText writes the calendar fields of a start time, "" where there are
// not all of them.
func calendarText(fields map[string]any) string {
	var n [6]int64
	for i, key := range []string{"year", "month", "day", "hour", "minute", "second"} {
		number, ok := fields[key].(json.Number)
		if !ok {
			return ""
		}
		var err error
		if n[i], err = frametimes.WholeNumber(number.String()); err != nil {
			return ""
		}
	}
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d", n[0], n[1], n[2], n[3], n[4], n[5])
}
