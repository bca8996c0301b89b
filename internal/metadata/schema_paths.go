package metadata

// The paths of values that are looked at by name.
const (
	sessionDescriptionPath = "NWBFile.session_description"
	sessionStartPath       = "NWBFile.session_start_time"
	sessionIDPath          = "NWBFile.session_id"
	subjectIDPath          = "Subject.subject_id"
	agePath                = "Subject.age"
	birthPath              = "Subject.date_of_birth"
)
