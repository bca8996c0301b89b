// Package metadata answers who, when and with what: it reads, merges and
// checks the metadata of one recording.
//
// Metadata comes in layers, each over the one before: the defaults of package
// configs, what the source itself says (hints), each metadata file in the
// order given, and single values from the command line. Every value remembers
// where it came from.
//
//	defaults, err := metadata.Defaults()
//	hints, err := metadata.FromHints("source", found)
//	lab, err := metadata.ReadFile("lab.yaml")
//	sets, err := metadata.FromSets([]string{"NWBFile.session_id=D1S4"})
//	document := metadata.Merge(defaults, hints, lab, sets)
//	m, err := document.Resolve(metadata.Options{})
//
// # How layers merge
//
// Mappings merge key by key. Plain lists, such as keywords, are replaced
// whole. A key that is left empty, null or "" means "not given": it removes
// what a source or an earlier file said, and brings the default back. Left
// empty where an object or a list of objects belongs, it says nothing.
//
// Lists of objects (devices, imaging planes, optical channels) merge by name.
// An object without a name is the one at its place in the list, and so is one
// that is addressed from the command line: ImagingPlane[0], or ImagingPlane
// for short.
//
// Defaults and hints are a template rather than objects of their own: each
// object that a user lists starts as a copy of the template's object of that
// name, or of its first one. So one device with another name renames the
// default device and does not add a second; a reference to it that nobody
// gave follows. Objects of the template that the user's list does not mention
// stay only where it mentions none or another of them by name.
//
// The two plane segmentations are told apart by what they are for. The one
// named BackgroundPlaneSegmentation, or with "background" in its name, holds
// the background components; the other holds the ROIs.
//
// # Problems
//
// Syntax errors stop the reading of a file. Everything else, unknown keys
// included, is collected and returned by Resolve at once, with positions.
// Scalars are kept as they are written until it is known what belongs there,
// so 007 stays 007 in a text, and a time is never reformatted.
//
// Layers and documents are immutable and safe for concurrent use.
package metadata
