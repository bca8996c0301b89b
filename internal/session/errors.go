package session

import "fmt"

// FormatError is returned for a path that holds something else than a result
// of a segmentation program, or than the one asked for.
type FormatError struct {
	Path     string // as the user gave it
	Found    string // what is there: "an NWB file"
	Expected string // what would be right: "a CaImAn result file"
	Cure     string // what the user can do, "" where nothing is known
	Err      error  // the cause, nil where there is none

	// The caller has the words for these cures.
	ReadBy        string // the format that reads it, where another one was asked for
	MayBeMetadata bool   // it may be metadata of a session
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("%q is %s, not %s", e.Path, e.Found, e.Expected)
}

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Err }

// Hint returns what the user can do, "" where nothing is known or the caller has
// the words.
func (e *FormatError) Hint() string { return e.Cure }

// ContentError is returned for a source that is damaged or contradicts itself.
type ContentError struct {
	Inside  string // path inside the source: "estimates/A/indptr"
	Problem string // what was found, and what was expected
}

func (e *ContentError) Error() string { return fmt.Sprintf("%q %s", e.Inside, e.Problem) }

// ContentErrorf returns a ContentError on the given path inside the source.
func ContentErrorf(inside, format string, args ...any) error {
	return &ContentError{Inside: inside, Problem: fmt.Sprintf(format, args...)}
}

// EmptyError is returned for a source without a single ROI.
type EmptyError struct {
	Inside    string // path of the footprints inside the source
	Discarded int    // components that the program had found and rejected
}

func (e *EmptyError) Error() string {
	if e.Discarded == 1 {
		return fmt.Sprintf("no ROIs in %q, 1 discarded component", e.Inside)
	}
	return fmt.Sprintf("no ROIs in %q, %d discarded components", e.Inside, e.Discarded)
}

// Hint returns what the user can do, or "".
func (e *EmptyError) Hint() string {
	if e.Discarded == 0 {
		return ""
	}
	return "every component was rejected: save the result before components are selected, or loosen the quality thresholds"
}
