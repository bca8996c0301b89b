package check

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// nwbinspector's checks of a session.
const (
	startFuture       = "check_session_start_time_future_date"
	startOld          = "check_session_start_time_old_date"
	experimenterThere = "check_experimenter_exists"
	experimenterForm  = "check_experimenter_form"
	experimentThere   = "check_experiment_description"
	institutionThere  = "check_institution"
	keywordsThere     = "check_keywords"
	publicationsDOI   = "check_doi_publications"
	sessionIDSlashes  = "check_session_id_no_slashes"
	moduleName        = "check_processing_module_name"
	fileExtension     = "check_file_extension"
)

// sessionRule has nwbinspector's checks of what a file says of its session.
func sessionRule() rule {
	return rule{
		checks: []Check{
			practice(startFuture, critical, "session_start_time is in the future"),
			practice(startOld, suggestion, "session_start_time is before 1980"),
			practice(experimenterThere, suggestion, "nobody is named as experimenter"),
			practice(experimenterForm, suggestion, "an experimenter is not written as \"Last, First\""),
			practice(experimentThere, suggestion, "experiment_description is missing"),
			practice(institutionThere, suggestion, "institution is missing"),
			practice(keywordsThere, suggestion, "there are no keywords"),
			practice(publicationsDOI, suggestion, "a related publication is not given by its DOI"),
			practice(sessionIDSlashes, violation, "session_id holds a slash, which cannot be part of a file name"),
			practice(moduleName, suggestion, "a processing module is not called as a kind of data"),
			practice(fileExtension, suggestion, "the name of the file does not end in .nwb"),
		},
		run: func(ctx context.Context, e *examination) error {
			e.startTime()
			e.practiceSession()
			for n := range e.typed("ProcessingModule") {
				switch n.name {
				case "ophys", "ecephys", "icephys", "behavior", "misc", "ogen", "retinotopy":
				default:
					e.find(moduleName, n.path, "ophys, ecephys, icephys, behavior, misc, ogen or retinotopy", "its name is %q", n.name)
				}
			}
			if name := filepath.Base(e.file.Path()); !strings.HasSuffix(name, ".nwb") && !strings.HasSuffix(name, ".nwb.h5") {
				e.find(fileExtension, "/", ".nwb or .nwb.h5 at its end", "the file is called %q", name)
			}
			return context.Cause(ctx)
		},
	}
}

// startTime checks when the session was. schemaRule finds times that cannot be
// read.
func (e *examination) startTime() {
	at := e.tree.root.child("session_start_time")
	text, ok := e.textOf(at)
	if !ok {
		return
	}
	start, err := time.Parse(time.RFC3339, text)
	if err != nil {
		if start, err = time.ParseInLocation("2006-01-02T15:04:05", text, time.Local); err != nil {
			return
		}
	}
	if now := time.Now(); !start.Before(now) {
		e.find(startFuture, at.path, "when the session was", "it is in the future: %s", text)
	}
	if !start.After(time.Date(1980, 1, 1, 0, 0, 0, 0, time.Local)) {
		e.find(startOld, at.path, "when the session was", "it is before 1980: %s", text)
	}
}

// practiceSession checks what is said about the session.
func (e *examination) practiceSession() {
	general := e.tree.root.child("general")
	experimenters, _ := e.textsOf(general.childOf("experimenter"))
	if len(experimenters) == 0 {
		e.find(experimenterThere, "/", "", "nobody is named as experimenter")
	} else {
		// This is the form that DANDI asks for.
		form := regexp.MustCompile(`^[\p{L}\p{N}_\s\-.']+,\s+[\p{L}\p{N}_\s\-.']+$`)
		for _, name := range experimenters {
			if !form.MatchString(name) {
				e.find(experimenterForm, general.member("experimenter"), `"Last, First"`, "%.60q is not written so", name)
			}
		}
	}
	for _, c := range []struct{ check, name string }{{experimentThere, "experiment_description"}, {institutionThere, "institution"}} {
		if text, ok := e.textOf(general.childOf(c.name)); !ok || text == "" {
			e.find(c.check, "/", "", "%q is missing", "general/"+c.name)
		}
	}
	if general.childOf("keywords") == nil {
		e.find(keywordsThere, "/", "", `"general/keywords" is missing`)
	}
	publications, _ := e.textsOf(general.childOf("related_publications"))
	for _, p := range publications {
		if !strings.HasPrefix(p, "doi:") && !strings.HasPrefix(p, "http://dx.doi.org/") && !strings.HasPrefix(p, "https://doi.org/") {
			e.find(publicationsDOI, general.member("related_publications"), `"doi:..." or "https://doi.org/..."`, "%.60q is no DOI", p)
		}
	}
	if id, _ := e.textOf(general.childOf("session_id")); strings.Contains(id, "/") {
		e.find(sessionIDSlashes, general.member("session_id"), `"-" or "_" instead`, "%q holds a slash", id)
	}
}
