package schema

// The paths of values that are looked at by name.
const (
	SessionDescriptionPath = "NWBFile.session_description"
	SessionStartPath       = "NWBFile.session_start_time"
	SessionIDPath          = "NWBFile.session_id"
	SubjectIDPath          = "Subject.subject_id"
	AgePath                = "Subject.age"
	BirthPath              = "Subject.date_of_birth"
)
