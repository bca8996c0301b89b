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
//	sets, err := metadata.FromSets("--set", []string{"NWBFile.session_id=D1S4"})
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
// An object without a name is the one at its place in the list. A path from the
// command line or a hint names an object in brackets, ImagingPlane[Plane] or
// optical_channel["2"], or tells its place in the merged list, ImagingPlane[0],
// or ImagingPlane for short. The name is one that a file or the template gives;
// where files gave the template's object another name, either will do.
//
// Defaults and hints are a template rather than objects of their own: each
// object that a user lists starts as a copy of the template's object of that
// name, or of its first one. So one device with another name renames the
// default device and does not add a second; a reference to it that nobody
// gave follows. Objects of the template that the user's list does not mention
// stay, after the user's, only where it mentions none or another of them by name.
//
// The two plane segmentations are told apart by what they are for. The one
// named BackgroundPlaneSegmentation, or with "background" in its name, holds
// the background components; the other holds the ROIs.
//
// # Shapes
//
// Files are in one of the two shapes of neuroconv: lists of named objects, or
// from its version 0.10 on mappings from keys of the user's choice, which refer
// to each other by these keys. The keys mean the same objects in all files of
// the keyed shape, and are translated to names together. These files are made
// of templates with blanks: null there says nothing, and removes nothing.
// Package keyed reads them.
//
// What such files hold for other programs (other recordings of the session,
// movies, classes of devices of their own) is let through with a warning; a key
// that may be a slip of a known one is an error.
//
// # Problems
//
// One table says of every key what belongs there: its shape, what it is for,
// an example, who asks for it, and what a single value must be like. Files are
// checked with it, and Schema makes of it what editors check with.
//
// Syntax errors stop the reading of a file. Everything else, unknown keys
// included, is collected and returned by Resolve at once, with positions, and
// by Report together with what nobody gave. A Problem has the name of the rule
// that is broken, the line it is in, and a Severity: an Error is what NWB
// forbids and what surely is not meant, such as a wavelength of 0.92 nm; a
// Warning what DANDI or readers would object to; a Suggestion what is good
// practice. Where it is cured by a value that is not in a file, it has a Cure in
// place of a hint, which the caller puts into words: this package knows no flags.
// With Options.DANDI what DANDI refuses is an Error as well, and so
// is what it misses: where Report finds nothing then, nwbinspector with DANDI's
// configuration finds nothing that comes from metadata.
// Scalars are kept as they are written until it is known what belongs there,
// so 007 stays 007 in a text, and a time is never reformatted.
//
// Layers and documents are immutable and safe for concurrent use.
//
// # Parts
//
// This package reads layers, merges them and resolves the result. What can be
// said without that is in packages below, none of which imports this one: tree
// (what a file says, and where), schema (what belongs in a file), overlay (one
// tree laid over another), keyed (the files of other converters), naming (paths
// made of metadata, and the reverse), template (files to be filled in) and
// jsonschema (the format for editors).
//
// # Words
//
//   - layer: what one source says: the defaults, a source's hints, a file, assignments
//   - document: all layers merged
//   - hint: a piece of metadata that a source holds; of a problem, its cure in words
//   - origin: where a value or an option came from, as the caller calls it
//   - assignment: a value for a path, given without a file around it
//   - rule: what a single value must be like, or the name of what a problem breaks
//   - resolver: turns a document into typed metadata, and collects problems
//   - claim: what one layer says of whose recording it is, or when it was made
//   - stopgap: a text that says only that nobody gave one
//   - table: a table of ROIs, or of background components, in the NWB file
//   - box: the container of what belongs to the tables, such as Fluorescence
//   - settled: said of a tree in which each reference names what it means
package metadata
