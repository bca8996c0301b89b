// Package plan says what an NWB file will hold: a tree of groups, datasets,
// attributes and links, before any of it is written.
//
// A plan holds small values itself. What is large stays in the source, behind
// chunkio.Array and session.Footprints, until the plan is written: the source
// must stay open until then. A plan can be printed, compared, measured and
// given ids. It knows nothing of HDF5, and the package uses no cgo.
//
// Shapes are in C order, the slowest axis first: (frames, ROIs) for traces,
// (ROIs, x, y[, z]) for image masks, (x, y) for images. Values in memory are
// little-endian.
//
// A plan may be read from many goroutines while nobody changes it.
//
// Words:
//
//	path       the place of an object in the file, from "/": "/general/subject"
//	member     a group, dataset or link of a group
//	type       the type of a dataset's elements
//	data       what a dataset holds: texts, values, an array, footprints, nothing
//	visitor    what does something for each of these
//	set        the footprints of one table; all its columns are filled in one pass
//	column     what a dataset says of a set: masks, ends of sparse masks, centroids
//	source     the result of a segmentation that the file is made of
//	omitted    what a source holds and an option keeps out of the file
//	remark     a sentence for the user
//	seed       what ids are functions of, so that equal input gives equal ids
package plan
