// Package nwb lays out, writes, checks and reads NWB files.
//
// A file is first a Plan: a plain tree of groups, datasets, attributes and
// links, which Build makes from a segmentation and its metadata. A plan can be
// printed and compared; it holds no pixel and no sample. Write streams it to
// disk:
//
//	target folder        file
//	.OUT.nwb.1f….part    structure, small values
//	                     footprints, traces, images: chunk by chunk
//	                     references, now that their targets exist
//	                     closed, reopened, held against the plan, and against
//	                     the NWB standard by package check
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
// Concurrency: a Plan may be read from many goroutines and written once at a
// time. Write owns the file; nothing else must touch it until it returns.
package nwb
