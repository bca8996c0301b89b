// Package session is the model: what a recording of calcium imaging is, and
// what a segmentation program found in it. Every format fills it, and the NWB
// file is built from it.
//
// The words used here, and everywhere:
//
//   - An ROI is one row of a result. Its footprint is where it lies in the field
//     of view, with a weight for each pixel. A mask is a footprint as NWB stores
//     it.
//   - A trace is one value of an ROI a frame: raw fluorescence, denoised or
//     deconvolved activity, dF/F.
//   - A background component has a footprint and a trace as well, and is no ROI.
//   - A frame is one image of the movie. Its number is its place in the whole
//     recording, of which a program may have been given a part.
//   - A column is one quantity of each ROI, such as its signal-to-noise ratio.
//   - A hint is a piece of metadata that the source holds. What is left out is
//     what it holds and no NWB file will. A remark is a fact for the user.
//
// The package holds no data of its own: footprints are read one at a time, and
// traces and images are arrays that read from the source when asked. It does no
// input or output and is pure Go.
package session
