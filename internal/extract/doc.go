// Package extract reads what segmentation programs found in a recording of
// calcium imaging, each from the files of the program itself, into one shape:
// Segmentation.
//
// The words used here: an ROI is one row of the result; its footprint is where
// it lies in the field of view and with which weight; a trace is one value of
// it a frame; a background component has a footprint and a trace as well, and
// is no ROI.
//
// Nothing is invented and nothing is lost in silence. A value is in the
// Segmentation as the source has it, or the Segmentation names it in LeftOut
// with the reason; what the user should know besides stands in Remarks.
//
// Sources are not trusted. A source that contradicts itself ends in an error
// that names the place inside it, and no memory is sized by a number that was
// not held against what is stored. Opening reads what is small (settings, one
// value a ROI); footprints, traces and images are read when asked for, so that
// the memory in use does not grow with the recording.
package extract
