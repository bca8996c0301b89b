package metadata

import (
	"roi2nwb/internal/metadata/naming"
	"roi2nwb/internal/metadata/schema"
)

// Fields returns what can stand in the name of a file.
func (m *Metadata) Fields() naming.Fields {
	f, s := &m.File, m.Subject
	if s == nil {
		s = &Subject{}
	}
	fields := naming.Fields{
		"NWBFile.session_description":    f.SessionDescription,
		"NWBFile.identifier":             f.Identifier,
		schema.SessionStartPath:          f.SessionStart,
		schema.SessionIDPath:             f.SessionID,
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
		schema.SubjectIDPath:             s.ID,
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
	for path := range m.stopgaps {
		if _, known := fields[path]; known {
			fields[path] = nil
		}
	}
	return fields
}
