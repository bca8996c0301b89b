package metadata

import (
	"fmt"
	"math"
)

// Missing is something that nobody gave.
type Missing struct {
	Path string // "Subject.species"
	For  string // who asks for it: "nwb", "dandi" or "recommended"
	Why  string
	How  string // an example of giving it
}

// Missing lists what nobody gave: first what NWB asks for and the file can
// only state as unknown, then what DANDI asks for, then what is good practice.
func (m *Metadata) Missing() []Missing {
	var l missingList
	f := &m.File
	l.add(f.SessionStart.IsZero(), "nwb", "NWBFile.session_start_time", "NWB files cannot be without it",
		"--start-time "+exampleTime)
	l.set(f.SessionDescription == "" || m.stopgaps["NWBFile.session_description"], "nwb", "NWBFile.session_description",
		"NWB asks for it; the file says that it was not given", "Mouse running on a wheel, no stimulus")
	l.devices(m)
	l.planes(m)
	l.subject(m)
	for _, r := range []struct {
		absent            bool
		key, why, example string
	}{
		{len(f.Experimenter) == 0, "experimenter", "who did it", "[\"Doe, Jane\"]"},
		{f.ExperimentDescription == "", "experiment_description", "what the experiment is about", "Place cells in a virtual corridor"},
		{f.Institution == "", "institution", "where it was done", "University of Somewhere"},
		{f.Lab == "", "lab", "where it was done", "Doe lab"},
		{len(f.Keywords) == 0, "keywords", "how it is found", "[hippocampus, place cells]"},
	} {
		l.set(r.absent, "recommended", "NWBFile."+r.key, r.why, r.example)
	}
	l.set(m.Subject != nil && m.Subject.Description == "", "recommended", "Subject.description",
		"what else is known of the animal", "Housed with two littermates")
	return l
}

type missingList []Missing

func (l *missingList) add(absent bool, who, path, why, how string) {
	if absent {
		*l = append(*l, Missing{Path: path, For: who, Why: why, How: how})
	}
}

// set adds with an example for the command line.
func (l *missingList) set(absent bool, who, path, why, example string) {
	l.add(absent, who, path, why, fmt.Sprintf("--set '%s=%s'", path, example))
}

func (l *missingList) devices(m *Metadata) {
	for i, d := range m.Devices {
		path := fmt.Sprintf("Ophys.Device[%d].description", i)
		l.set(d.Description == "" || m.stopgaps[path], "nwb", path,
			"the file says that nothing was given", "Two-photon microscope with a resonant scanner")
	}
}

func (l *missingList) planes(m *Metadata) {
	for i, p := range m.Planes {
		path := fmt.Sprintf("Ophys.ImagingPlane[%d].", i)
		l.set(p.Indicator == "" || p.Indicator == Unknown, "nwb", path+"indicator",
			`the file says "unknown"`, "GCaMP6f")
		l.set(p.Location == "" || p.Location == Unknown, "nwb", path+"location",
			`the file says "unknown"; for a mouse, a name of the Allen CCF`, "Primary visual area")
		l.set(math.IsNaN(p.ExcitationLambda), "nwb", path+"excitation_lambda",
			"in nm; the file says NaN", "920")
		for j, c := range p.Channels {
			l.set(math.IsNaN(c.EmissionLambda), "nwb", fmt.Sprintf("%soptical_channel[%d].emission_lambda", path, j),
				"in nm; the file says NaN", "510")
		}
	}
}

// subject lists what DANDI refuses to be without.
func (l *missingList) subject(m *Metadata) {
	s := m.Subject
	if s == nil {
		s = &Subject{}
	}
	l.set(s.ID == "", "dandi", "Subject.subject_id", "DANDI names files after it", "M042")
	l.set(s.Species == "", "dandi", "Subject.species", "DANDI asks for it", "Mus musculus")
	l.set(s.Sex == "", "dandi", "Subject.sex", "DANDI asks for it: M, F, U or O", "F")
	l.set(s.Age == "" && s.DateOfBirth.IsZero(), "dandi", "Subject.age",
		"DANDI asks for it, or for date_of_birth", "P90D")
	l.set(m.File.SessionID == "", "dandi", "NWBFile.session_id", "DANDI names files after it", "D1S4")
}
