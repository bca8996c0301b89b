package metadata

import (
	"fmt"
	"math"
	"strings"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Missing is something that nobody gave.
type Missing struct {
	Path string // "Subject.species"
	For  string // who asks for it: "nwb", "dandi" or "recommended"
	Why  string
	// Example is a value that could be given.
	Example string
}

// Missing lists what nobody gave: first what NWB asks for and the file can
// only state as unknown, then what DANDI asks for, then what is good practice.
func (m *Metadata) Missing() []Missing {
	l := missingList{known: schema.Known()}
	f := &m.File
	l.add(f.SessionStart.IsZero(), "nwb", schema.SessionStartPath, "NWB files cannot be without it",
		schema.ExampleTime)
	l.set(f.SessionDescription == "" || m.stopgaps[schema.SessionDescriptionPath], "nwb", schema.SessionDescriptionPath,
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
	known *schema.Schema
	list  []Missing
}

func (l *missingList) add(absent bool, who, path, why, example string) {
	if absent {
		l.list = append(l.list, Missing{Path: path, For: who, Why: why, Example: example})
	}
}

// set adds with the example of the key.
func (l *missingList) set(absent bool, who, path, why string) {
	if !absent {
		return
	}
	steps, err := tree.ParsePath(path)
	if err != nil {
		return // paths here are ours
	}
	l.add(true, who, path, why, schema.At(l.known, steps).Example)
}

func (l *missingList) devices(m *Metadata) {
	for i, d := range m.Devices {
		path := deviceDescription(i)
		l.set(d.Description == "" || m.stopgaps[path], "nwb", path, "the file says that nothing was given")
	}
}

func deviceDescription(i int) string { return fmt.Sprintf("Ophys.Device[%d].description", i) }

func (l *missingList) planes(m *Metadata) {
	for i, p := range m.Planes {
		path := fmt.Sprintf("Ophys.ImagingPlane[%d].", i)
		if m.planeNames != nil {
			path = tree.FormatPath([]tree.Step{{Key: "Ophys", Index: -1}, {Key: "ImagingPlane", Index: -1}, {Name: m.planeNames[i], Index: -1}}) + "."
		}
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

// subject lists what DANDI refuses files without.
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

// missing returns as problems what nobody gave, but for what is a problem already.
// Their place is the object around them, where the user gave it.
func (d *Document) missing(r *resolver) tree.Problems {
	told := map[string]bool{}
	for _, list := range []tree.Problems{r.problems, r.warnings} {
		for _, p := range list {
			told[p.Path] = true
			if p.Rule == schema.TodoRule { // an item of a list that holds nothing else
				list, _, _ := strings.Cut(p.Path, "[")
				told[list] = true
			}
		}
	}
	if told["Subject.date_of_birth"] {
		told["Subject.age"] = true // one of the two is asked for
	}
	var missing tree.Problems
	for _, x := range r.m.Missing() {
		if told[x.Path] {
			continue
		}
		severity := tree.Warning
		switch {
		case x.For == "recommended":
			severity = tree.Suggestion
		case r.options.DANDI && (x.For == "dandi" || x.Path == schema.SessionDescriptionPath):
			severity = tree.Error
		}
		missing = append(missing, tree.ProblemAt(d.place(x.Path), x.Path, "", "not given: %s", x.Why).
			As(severity, "missing-"+x.For).CuredBy(tree.CureOf(tree.GiveExample, x.Path, x.Example)))
	}
	return missing
}

// place returns the position of the object of a list, as the user gave it, that
// is nearest around a path; none where that is a section of the file, which
// has no line for what it lacks.
func (d *Document) place(path string) tree.Position {
	var at tree.Position
	steps, err := tree.ParsePath(path)
	if err != nil {
		return at
	}
	n := d.root
	for _, st := range steps {
		here := tree.Position{Template: true}
		switch {
		case st.Index < 0 && n.Given():
			for _, f := range n.Fields {
				if f.Key == st.Key {
					here = f.At
				}
			}
			n = n.Child(st.Key)
		case st.Index >= 0 && n.Given() && st.Index < len(n.Items):
			n = n.Items[st.Index]
			here = n.At
		default:
			n = nil
		}
		if !n.Given() {
			return at
		}
		if !here.Template && st.Index >= 0 {
			at = here
		}
	}
	if !n.At.Template {
		return n.At // a value that says as little as none
	}
	return at
}
