package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity is how much a finding matters.
type Severity uint8

// The severities, worst first.
const (
	Error   Severity = iota // the file is wrong: readers fail on it, or misread it
	Warning                 // readers or archives may object, or it looks wrong
	Remark                  // allowed, and worth knowing
)

// String returns the severity in a word.
func (s Severity) String() string {
	return [...]string{"error", "warning", "remark"}[min(s, Remark)]
}

// MarshalText returns the severity in a word, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a severity from its word.
func (s *Severity) UnmarshalText(text []byte) error {
	for *s = Error; *s <= Remark; *s++ {
		if s.String() == string(text) {
			return nil
		}
	}
	return fmt.Errorf("no severity is called %q", text)
}

// Finding is one thing that is wrong in a file, or may be.
type Finding struct {
	Severity Severity `json:"severity"`
	// Importance is nwbinspector's word for what its checks find: CRITICAL,
	// BEST_PRACTICE_VIOLATION or BEST_PRACTICE_SUGGESTION. It is empty for what
	// contradicts the schema or itself.
	Importance string `json:"importance,omitempty"`
	Check      string `json:"check"`          // the name of the check, which is stable
	Path       string `json:"path"`           // in the file; an attribute follows its object after a dot
	Message    string `json:"message"`        // what is wrong
	Want       string `json:"want,omitempty"` // what would be right
}

// String returns a finding as one line.
func (f Finding) String() string {
	s := fmt.Sprintf("%s: %s: %s", f.Severity, f.Path, f.Message)
	if f.Want != "" {
		s += "; " + f.Want
	}
	return s + " [" + f.Check + "]"
}

// Report is what File found in one file.
type Report struct {
	Path     string    `json:"path"`
	Version  string    `json:"nwb_version,omitempty"` // of the NWB standard, as the file says
	Findings []Finding `json:"findings"`              // sorted by path, the worst first
}

// Count returns how many findings have a severity.
func (r *Report) Count(s Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Unread returns a finding of something that could not be read, nil where there is
// none. The disk may be to blame for it rather than the file.
func (r *Report) Unread() *Finding {
	for i := range r.Findings {
		switch r.Findings[i].Check {
		case notHDF5, unreadableObject, unreadableValue, damagedData:
			return &r.Findings[i]
		}
	}
	return nil
}

// maxAlike is the most findings that one check may have below one group before
// the others are only counted.
const maxAlike = 5

// tidy sorts findings, removes duplicates, and shortens long runs of findings
// that are the same but for the member of a group that they are about.
func tidy(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Severity, b.Severity),
			strings.Compare(a.Check, b.Check), strings.Compare(a.Message, b.Message))
	})
	all = slices.Compact(all)
	type kind struct{ check, group string }
	seen := map[kind]int{}
	last := map[kind]int{} // the index in out of the last one shown
	out := make([]Finding, 0, len(all))
	for _, f := range all {
		k := kind{f.Check, parentPath(f.Path)}
		seen[k]++
		if seen[k] > maxAlike {
			continue
		}
		last[k] = len(out)
		out = append(out, f)
	}
	for k, n := range seen {
		if more := n - maxAlike; more > 0 {
			out[last[k]].Message += fmt.Sprintf(" (and %d more like this in %q)", more, k.group)
		}
	}
	return out
}

// parentPath returns the path of the group that the object of a path is in.
func parentPath(path string) string {
	i := strings.LastIndexByte(path, '/')
	if i <= 0 {
		return "/"
	}
	return path[:i]
}
