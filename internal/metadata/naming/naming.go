package naming

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"roi2nwb/internal/metadata/schema"
)

// DANDIPath returns where the DANDI archive wants the file of a session, below
// the folder of the dandiset: "sub-M042/sub-M042_ses-D1S4_ophys.nwb". Ids are
// spelt as `dandi organize` spells them; notes say what was replaced. Like
// there, the start time stands for a session_id that nobody gave, without a
// time of day where it is midnight. A subject_id that nobody gave is an error.
//
// Recordings of one series may share all of this: the number of one, from 1, is
// the description in its name ("_desc-recording2"); 0 stands for the only one.
func DANDIPath(fields Fields, recording int) (path string, notes []string, err error) {
	subject := fields.text(schema.SubjectIDPath)
	if subject == "" {
		return "", nil, notGiven(schema.SubjectIDPath)
	}
	n := &namer{clean: dandiLabel}
	folder := "sub-" + n.safe(schema.SubjectIDPath, subject)
	session := fields.text(schema.SessionIDPath)
	switch start := fields.time(schema.SessionStartPath); {
	case session != "":
		session = n.safe(schema.SessionIDPath, session)
	case start.IsZero():
		return "", nil, notGiven(schema.SessionIDPath)
	default:
		format := startFormat
		if start.Hour() == 0 && start.Minute() == 0 && start.Second() == 0 {
			format = dateFormat
		}
		if session, err = writeClock(start, format); err != nil {
			return "", nil, err
		}
		n.note("session_id was not given: %q, from the start time, stands for it in the file's name", session)
	}
	name := folder + "_ses-" + session
	if recording > 0 {
		name += fmt.Sprintf("_desc-recording%d", recording)
	}
	return n.join([]string{folder, name + "_ophys.nwb"})
}

// sourceField is the field of a template that is no metadata: the name of the
// source.
const sourceField = "source"

// ExpandPath returns the path of the file that a template such as
// "{subject_id}/{session_id}.nwb" means for a session. The path is relative and
// stays below the folder that it is joined to.
//
// Between braces stands a key of NWBFile or Subject, its whole path
// (NWBFile.lab), or source: the last element of the source's path without its
// extension. The start time can have a format: {session_start_time:%Y-%m-%d},
// with {date} and {time} for its halves. Two braces stand for one. A list is
// joined with "+".
//
// A value becomes part of one element of the path: a dash stands for each
// character that file systems or shells would stumble over; notes say so.
// Where ".nwb" is missing at the end, it is added. A field that nobody gave is
// an error, and so is a name of more than 255 bytes, since two that were cut
// could be the same.
func ExpandPath(template, source string, fields Fields) (path string, notes []string, err error) {
	elements, err := parseElements(template)
	if err != nil {
		return "", nil, fmt.Errorf("template %q: %w", template, err)
	}
	n := &namer{clean: safeElement}
	names := make([]string, len(elements))
	for i, element := range elements {
		for _, p := range element {
			text := p.literal
			if p.isField {
				if text, err = n.expand(p, source, fields); err != nil {
					return "", nil, fmt.Errorf("template %q: %w", template, err)
				}
			}
			names[i] += text
		}
	}
	switch last := names[len(names)-1]; {
	case last == "":
		return "", nil, errorf("as in {subject_id}/{session_id}.nwb", "template %q does not end with the name of a file", template)
	case !strings.EqualFold(filepath.Ext(last), ".nwb"):
		names[len(names)-1] += ".nwb"
	}
	return n.join(names)
}

// namer makes names of files, and notes what it replaced.
type namer struct {
	clean func(string) string
	notes []string
}

func (n *namer) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(n.notes, note) {
		n.notes = append(n.notes, note)
	}
}

// safe returns the spelling that a value has in a name.
func (n *namer) safe(path, value string) string {
	safe := n.clean(value)
	if safe != value {
		n.note("%s %q is %q in the file's name", keyOf(path), value, safe)
	}
	return safe
}

// expand returns what stands for a field.
func (n *namer) expand(p piece, source string, fields Fields) (string, error) {
	if p.field == sourceField && p.format == "" {
		base := filepath.Base(filepath.Clean(source))
		if stem := strings.TrimSuffix(base, filepath.Ext(base)); stem != "" {
			base = stem
		}
		return n.safe(sourceField, base), nil
	}
	path, _, err := fieldAt(p.field)
	if err != nil {
		return "", err
	}
	value, ok := fields[path]
	if !ok {
		return "", errorf("keys of NWBFile and Subject can", "{%s} cannot name files", p.field)
	}
	if value == nil {
		return "", notGiven(path)
	}
	text := ""
	switch value := value.(type) {
	case time.Time:
		if !value.IsZero() {
			text, err = writeClock(value, p.clockFormat(path))
		}
	case []string:
		text = strings.Join(value, "+")
	case string:
		text = value
	}
	if _, isTime := value.(time.Time); !isTime && p.format != "" {
		err = errorf("leave it out", "{%s} is not a time and has no format", p.field)
	}
	if err == nil && text == "" {
		err = notGiven(path)
	}
	return n.safe(path, text), err
}

// clockFormat returns the format of a field that is a time.
func (p piece) clockFormat(path string) string {
	switch {
	case p.format != "":
		return p.format
	case p.field == "time":
		return timeFormat
	case p.field == "date", path != schema.SessionStartPath:
		return dateFormat
	}
	return startFormat
}

// join makes a path of names, and checks that it leads nowhere else.
func (n *namer) join(names []string) (string, []string, error) {
	for _, name := range names {
		switch {
		case name == "", name == ".", name == "..":
			return "", nil, curable(GiveFolder, "the path %q has an element %q: it must lead down from a folder",
				strings.Join(names, "/"), name)
		case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
			return "", nil, errorf("", "the name %q has a control character", name)
		case len(name) > maxElement:
			return "", nil, errorf("name the file after fewer or shorter fields", "the name %q would be %d bytes long: at most %d are possible",
				name, len(name), maxElement)
		}
	}
	return filepath.Join(names...), n.notes, nil
}
