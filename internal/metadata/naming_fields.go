package metadata

import (
	"slices"
	"strings"
)

// Where the ids are in metadata files.
const (
	subjectIDPath    = "Subject.subject_id"
	sessionIDPath    = "NWBFile.session_id"
	sessionStartPath = "NWBFile.session_start_time"
)

// fieldNames are the names by which templates and patterns call a field other
// than by its key or its path.
func fieldNames() map[string]string {
	return map[string]string{
		"animal": subjectIDPath, "mouse": subjectIDPath, "subject": subjectIDPath,
		"session": sessionIDPath,
		"date":    sessionStartPath, "time": sessionStartPath,
	}
}

// fieldAt returns the path of a field and what belongs there. It may be called
// by its whole path, or by its key alone where it is one of NWBFile or Subject.
func fieldAt(name string) (path string, s *schema, err error) {
	known := knownKeys()
	if path, ok := fieldNames()[name]; ok {
		name = path
	}
	for _, section := range []string{"NWBFile", "Subject"} {
		if s := known.keys[section].keys[name]; s != nil {
			return section + "." + name, s, nil
		}
	}
	if steps, err := parsePath(name); err == nil && strings.Contains(name, ".") {
		if s := schemaAt(known, steps); s != nil && s.shape != free {
			return name, s, nil
		}
	}
	return "", nil, namingErrorf(fieldHint(name), "unknown field {%s}", name)
}

// fieldHint names the field that was probably meant, or a few that there are.
func fieldHint(name string) string {
	var candidates []string
	known := knownKeys()
	for _, section := range []string{"NWBFile", "Subject"} {
		for key := range known.keys[section].keys {
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
	if near := Nearest(name, candidates); near != "" {
		return "did you mean {" + near + "}?"
	}
	return "such as {subject_id}, {session_id}, {session_start_time}, or any other key of NWBFile and Subject"
}

// fieldValues returns what can stand in a name, by path: texts, lists of them,
// and times. What nobody gave is empty.
func fieldValues(m *Metadata) map[string]any {
	f, s := &m.File, m.Subject
	if s == nil {
		s = &Subject{}
	}
	return map[string]any{
		"NWBFile.session_description":    f.SessionDescription,
		"NWBFile.identifier":             f.Identifier,
		sessionStartPath:                 f.SessionStart,
		sessionIDPath:                    f.SessionID,
		"NWBFile.experimenter":           f.Experimenter,
		"NWBFile.experiment_description": f.ExperimentDescription,
		"NWBFile.institution":            f.Institution,
		"NWBFile.lab":                    f.Lab,
		"NWBFile.keywords":               f.Keywords,
		"NWBFile.notes":                  f.Notes,
		"NWBFile.protocol":               f.Protocol,
		"NWBFile.pharmacology":           f.Pharmacology,
		"NWBFile.surgery":                f.Surgery,
		"NWBFile.virus":                  f.Virus,
		"NWBFile.stimulus_notes":         f.StimulusNotes,
		"NWBFile.data_collection":        f.DataCollection,
		"NWBFile.slices":                 f.Slices,
		"NWBFile.related_publications":   f.RelatedPublications,
		subjectIDPath:                    s.ID,
		"Subject.species":                s.Species,
		"Subject.sex":                    s.Sex,
		"Subject.age":                    s.Age,
		"Subject.age__reference":         s.AgeReference,
		"Subject.date_of_birth":          s.DateOfBirth,
		"Subject.strain":                 s.Strain,
		"Subject.genotype":               s.Genotype,
		"Subject.weight":                 s.Weight,
		"Subject.description":            s.Description,
	}
}

// keyOf returns the last key of a path.
func keyOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// notGiven is the error of a field that a name needs and nobody gave.
func notGiven(path string) error {
	hint := "give it in a metadata file, or with --set " + path + "=..."
	if slices.Contains([]string{subjectIDPath, sessionIDPath}, path) {
		hint += ", or read it from the source's path with --from-path"
	}
	return namingErrorf(hint, "the file is to be named after %s, which nobody gave", path)
}
