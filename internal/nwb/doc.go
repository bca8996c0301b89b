// Package nwb writes and reads NWB files, and verifies what it has written.
//
// A file is first a plan (package plan), which package build makes from
// segmentations and metadata. Write streams a plan to disk:
//
//	target folder        file
//	.OUT.nwb.1f….part    structure, small values
//	                     footprints, traces, images: chunk by chunk
//	                     references, now that their targets exist
//	                     closed, reopened, compared with the plan, and checked
//	                     against the NWB standard by package check
//	OUT.nwb              synced, and renamed in one step
//
// The tree, with the default names (those under /processing/ophys and the
// planes come from metadata):
//
//	/                                 NWBFile: identifier, session_*, file_create_date
//	/specifications                   the schema that the file follows, cached
//	/general                          who, when, with what; was_generated_by
//	/general/subject                  where a subject was given
//	/general/devices/…                and models
//	/general/optophysiology/…         imaging planes with their optical channels
//	/processing/ophys
//	  ImageSegmentation
//	    PlaneSegmentation             one row an ROI: roi_name, masks, ROICentroids,
//	                                  is_accepted, is_rejected, quality metrics
//	    BackgroundPlaneSegmentation   one row a background component
//	  Fluorescence, DfOverF           RoiResponseSeries (frames, ROIs)
//	  SegmentationImages              GrayscaleImage (width, height)
//	  SegmentationParameters          group, parameter, value as JSON text
//
// A file that is not what was planned, or that contradicts the standard, is kept
// as OUT.nwb.failed-check; where the source has changed meanwhile there is none.
//
// Orders: masks and images have x (the column) before y (the row), as the NWB
// schema has them; traces have frames before ROIs. Indices of ragged columns
// are cumulative ends, unsigned.
//
// Concurrency: a plan may be read from many goroutines and written once at a
// time. Write owns the file; nothing else must touch it until it returns.
//
// Words:
//
//	output       the file that the user asked for
//	part         the file in the making beside the output, which replaces it
//	replacement  the part, its output, and what was at the output before
//	pass         one reading of all footprints of a table, which fills its columns
//	tile         a chunk of an image mask
//	filling      what writes the data of a dataset that exists already
//	verify       compare a written file with its plan
//	check        compare any file with the NWB standard (package check)
//	verdict      what verifying and checking say of a written file
//	kept aside   renamed to OUT.nwb.failed-check, for a report of the fault
package nwb
