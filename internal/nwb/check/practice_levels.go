package check

import "context"

// The importances of nwbinspector's checks, in its own words.
const (
	critical   = "CRITICAL"
	violation  = "BEST_PRACTICE_VIOLATION"
	suggestion = "BEST_PRACTICE_SUGGESTION"
)

// practice returns a check of nwbinspector, 0.7.2.
func practice(name, importance, doc string) Check {
	return Check{Name: name, Severity: severityOf(importance, false), Importance: importance, Doc: doc}
}

// grave returns a critical check of nwbinspector that is an error: readers fail on
// the file, or misread it.
func grave(name, doc string) Check {
	return Check{Name: name, Severity: Error, Importance: critical, Doc: doc}
}

// severityOf returns how much a finding of an importance matters. What is
// critical keeps DANDI from taking a file.
func severityOf(importance string, dandi bool) Severity {
	switch {
	case importance == critical && dandi:
		return Error
	case importance == critical, importance == violation:
		return Warning
	}
	return Remark
}

// importanceForDANDI returns what nwbinspector's configuration "dandi" makes of
// the importance of a check.
func importanceForDANDI(c Check) string {
	switch c.Name {
	case subjectExists, subjectIDExists, subjectIDSlashes, subjectSex, subjectSpeciesExists, subjectSpeciesForm,
		subjectAge, subjectAgeRange, sessionIDSlashes:
		return critical
	case dataOrientation:
		return violation
	}
	return c.Importance
}

// dandiRule gives nwbinspector's checks the importance that they have for DANDI. It
// runs before the rules that have those checks.
func dandiRule() rule {
	return rule{dandi: true, run: func(_ context.Context, e *examination) error {
		for name, c := range e.found.checks {
			if c.Importance == "" {
				continue
			}
			c.Importance = importanceForDANDI(c)
			c.Severity = min(c.Severity, severityOf(c.Importance, true))
			e.found.checks[name] = c
		}
		return nil
	}}
}
