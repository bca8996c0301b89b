package session

import "io"

// Provenance is where a segmentation comes from, and what else its source says.
type Provenance struct {
	Path    string // the source as the user gave it
	Format  string // short name of the format: "caiman", "minian"
	Program string // the program's own name: "CaImAn"
	Version string // "" where the source does not say
	Bytes   int64  // size of the source's files, 0 where it is not known

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
// int64, bool, or a slice of those. Of several hints for one path the first
// counts.
type Hint struct {
	Path   string
	Value  any
	Origin string // path inside the source
}

// LeftOut names something that the source holds and the NWB file will not.
type LeftOut struct {
	Source string // path inside the source: "estimates/F_dff"
	Reason string // "7 rows for 4 ROIs: not subset when components were selected"
}
