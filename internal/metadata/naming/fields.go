package naming

import (
	"fmt"
	"strings"
	"time"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/spelling"
)

// fieldNames are the names by which templates and patterns call a field other
// than by its key or its path.
func fieldNames() map[string]string {
	return map[string]string{
		"animal": schema.SubjectIDPath, "mouse": schema.SubjectIDPath, "subject": schema.SubjectIDPath,
		"session": schema.SessionIDPath,
		"date":    schema.SessionStartPath, "time": schema.SessionStartPath,
	}
}

// fieldAt returns the path of a field and what belongs there. It may be called
// by its whole path, or by its key alone where it is one of NWBFile or Subject.
func fieldAt(name string) (path string, s *schema.Schema, err error) {
	known := schema.Known()
	if path, ok := fieldNames()[name]; ok {
		name = path
	}
	for _, section := range []string{"NWBFile", "Subject"} {
		if s := known.Keys[section].Keys[name]; s != nil {
			return section + "." + name, s, nil
		}
	}
	if steps, err := tree.ParsePath(name); err == nil && strings.Contains(name, ".") {
		if s := schema.At(known, steps); s != nil && s.Shape != schema.Free {
			return name, s, nil
		}
	}
	return "", nil, errorf(fieldHint(name), "unknown field {%s}", name)
}

// fieldHint names the field that was probably meant, or a few that there are.
func fieldHint(name string) string {
	var candidates []string
	known := schema.Known()
	for _, section := range []string{"NWBFile", "Subject"} {
		for key := range known.Keys[section].Keys {
			if strings.Contains(name, ".") {
				key = section + "." + key
			}
			candidates = append(candidates, key)
		}
	}
	if !strings.Contains(name, ".") {
		for other := range fieldNames() {
			candidates = append(candidates, other)
		}
		candidates = append(candidates, sourceField)
	}
	if near := spelling.Nearest(name, candidates); near != "" {
		return "did you mean {" + near + "}?"
	}
	return "such as {subject_id}, {session_id}, {session_start_time}, or any other key of NWBFile and Subject"
}

// Fields are what can stand in a name, by path: texts, lists of texts, and times
// (string, []string, time.Time). What nobody gave is empty, and nil what only
// says that nobody gave it.
type Fields map[string]any

// text returns a field that is a text, "" where it is none.
func (f Fields) text(path string) string {
	text, _ := f[path].(string)
	return text
}

// time returns a field that is a time, the zero time where it is none.
func (f Fields) time(path string) time.Time {
	t, _ := f[path].(time.Time)
	return t
}

// keyOf returns the last key of a path.
func keyOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// notGiven is the error of a field that a name needs and nobody gave.
func notGiven(path string) error {
	return &Error{Cure: GiveValue, Path: path, message: fmt.Sprintf("the file is to be named after %s, which nobody gave", path)}
}
