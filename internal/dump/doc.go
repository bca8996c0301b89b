// Package dump turns what a segmentation holds into tables and arrays for people
// and scripts: a source and the NWB file made of it give the same.
//
// A Table is rows of cells that are read while they are written, to a Writer:
// text that is delimited (Delimited), one JSON object (JSON), or the first rows
// for a screen (Head). WriteNPY writes an array in the format of NumPy. None
// holds more than a budget of bytes of what is large, but for one row and for the
// footprint at hand.
//
// What is given is what NWB keeps: weights of footprints as float32, x first in
// images and masks, a volume's image as one a plane, times on an even grid as
// start and rate say, metadata in the list shape of metadata files. Numbers are
// written in the fewest digits that tell them from all others of their type.
//
// Package errors are about what was asked for: *AbsentError for what is not
// there, *ChoiceError where one of several must be named, *ShapeError for what
// is no array.
package dump
