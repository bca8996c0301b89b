package metadata

import (
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/tree"
)

// file reads NWBFile.
func (r *resolver) file(v view) {
	f := &r.m.File
	f.SessionDescription = r.described(v.get("session_description"))
	r.stopgap(v.get("session_description"))
	f.Identifier = r.text(v.get("identifier"))
	f.SessionStart = r.sessionStart(v.get("session_start_time"))
	f.SessionID = r.text(v.get("session_id"))
	f.Experimenter = r.experimenters(v.get("experimenter"))
	f.ExperimentDescription = r.described(v.get("experiment_description"))
	f.Institution = r.text(v.get("institution"))
	f.Lab = r.text(v.get("lab"))
	f.Keywords = r.texts(v.get("keywords"))
	f.Notes = r.text(v.get("notes"))
	f.Protocol = r.text(v.get("protocol"))
	f.Pharmacology = r.text(v.get("pharmacology"))
	f.Surgery = r.text(v.get("surgery"))
	f.Virus = r.text(v.get("virus"))
	f.StimulusNotes = r.text(v.get("stimulus_notes"))
	f.DataCollection = r.text(v.get("data_collection"))
	f.Slices = r.text(v.get("slices"))
	f.RelatedPublications = r.texts(v.get("related_publications"))
}

// stopgap notes a text that is there only because NWB asks for one: it says that
// nobody gave it.
func (r *resolver) stopgap(v view) {
	if v.given() && v.node.At.Source == tree.DefaultSource {
		r.m.stopgaps[v.path] = true
	}
}

// experimenters finds one name that commas outside of quotes cut into two.
func (r *resolver) experimenters(v view) []string {
	people := r.texts(v)
	if len(people) == 2 && !strings.ContainsAny(people[0]+people[1], ", ") {
		r.warn("experimenter-split", v, fmt.Sprintf("if they are one person, write [%q]", people[0]+", "+people[1]),
			"%q and %q are read as two people", people[0], people[1])
		// This problem covers that neither has the form of a name.
		r.warnings = slices.DeleteFunc(r.warnings, func(p tree.Problem) bool { return strings.HasPrefix(p.Path, v.path+"[") })
	}
	return people
}
