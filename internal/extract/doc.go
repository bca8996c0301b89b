// Package extract opens what segmentation programs found in a recording of
// calcium imaging. It tells by their content which program a source is of; a
// package a format, below this one, reads it into a session.Segmentation. To
// add a format, write its package and add it to formats.
//
// Nothing is invented and nothing is lost in silence. A value is in the
// Segmentation as the source has it, or the Segmentation names it in LeftOut
// with the reason; what the user should know besides stands in Remarks.
//
// Sources are not trusted. A source that contradicts itself ends in an error
// that names the place inside it, and no memory is sized by a number that was
// not compared with what is stored. Opening reads what is small (settings, one
// value a ROI); footprints, traces and images are read when asked for, so that
// the memory in use does not grow with the recording.
package extract
