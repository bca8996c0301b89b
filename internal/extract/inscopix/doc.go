// Package inscopix reads cell sets and event sets of Inscopix, and what the
// CaImAn tools of its platform put out.
//
// The words used here:
//
//   - A part is one .isxd file of a source.
//   - A recording is what was recorded without a break. Its parts are a raw cell
//     set, a denoised one and an event set, at least one of the first two.
//   - A series is several recordings whose cells were found together.
//   - A run is the CaImAn result of a series. Its frames are those of the
//     recordings, in the order of their starts.
//
// What a file is, and which belong together, is told by its content, never by
// its name: by the kind in the footer, by the start and the number of samples, by
// the names of the cells, and by how rough the traces are. What contradicts is an
// error that names both files.
//
// Of a run and its parts, the run says what only it knows: footprints, traces,
// background and measures of quality. The parts say when samples were taken and
// which were dropped, what the cells are called, which were accepted (a verdict
// may be changed after the run), and what is known of the session.
package inscopix
