package session

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Provenance is where a segmentation comes from, and what else its source says.
type Provenance struct {
	Path    string   // the source as the user gave it
	Name    string   // the source's own name: that of its file or folder
	Data    string   // the file or folder that holds the data, which may lie below Path
	Format  string   // short name of the format: "caiman", "minian"
	Program string   // the program's own name: "CaImAn"
	Version string   // "" where the source does not say
	Curator string   // the program in which ROIs were judged or added afterwards: "CalTrig"; "" for none
	Beside  []string // files that were found beside Path and belong to it
	Bytes   int64    // size of the source's files, 0 where it is not known

	Hints   []Hint
	LeftOut []LeftOut
	Remarks []string // facts the user should know, such as a trace that is all zero

	// Closer releases what the arrays read from.
	Closer io.Closer
	// Watch returns an error where the source is no longer what it was when it
	// was opened. It is nil where nothing can tell.
	Watch func() error
}

// Close releases the source's files; the arrays must not be read afterwards.
func (p *Provenance) Close() error {
	if p.Closer == nil {
		return nil
	}
	return p.Closer.Close()
}

// Unchanged returns an error where the source is no longer what it was when it
// was opened.
func (p *Provenance) Unchanged() error {
	if p.Watch == nil {
		return nil
	}
	return p.Watch()
}

// Hint is a piece of metadata that the source holds, by its path in the list
// shape of metadata files: "NWBFile.session_id". Value is a string, float64,
// int64, bool, or a slice of those. Of several hints for one path the first with
// a value counts.
type Hint struct {
	Path   string
	Value  any
	Origin string // path inside the source
	Doubt  string // why what the source says cannot be taken; Value is nil then
}

// SessionStart is the path of the time at which the session began.
const SessionStart = "NWBFile.session_start_time"

// isIdentity reports whether a piece of metadata says who was recorded or when.
func isIdentity(path string) bool {
	return path == "Subject.subject_id" || path == "NWBFile.session_id" || path == SessionStart
}

// AddHint adds a piece of metadata, unless it says nothing or something is known
// of the same already: then it is a remark where the two differ. Who was
// recorded and when is added all the same, for metadata to hold the two against
// each other.
func (p *Provenance) AddHint(path, value, origin string) {
	value = strings.TrimSpace(value)
	if value == "" || value == "None" {
		return
	}
	if slices.ContainsFunc(p.Hints, func(h Hint) bool { return h.Path == path && h.Value == value }) {
		return
	}
	for _, h := range p.Hints {
		if h.Path == path && h.Value != nil && !isIdentity(path) {
			p.AddRemark("%s is %q by %s; %q by %s is not taken", path, h.Value, h.Origin, value, origin)
			return
		}
	}
	p.Hints = append(p.Hints, Hint{Path: path, Value: value, Origin: origin})
}

// AddDoubt adds that the source says something of a piece of metadata that
// cannot be taken, and why.
func (p *Provenance) AddDoubt(path, origin, format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	p.AddRemark("%s", why)
	p.Hints = append(p.Hints, Hint{Path: path, Origin: origin, Doubt: why})
}

// AddRemark adds a fact that the user should know.
func (p *Provenance) AddRemark(format string, args ...any) {
	p.Remarks = append(p.Remarks, fmt.Sprintf(format, args...))
}

// LeftOut names something that the source holds and the NWB file will not.
type LeftOut struct {
	Source string // path inside the source: "estimates/F_dff"
	Reason string // "7 rows for 4 ROIs: not subset when components were selected"
}
