// Package build makes the plan of an NWB file from segmentations and metadata.
//
// File plans a whole file. Ophys plans only what comes from segmentations, the
// processing module and the events, which can be added to a file that exists.
// Both read nothing of a source but what is in memory. They return an error
// where a segmentation contradicts itself or metadata lacks a name, and the
// plan is then nil. The package uses no cgo and does no input or output.
//
// Orders follow the NWB schema: masks and images have x (the column) before y
// (the row), traces have frames before ROIs, and indices of ragged columns are
// cumulative ends. Times are in seconds.
//
// Words:
//
//	plane           one segmentation in a file, with the names of its objects
//	imaging plane   what metadata says of the optics; a table of ROIs links to one
//	own             said of a name that ends with the name of its plane
//	box             a group of series or images that planes share: Fluorescence, DfOverF
//	series          a trace of all ROIs, with its times
//	region          which rows of a table of ROIs a series is of
//	table           a DynamicTable, or a type that descends from it
//	column          a column of a table
//	mask            how footprints are kept: an image, or a list of pixels or voxels
//	grid            times that have one rate
package build
