// Package view makes a segmentation of a part of another: of some of its ROIs
// (Choose), of a span of its frames (Slice), or of both, in any order. A span that
// is a recording of its own begins at frame 0 (Renumber), and at 0 s where it has a
// start of its own (Rewind).
//
// A view shares what is not cut with the segmentation that it is made of, and
// reads what is cut from there. Only one of the two is to be used from then on,
// and to be closed. The package holds no data of its own but for indexes: it is
// pure Go, and views are as safe for concurrent use as what they are made of.
//
// Every field of the model is either cut along the ROIs, along the frames, along
// both, or left as it is; a test holds a table of which, so that a new field has
// to be decided on.
package view
