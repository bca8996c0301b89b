package metadata

import (
	"fmt"
	"regexp"
	"strings"
)

// file reads NWBFile.
func (r *resolver) file(v view) {
	f := &r.m.File
	f.SessionDescription = r.described(v.get("session_description"))
	r.stopgap(v.get("session_description"))
	f.Identifier = r.text(v.get("identifier"))
	f.SessionStart = r.sessionStart(v.get("session_start_time"))
	f.SessionID = r.id(v.get("session_id"))
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
	f.RelatedPublications = r.publications(v.get("related_publications"))
	for _, key := range []string{"source_script", "source_script_file_name"} {
		if s := v.get(key); s.given() { // the file is not made by the script that made the metadata
			r.warn(s, "", "is not used: the file names the program that writes it")
		}
	}
}

// stopgap notes a text that is there because NWB wants one, and says only that
// nobody gave it.
func (r *resolver) stopgap(v view) {
	if v.given() && v.node.at.source == defaultSource {
		r.m.stopgaps[v.path] = true
	}
}

// dandiForbidden are the characters that DANDI takes out of ids when it names
// files after them.
const dandiForbidden = `_*\<>:|"'?%@;.`

// id reads session_id or subject_id.
func (r *resolver) id(v view) string {
	id := r.text(v)
	switch {
	case strings.Contains(id, "/"):
		r.problem(v, fmt.Sprintf("such as %q", strings.ReplaceAll(id, "/", "-")), `%q holds a "/", and files are named after it`, id)
	case strings.ContainsAny(id, dandiForbidden):
		r.warn(v, "letters, digits and - are safe", "%q holds a character that DANDI replaces in file names", id)
	}
	return id
}

// personPattern is nwbinspector's form of a person's name, which is DANDI's.
// It is compiled where there is a name: the letters of all scripts take long.
const personPattern = `^[\p{L}\p{M}\p{N}_\s\-.']+,\s+[\p{L}\p{M}\p{N}_\s\-.']+$`

func (r *resolver) experimenters(v view) []string {
	people := r.texts(v)
	if len(people) == 2 && !strings.ContainsAny(people[0]+people[1], ", ") {
		r.warn(v, fmt.Sprintf("if they are one person, write [%q]", people[0]+", "+people[1]),
			"%q and %q are read as two people", people[0], people[1])
		return people
	}
	if len(people) == 0 {
		return people
	}
	form := regexp.MustCompile(personPattern)
	for i, p := range people {
		if form.MatchString(p) {
			continue
		}
		hint := ""
		if words := strings.Fields(p); len(words) == 2 && !strings.Contains(p, ",") {
			hint = fmt.Sprintf("such as %q", words[1]+", "+words[0])
		}
		r.warn(v.items()[i], hint, `%q is not in the form "Last, First"`, p)
	}
	return people
}

func (r *resolver) publications(v view) []string {
	list := r.texts(v)
	for i, p := range list {
		if !strings.HasPrefix(p, "doi:") && !strings.HasPrefix(p, "https://doi.org/") && !strings.HasPrefix(p, "http://dx.doi.org/") {
			r.warn(v.items()[i], "such as https://doi.org/10.7554/eLife.38173", "%q is not a DOI", p)
		}
	}
	return list
}
