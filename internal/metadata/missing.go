package metadata

import (
	"fmt"
	"math"
	"strings"
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
	l := missingList{known: knownKeys()}
	f := &m.File
	l.add(f.SessionStart.IsZero(), "nwb", sessionStartPath, "NWB files cannot be without it",
		"--start-time "+exampleTime)
	l.set(f.SessionDescription == "" || m.stopgaps[sessionDescriptionPath], "nwb", sessionDescriptionPath,
		"NWB asks for it; the file says that it was not given")
	l.devices(m)
	l.planes(m)
	l.subject(m)
	for _, r := range []struct {
		absent   bool
		key, why string
	}{
		{len(f.Experimenter) == 0, "experimenter", "who did it"},
		{f.ExperimentDescription == "", "experiment_description", "what the experiment is about"},
		{f.Institution == "", "institution", "where it was done"},
		{f.Lab == "", "lab", "where it was done"},
		{len(f.Keywords) == 0, "keywords", "how it is found"},
	} {
		l.set(r.absent, "recommended", "NWBFile."+r.key, r.why)
	}
	l.set(m.Subject != nil && m.Subject.Description == "", "recommended", "Subject.description",
		"what else is known of the animal")
	return l.list
}

// missingList collects what is missing, with the examples of the known keys.
type missingList struct {
	known *schema
	list  []Missing
}

func (l *missingList) add(absent bool, who, path, why, how string) {
	if absent {
		l.list = append(l.list, Missing{Path: path, For: who, Why: why, How: how})
	}
}

// set adds with the key's example, for the command line.
func (l *missingList) set(absent bool, who, path, why string) {
	if !absent {
		return
	}
	steps, err := parsePath(path)
	if err != nil {
		return // paths here are ours
	}
	l.add(true, who, path, why, "--set "+shellWord(path+"="+schemaAt(l.known, steps).example))
}

func (l *missingList) devices(m *Metadata) {
	for i, d := range m.Devices {
		path := fmt.Sprintf("Ophys.Device[%d].description", i)
		l.set(d.Description == "" || m.stopgaps[path], "nwb", path, "the file says that nothing was given")
	}
}

func (l *missingList) planes(m *Metadata) {
	for i, p := range m.Planes {
		path := fmt.Sprintf("Ophys.ImagingPlane[%d].", i)
		l.set(p.Indicator == "" || p.Indicator == Unknown, "nwb", path+"indicator", `the file says "unknown"`)
		l.set(p.Location == "" || p.Location == Unknown, "nwb", path+"location",
			`the file says "unknown"; for a mouse, a name of the Allen CCF`)
		l.set(math.IsNaN(p.ExcitationLambda), "nwb", path+"excitation_lambda", "in nm; the file says NaN")
		for j, c := range p.Channels {
			l.set(math.IsNaN(c.EmissionLambda), "nwb", fmt.Sprintf("%soptical_channel[%d].emission_lambda", path, j),
				"in nm; the file says NaN")
		}
	}
}

// subject lists what DANDI refuses to be without.
func (l *missingList) subject(m *Metadata) {
	s := m.Subject
	if s == nil {
		s = &Subject{}
	}
	l.set(s.ID == "", "dandi", "Subject.subject_id", "DANDI names files after it")
	l.set(s.Species == "", "dandi", "Subject.species", "DANDI asks for it")
	l.set(s.Sex == "", "dandi", "Subject.sex", "DANDI asks for it: M, F, U or O")
	l.set(s.Age == "" && s.DateOfBirth.IsZero(), "dandi", "Subject.age", "DANDI asks for it, or for date_of_birth")
	l.set(m.File.SessionID == "", "dandi", "NWBFile.session_id", "DANDI names files after it")
}

// missing tells what nobody gave as problems, but for what is a problem
// already. It is looked for where the user gave the object around it.
func (d *Document) missing(r *resolver) Problems {
	told := map[string]bool{}
	for _, list := range []Problems{r.problems, r.warnings} {
		for _, p := range list {
			told[p.Path] = true
			if p.Rule == todoRule { // an item of a list that holds nothing else
				list, _, _ := strings.Cut(p.Path, "[")
				told[list] = true
			}
		}
	}
	if told["Subject.date_of_birth"] {
		told["Subject.age"] = true // one of the two is asked for
	}
	var missing Problems
	for _, x := range r.m.Missing() {
		if told[x.Path] {
			continue
		}
		severity := Warning
		switch {
		case x.For == "recommended":
			severity = Suggestion
		case r.options.DANDI && (x.For == "dandi" || x.Path == sessionDescriptionPath):
			severity = Error
		}
		missing = append(missing, problemAt(d.place(x.Path), x.Path, x.How, "not given: %s", x.Why).as(severity, "missing-"+x.For))
	}
	return missing
}

// place returns the position of the object of a list, as the user gave it, that
// is nearest around a path; none where that is a section of the file, which
// has no line for what it lacks.
func (d *Document) place(path string) position {
	var at position
	steps, err := parsePath(path)
	if err != nil {
		return at
	}
	n := d.root
	for _, st := range steps {
		here := position{template: true}
		switch {
		case st.index < 0 && n.given():
			for _, f := range n.fields {
				if f.key == st.key {
					here = f.at
				}
			}
			n = n.child(st.key)
		case st.index >= 0 && n.given() && st.index < len(n.items):
			n = n.items[st.index]
			here = n.at
		default:
			n = nil
		}
		if !n.given() {
			return at
		}
		if !here.template && st.index >= 0 {
			at = here
		}
	}
	if !n.at.template {
		return n.at // a value that says as little as none
	}
	return at
}
